#include "sms/keywords.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "base/limits.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

void expect_all(std::string_view expected, std::initializer_list<std::string_view> replies) {
  for (const auto reply : replies) {
    const auto got = classify_reply(reply);
    EXPECT_EQ(to_string(got.reply_class), expected) << "«" << reply << "» because: " << got.because;
    EXPECT_FALSE(got.because.empty());
  }
}

// clang-format off
TEST(Keywords, StopIsTheWholeBody) {
  expect_all("stop", {
      "STOP", "stop", "Stop", " sToP ", "STOP.", "stop!!!", "\"STOP\"", "'stop'", "“Stop”", "*STOP*", "#stop",
      "STOP 🛑", "🙏 stop 🙏", "...stop...", "STOP\n", "\nSTOP\n\n", "(stop)", "STOP?", "-STOP-", "Stop,", "STOP;",
      "STOPALL", "STOP ALL", "stop-all", "Stop_All", "UNSUBSCRIBE", "Unsubscribe.", "un-subscribe", "unsub", "END",
      "end", "QUIT", "Quit!", "CANCEL", "Cancel.", "REVOKE", "OPTOUT", "opt-out", "Opt out", "OPT OUT!", "REMOVE",
      "TD", "stop please", "please stop", "Pls stop", "plz stop now", "STOP NOW", "stop now please",
      "stop please thanks", "Stop. Thanks.", "Stop, thank you!", "Thank you, stop", "kindly stop", "stop me",
      "unsubscribe me", "Please unsubscribe", "please unsubscribe me", "remove me please", "cancel please",
      "quit now", "STOP asap", "stop immediately", "stop svp", "stop s'il vous plaît", "bitte stopp",
      "parar por favor", "STOP thx", "STOP ty", "STOP STOP", "stop stop stop", "STOP. STOP. STOP!", "stopstop",
      "STOPSTOPSTOP", "S T O P", "s.t.o.p.", "S-T-O-P", "stop/unsubscribe", "STOP UNSUBSCRIBE", "stop, cancel",
      "stop 2 quit", "stop to end", "STOP to unsubscribe", "stop 2 stop", "stop and unsubscribe", "quit end cancel",
      "ＳＴＯＰ", "𝐒𝐓𝐎𝐏", "𝕊𝕋𝕆ℙ", "Ⓢⓣⓞⓟ", "🅂🅃🄾🄿", "ｓｔｏｐ！", "S\u200BT\u200BO\u200BP", "\uFEFFSTOP", "st\u00ADop",
      "STOP\uFE0F", "stóp", "S̶T̶O̶P̶", "STOP\u00A0", "\u2003STOP\u2003", "STOP\r\n", "STOP\n\nSent from my iPhone",
      "Stop\nSent from my Galaxy", "STOP Sent from my iPhone", "stop\n--\nJohn Doe\nAcme Inc", "stop\n-- \nJane",
      "Stop\nGet Outlook for iOS", "Stop\n\nEnvoyé de mon iPhone", "stop\n\nVon meinem iPhone gesendet",
      "STOP\nEnviado desde mi iPhone", "STOP\n> Hi Ann, your bill is due. Reply STOP to opt out",
      "> Reply STOP to opt out\nStop", "STOP\n\nOn Tue, Nov 3, 2026 at 9:00 AM Acme wrote:\n> Hi",
      "STOP\nOn Tue, Nov 3, 2026 at 9:00 AM\nAcme <x@y.z> wrote:\n> Hi", "ARRET", "Arrêt", "ARRETE", "arrête",
      "ARRETT", "arrêt svp", "Désabonner", "DESINSCRIRE", "désinscrire", "ALTO", "BAJA", "baja por favor", "PARAR",
      "detener", "CANCELAR", "salir", "no más", "NO MAS", "¡Alto!", "STOPP", "stopp bitte", "Abmelden", "abbestellen",
      "SAIR", "pare", "AFMELDEN", "stoppen", "uitschrijven", "annulla", "CANCELLA", "disiscrivi",
  });
}
// clang-format on

// clang-format off
TEST(Keywords, StartAndHelpAreTheWholeBodyToo) {
  expect_all("start", {
      "START", "start", "Start!", "UNSTOP", "unstop.", "YES", "yes", "Yes!", "\"YES\"", "yes 👍", "JOIN", "ＳＴＡＲＴ",
  });
  expect_all("help", {
      "HELP", "help", "Help!", "help?", "INFO", "info.", "AIDE", "ayuda", "¡Ayuda!", "HILFE", "Hilfe!", "ajuda",
      "HULP", "aiuto", "HELP\nSent from my iPhone",
  });
  expect_all("none", {
      "yes please", "Yes I'll be there", "yes, see you then", "yes yes", "start now please ok?", "when does it start",
      "When does it start?", "start over", "let's start at 9", "help me move", "can you help me",
      "I need help with my bill", "more info please", "need info", "help with login", "info about the clinic", "yep",
      "y", "yeah", "YES 9am", "HELP me understand the bill", "subscribe me to the newsletter?", "join us",
      "Is there a helpline", "please help", "help is on the way", "yes sir",
  });
}
// clang-format on

// clang-format off
TEST(Keywords, QuotationsOfOurOwnTextAreNone) {
  expect_all("none", {
      "Liked “Your order is ready. Reply STOP to opt out”", "Loved “Hi Ann! Reply STOP to opt out”",
      "Disliked “Reply STOP to unsubscribe”", "Laughed at “Vote today. STOP to opt out”",
      "Emphasized “Text STOP to end”", "Emphasised “Text STOP to end”", "Questioned “Reply STOP to opt out.”",
      "Removed a like from “Reply STOP to opt out”", "Removed a heart from “Hi. Reply STOP to opt out”",
      "Removed a question mark from “Reply STOP”", "Reacted 👍 to “Reply STOP to opt out”",
      "Reacted 😂 to “please stop texting me”", "👍 to “Reply STOP to opt out”", "👍 to “ Reply STOP to opt out ”",
      "\u200A👍\u200A to “\u200AReply STOP\u200A”", "❤️ to “stop”", "😂 to \"Reply STOP to opt out\"",
      "Liked \"Reply STOP to opt out\"", "Liked “Hi\nYour bill is ready.\n\nReply STOP to opt out”",
      "Liked “A long text that was cut. Reply STOP to…", "Liked ?Reply STOP to opt out?",
      "Liked 'Reply STOP to opt out'", "LIKED “Reply STOP”", "Loved an image", "Liked “STOP”",
      "Liked “Use code “SAVE” now. Reply STOP to opt out”", "A aimé « Répondez STOP pour vous désabonner »",
      "A adoré “Répondez STOP”", "N’a pas aimé « STOP »", "A réagi avec 👍 à « Répondez STOP »",
      "Le gustó “Responda ALTO para cancelar”", "Le encantó “Responde STOP”", "Reaccionó con 👍 a “Responda STOP”",
      "👍 a “Responda STOP”", "Gefällt „Antworten Sie STOPP zum Abmelden“", "Hat mit 👍 auf „Antworte STOPP“",
      "Gostou de “Responda SAIR”", "Amou “Responda PARE”", "Reagiu com ❤️ a “Responda PARE”",
      "Ha messo Mi piace a “Rispondi STOP”", "Ha adorato «Rispondi STOP»", "Vond “Antwoord STOP” leuk",
      "> Reply STOP to opt out", "> Hi Ann\n> Reply STOP to opt out\nOk thanks, see you",
      "> please stop\nthat was me lol, see you at 5", "You wrote \"Reply STOP to opt out\", what is it?",
      "Ok thanks\n\nOn Mon, Acme wrote:\n> Reply STOP to opt out", "See you then\n--\nStop Smoking Clinic",
      "what does \"Reply STOP to opt out\" mean?", "Hi Ann, your visit is at 5. Reply STOP to opt out. Was this you?",
  });
  expect_all("stop", {
      "Liked “Hi. Reply STOP to opt out” STOP", "> Hi Ann\nSTOP",
  });
  expect_all("suspected_stop", {
      "👍 to “Hi. Reply STOP to opt out” please stop texting me", "> Hi Ann\nWrong number", "Reply STOP to opt out",
  });
}
// clang-format on

TEST(Keywords, BecauseNamesTheTablesWordsNotThePersons) {
  EXPECT_EQ(classify_reply("Stop!").because, "the whole reply is the keyword STOP");
  EXPECT_EQ(classify_reply("stpo").because, "looks like a misspelt STOP");
  EXPECT_FALSE(classify_reply("stop sending zebrafish texts").because.contains("zebrafish"));
}

TEST(KeywordsProperty, AnyBytesAnyLanguageAnyCase) {
  EXPECT_TRUE(rc::check([](const std::string& noise, const std::vector<uint16_t>& points) {
    std::string text = noise;
    for (const auto c : points) append_utf8(text, c >= 0xD800 && c < 0xE000 ? 0x1F600 : c);
    RC_ASSERT(!classify_reply(text, noise.substr(0, 3)).because.empty());
  }));
  EXPECT_TRUE(rc::check([] {
    std::string text = *rc::gen::element<std::string>("stop", "unsubscribe", "stop please", "stop texting me",
                                                      "wrong number", "help", "no thanks");
    const auto plain = classify_reply(text).reply_class;
    for (char& c : text) {
      if (*rc::gen::arbitrary<bool>() && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    const auto pad = *rc::gen::element<std::string>("", " ", "!", "\n", " 👍", ".", "  \t ");
    RC_ASSERT(classify_reply(pad + text + pad).reply_class == plain);
  }));
}

TEST(Keywords, ReadsABoundedPart) {
  const auto padded = [](size_t bytes) { return std::string(bytes, 'x') + " please stop texting me"; };
  EXPECT_EQ(classify_reply(padded(limits::kReplyBytes - 100)).reply_class, ReplyClass::suspected_stop);
  EXPECT_EQ(classify_reply(padded(limits::kReplyBytes)).reply_class, ReplyClass::none);
}

}  // namespace
}  // namespace tidings::sms
