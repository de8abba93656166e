#include "sms/keywords.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>

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

TEST(Keywords, StopIsTheWholeBody) {
  expect_all("stop", {
      "STOP", "stop", "Stop", " sToP ", "STOP.", "stop!!!", "\"STOP\"", "'stop'", "“Stop”", "*STOP*", "#stop", "STOP 🛑", "🙏 stop 🙏",
      "...stop...", "STOP\n", "\nSTOP\n\n", "(stop)", "STOP?", "-STOP-", "Stop,", "STOP;",
      "STOPALL", "STOP ALL", "stop-all", "Stop_All", "UNSUBSCRIBE", "Unsubscribe.", "un-subscribe", "unsub", "END", "end", "QUIT", "Quit!", "CANCEL",
      "Cancel.", "REVOKE", "OPTOUT", "opt-out", "Opt out", "OPT OUT!", "REMOVE", "TD",
      "stop please", "please stop", "Pls stop", "plz stop now", "STOP NOW", "stop now please", "stop please thanks", "Stop. Thanks.", "Stop, thank you!",
      "Thank you, stop", "kindly stop", "stop me", "unsubscribe me", "Please unsubscribe", "please unsubscribe me", "remove me please", "cancel please",
      "quit now", "STOP asap", "stop immediately", "stop svp", "stop s'il vous plaît", "bitte stopp", "parar por favor", "STOP thx", "STOP ty",
      "STOP STOP", "stop stop stop", "STOP. STOP. STOP!", "stopstop", "STOPSTOPSTOP", "S T O P", "s.t.o.p.", "S-T-O-P", "stop/unsubscribe", "STOP UNSUBSCRIBE",
      "stop, cancel", "stop 2 quit", "stop to end", "STOP to unsubscribe", "stop 2 stop", "stop and unsubscribe", "quit end cancel",
      "ＳＴＯＰ", "𝐒𝐓𝐎𝐏", "𝕊𝕋𝕆ℙ", "Ⓢⓣⓞⓟ", "🅂🅃🄾🄿", "ｓｔｏｐ！", "S\u200BT\u200BO\u200BP", "\uFEFFSTOP", "st\u00ADop", "STOP\uFE0F", "stóp", "S̶T̶O̶P̶",
      "STOP\u00A0", "\u2003STOP\u2003", "STOP\r\n",
      "STOP\n\nSent from my iPhone", "Stop\nSent from my Galaxy", "STOP Sent from my iPhone", "stop\n--\nJohn Doe\nAcme Inc", "stop\n-- \nJane",
      "Stop\nGet Outlook for iOS", "Stop\n\nEnvoyé de mon iPhone", "stop\n\nVon meinem iPhone gesendet", "STOP\nEnviado desde mi iPhone",
      "STOP\n> Hi Ann, your bill is due. Reply STOP to opt out", "> Reply STOP to opt out\nStop", "STOP\n\nOn Tue, Nov 3, 2026 at 9:00 AM Acme wrote:\n> Hi",
      "STOP\nOn Tue, Nov 3, 2026 at 9:00 AM\nAcme <x@y.z> wrote:\n> Hi",
      "ARRET", "Arrêt", "ARRETE", "arrête", "ARRETT", "arrêt svp", "Désabonner", "DESINSCRIRE", "désinscrire", "ALTO", "BAJA", "baja por favor", "PARAR", "detener",
      "CANCELAR", "salir", "no más", "NO MAS", "¡Alto!", "STOPP", "stopp bitte", "Abmelden", "abbestellen", "SAIR", "pare", "AFMELDEN", "stoppen", "uitschrijven",
      "annulla", "CANCELLA", "disiscrivi",
  });
}

TEST(Keywords, StartAndHelpAreTheWholeBodyToo) {
  expect_all("start", {"START", "start", "Start!", "UNSTOP", "unstop.", "YES", "yes", "Yes!", "\"YES\"", "yes 👍", "JOIN", "ＳＴＡＲＴ"});
  expect_all("help", {"HELP", "help", "Help!", "help?", "INFO", "info.", "AIDE", "ayuda", "¡Ayuda!", "HILFE", "Hilfe!", "ajuda", "HULP", "aiuto", "HELP\nSent from my iPhone"});
  expect_all("none", {
      "yes please", "Yes I'll be there", "yes, see you then", "yes yes", "start now please ok?", "when does it start", "When does it start?", "start over", "let's start at 9",
      "help me move", "can you help me", "I need help with my bill", "more info please", "need info", "help with login", "info about the clinic", "yep", "y", "yeah", "YES 9am", "HELP me understand the bill",
      "subscribe me to the newsletter?", "join us", "Is there a helpline", "please help", "help is on the way", "yes sir",
  });
}

TEST(Keywords, TrapsStayNone) {
  expect_all("none", {
      "", "   ", "👍", "ok", "OK thanks", "Thanks!", "no", "No", "nah", "k", "see you", "???", "1", "C", "12345",
      "don't stop", "Don’t stop", "dont stop", "do not stop", "please don't stop", "Don't stop texting me", "please do not stop sending these", "never stop", "never stop learning",
      "Don't stop believing", "I don't want you to stop", "I don't want to stop", "I don't want to unsubscribe", "don't unsubscribe me", "Do not remove me from the list", "please don't remove me",
      "don't cancel", "don't cancel my appointment", "I didn't mean to unsubscribe", "I don't want to opt out", "do not opt me out", "don't opt out",
      "stop by at 5", "Stop by at 5", "STOP BY AT 5", "stop by", "I'll stop by tomorrow", "Can I stop by today?", "can you stop by the office", "please stop by", "Stop by anytime!", "stop over for dinner",
      "stop in tomorrow", "I can't stop laughing", "Can't stop laughing", "cant stop wont stop", "I can't stop thinking about it", "couldn't stop crying", "It won't stop raining", "the bleeding won't stop",
      "full stop", "Full stop.", "bus stop", "Meet me at the bus stop", "pit stop", "we need a pit stop", "one stop shop", "one-stop", "One stop", "non stop", "non-stop", "nonstop", "It's been non-stop today", "truck stop",
      "next stop", "this is my stop", "I missed my stop", "where is the nearest stop", "last stop on the line", "a quick stop", "rest stop", "Where do I get off? Which stop?", "stop sign", "stop at the store", "stop at the light",
      "stop for gas", "stop and get milk", "I had to stop and get gas", "where should we stop?", "when will the rain stop?", "stop worrying", "Stop worrying about it", "stop smoking program", "I want to stop smoking",
      "how do I stop the bleeding", "stop payment on the check", "it comes to a complete stop", "does the train stop here?", "The bus stops here", "he stopped by", "stopped at the store",
      "end of the month", "at the end of the month", "By the end of the week", "the end", "weekend", "the deep end", "End of story", "It will end at 5", "what time does it end?", "in the end it was fine",
      "I quit my job", "I quit smoking", "quit smoking", "he quit", "cancel my appointment", "Please cancel my appointment", "cancel my 3pm", "can I cancel my appointment for tomorrow?", "Need to cancel appt", "the cancel button",
      "The cancel button doesn't work", "cancel the order please", "cancelled", "how do I cancel an order", "remove the stitches when?", "remove the cast",
      "I opted for the early slot", "leave me a message", "don't leave me alone", "Leave me a voicemail", "we go away for the weekend", "going away party", "I'm going away next week", "go away for a week", "the pain won't go away",
      "delete the old file please", "did you lose my number?", "I lost your number", "I got lost", "take me off hold", "remove me from the waitlist", "Remove me from the schedule for Friday",
      "check your spam folder", "It went to my spam folder", "It was in my spam", "not spam", "don't text and drive", "Don't text and drive!", "I don't text while driving", "I don't text, please call", "no more questions", "no more room?",
      "I'm not sure", "Not sure", "not yet", "I'm not available", "I'm not coming", "Not Monday", "I'm not ready", "not today", "Not me", "I am not interested", "This is not what I ordered", "not really", "I'm not home",
      "I'm a lawyer", "Sue will be there", "This is Sue", "Sue said yes", "my phone died", "phone is dead", "wrong number of tickets", "I have a class action figure lol ok",
      "Not interested", "not interested.", "No thanks", "no thank you", "No, thanks!", "nope", "I'm good", "I'll pass", "maybe later", "Sorry, not interested",
      "What time is my appointment?", "Can you call me?", "please call me", "call me at 5", "text me tomorrow", "Text me back", "Who is this?", "who is this", "how did you get my number", "What is this about?",
      "para mañana", "¿Para cuándo?", "alta", "para mi cita", "fin de semana", "Bis Ende des Monats", "no puedo ir", "no entiendo", "la fin du mois", "basta così poco?", "Das Ende war gut", "baja el precio", "Sale a las 5",
      "https://example.com/unsubscribe", "see www.example.com/stop", "stop@example.com", "email me at stop@example.com",
      "Is the remote working?", "step", "Top!", "shop", "quiet", "Quite", "cancer", "spot", "post", "option", "subscriber", "I'm out of town", "Sounds great, thanks", "congrats!!", "running late",
      "The doctor told me to stop taking it", "Should I stop taking the medication?", "I need to stop at the bank", "I'll stop texting you now", "Sorry I need to stop texting, driving",
      "damn that was good", "hell yeah", "holy shit that's great", "The service was fucking awesome", "I love it", "We moved to a new house", "my number is 555-1234", "I have a new number: 555-1234", "Can I change my number?",
      "No more than 3", "I don't know", "dont know yet", "I don't have it", "do not call before 9", "don't call me before noon", "stops", "bus stops",
  } );
}

TEST(Keywords, QuotationsOfOurOwnTextAreNone) {
  expect_all("none", {
      "Liked “Your order is ready. Reply STOP to opt out”", "Loved “Hi Ann! Reply STOP to opt out”", "Disliked “Reply STOP to unsubscribe”", "Laughed at “Vote today. STOP to opt out”",
      "Emphasized “Text STOP to end”", "Emphasised “Text STOP to end”", "Questioned “Reply STOP to opt out.”", "Removed a like from “Reply STOP to opt out”", "Removed a heart from “Hi. Reply STOP to opt out”",
      "Removed a question mark from “Reply STOP”", "Reacted 👍 to “Reply STOP to opt out”", "Reacted 😂 to “please stop texting me”", "👍 to “Reply STOP to opt out”", "👍 to “ Reply STOP to opt out ”", "\u200A👍\u200A to “\u200AReply STOP\u200A”",
      "❤️ to “stop”", "😂 to \"Reply STOP to opt out\"", "Liked \"Reply STOP to opt out\"", "Liked “Hi\nYour bill is ready.\n\nReply STOP to opt out”", "Liked “A long text that was cut. Reply STOP to…", "Liked ?Reply STOP to opt out?",
      "Liked 'Reply STOP to opt out'", "LIKED “Reply STOP”", "Loved an image", "Liked “STOP”", "Liked “Use code “SAVE” now. Reply STOP to opt out”",
      "A aimé « Répondez STOP pour vous désabonner »", "A adoré “Répondez STOP”", "N’a pas aimé « STOP »", "A réagi avec 👍 à « Répondez STOP »", "Le gustó “Responda ALTO para cancelar”", "Le encantó “Responde STOP”", "Reaccionó con 👍 a “Responda STOP”",
      "👍 a “Responda STOP”", "Gefällt „Antworten Sie STOPP zum Abmelden“", "Hat mit 👍 auf „Antworte STOPP“", "Gostou de “Responda SAIR”", "Amou “Responda PARE”", "Reagiu com ❤️ a “Responda PARE”", "Ha messo Mi piace a “Rispondi STOP”", "Ha adorato «Rispondi STOP»",
      "Vond “Antwoord STOP” leuk", "> Reply STOP to opt out", "> Hi Ann\n> Reply STOP to opt out\nOk thanks, see you", "> please stop\nthat was me lol, see you at 5", "You wrote \"Reply STOP to opt out\", what is it?",
      "Ok thanks\n\nOn Mon, Acme wrote:\n> Reply STOP to opt out", "See you then\n--\nStop Smoking Clinic", "what does \"Reply STOP to opt out\" mean?", "Hi Ann, your visit is at 5. Reply STOP to opt out. Was this you?",
  });
  expect_all("stop", {"Liked “Hi. Reply STOP to opt out” STOP", "> Hi Ann\nSTOP"});
  expect_all("suspected_stop", {"👍 to “Hi. Reply STOP to opt out” please stop texting me", "> Hi Ann\nWrong number", "Reply STOP to opt out"});
}

TEST(Keywords, RefusalsAreSuspected) {
  expect_all("suspected_stop", {
      "stop texting me", "Stop texting", "please stop texting me", "Please stop texting me!", "stop messaging me", "quit texting me", "QUIT TEXTING ME", "stop sending me texts", "stop sending these", "Stop sending", "stop contacting me",
      "can you stop texting me", "can you please stop", "could you stop", "would you please stop messaging this number", "I want you to stop texting me", "I asked you to stop", "I told you to stop texting", "I said stop", "I SAID STOP", "ive told you 3 times to stop",
      "make it stop", "make this stop", "stop it", "Stop this", "stop these messages", "stop the texts", "stop all messages", "STOP ALL TEXTS", "stop messages", "stop text", "stop sms", "stop alerts", "end texts", "end these messages", "cancel texts", "cancel my subscription",
      "stop bothering me", "stop harassing me", "stop spamming me", "stop fucking texting me", "stop f***ing texting me", "for the love of god stop texting me", "stop in the name of god", "stop blowing up my phone", "Stop calling and texting me", "stop already", "just stop", "just stop already",
      "Stop. I mean it", "No. Stop.", "hi, stop", "not interested STOP", "Not interested, please stop", "not interested stop texting me", "no thanks, stop", "STOP I am driving", "STOP John", "STOP marketing", "Stop 12345", "ok stop", "Hey STOP", "We don't need this STOP thanks for understanding everyone",
      "don't text me", "do not text me", "Don’t text me again", "dont text", "do not text this number", "never text me again", "Never contact me again", "do not contact me", "please do not contact me again", "dont message me", "don't send me texts", "Don't send me any more messages", "do not send me anything", "don't send any more",
      "do not call or text", "don't call me again", "I don't want these texts", "I don't want your messages", "i dont want to receive texts", "I do not wish to receive messages", "I no longer wish to receive these", "no longer want messages", "don't want this", "I dont want to be contacted",
      "take me off", "take me off your list", "take me off this list", "Take me off the list please", "take my number off your list", "get me off this list", "Get me off your list!", "remove me from your list", "remove me from this list", "please remove me from the list", "remove my number", "Remove my number from your list",
      "remove from list", "remove this number", "delete my number", "Delete my number please", "lose my number", "Lose my number!", "lose this number", "forget my number", "please remove my name", "delete me from your database", "remove my info",
      "unsubscribe me from this", "I want to unsubscribe", "how do I unsubscribe?", "unsubscribe from all", "I unsubscribed already", "unsubscribe me right this minute", "I'd like to opt out", "opt me out", "I opt out", "opting out", "opt out of texts", "I want to be opted out",
      "no more texts", "No more texts!", "no more messages", "No more messages please", "no more", "No more please", "no more texting", "no texts please", "enough", "enough already", "enough with the texts", "no more spam", "zero texts",
      "leave me alone", "Leave me alone!", "please leave me alone", "leave me the hell alone", "leave me tf alone", "leave us alone", "go away", "Go away!", "please go away", "just go away", "get lost", "buzz off", "back off",
      "I revoke my consent", "revoke my consent", "Revoke consent", "I withdraw my consent", "withdraw consent", "I do not consent to these texts", "I never consented", "without my consent", "I did not sign up for this", "I didn't sign up for this", "didn't sign up", "never signed up",
      "I never signed up for these texts", "I did not ask for this", "never asked for this", "I didn't subscribe to this", "never gave you permission", "I don't remember signing up", "I did not opt in",
      "spam", "SPAM", "This is spam", "stop the spam", "you're spamming me", "spammer", "scam", "unsolicited text", "unwanted messages", "junk texts",
      "reporting you", "I'm reporting you", "I will report you", "reporting you to the FCC", "I'm reporting this number", "Reported as spam", "reported to the FTC", "do not call list", "I'm on the do not call list", "I am on the Do Not Call registry", "DNC",
      "my lawyer will contact you", "talk to my lawyer", "You will hear from my lawyer", "lawyer", "I will sue", "I'll sue you", "im going to sue you", "sue you", "see you in court", "cease and desist", "this is harassment", "legal action will follow", "TCPA violation", "This is illegal", "calling the police", "I'm blocking you", "blocking this number", "blocked",
      "if you don't stop I will call my lawyer", "why won't you stop texting me", "you never stop texting me", "it won't let me unsubscribe", "I can't unsubscribe", "cant opt out", "I keep getting these texts",
      "STOP START", "START STOP", "STOP HELP", "stop help", "help stop", "YES STOP", "stop yes", "Stop, start", "UNSTOP STOP",
      "stpo", "stp", "sotp", "tsop", "stip", "stopo", "st0p", "stoooop", "STOOOOOP", "sttop", "stoppp", "atop", "stopl", "ztop", "unsubcribe", "unsuscribe", "unsubscibe", "Unsubscrib", "unsubsribe", "unsubscribed", "cancle", "cansel", "qiut", "quitt", "optuot", "opt ou t", "st op", "stpo please", "please stpo",
      "stpo texting me", "sotp texting", "unsubcribe me from this", "СТОП", "ЅТОР",
      "fuck you", "Fuck off", "FUCK OFF", "fuck u", "f*ck off", "f*** you", "F off", "go fuck yourself", "fu", "stfu", "piss off", "screw you", "asshole", "you asshole", "bullshit", "go to hell", "eat shit", "🖕", "🖕🖕🖕", "bitch", "f u", "FUCK", "wtf",
      "stop you idiots", "🛑", "✋",
      "basta", "fin", "ende", "para", "halt", "cease", "leave", "exit",
  });
}

TEST(Keywords, WrongPersonIsSuspected) {
  expect_all("suspected_stop", {
      "wrong number", "Wrong number", "WRONG NUMBER", "sorry wrong number", "You have the wrong number", "u have the wrong number", "I think you have the wrong number", "wrong #", "wrong person", "you've got the wrong person", "wrong guy", "Wrong num", "is this the wrong number?",
      "not John", "Not John", "I'm not John", "im not john", "I am not Maria", "This is not John", "this isn't John", "this is not Mary Smith", "This isn't Bob anymore", "not Bob sorry", "It's not John",
      "no longer belongs to him", "This number no longer belongs to John", "this number doesn't belong to Mary", "not his number anymore", "this is not his number", "This is no longer her number", "that's not my name", "no John here", "There is no John here", "there's no Maria at this number",
      "nobody by that name here", "No one here by that name", "no one named John here", "I don't know any John", "I don't know anyone named Bob", "he doesn't work here anymore", "she no longer works here", "John no longer lives here", "He does not live here",
      "I just got this number", "new owner of this number", "I've had this number for 3 years", "not the person you're looking for", "You are texting the wrong person", "changed numbers",
      "deceased", "He is deceased", "she's deceased", "my husband passed away", "She passed away last year", "He died", "my mother died last month", "he is dead", "John passed away",
  });
}

TEST(Keywords, OtherLanguages) {
  expect_all("suspected_stop", {
      "arrêtez de m'envoyer des messages", "Arrêtez svp de m’écrire", "ne m'envoyez plus de sms", "Ne me contactez plus", "plus de messages", "laissez-moi tranquille", "désabonnez-moi", "retirez mon numéro", "mauvais numéro", "Je ne veux plus recevoir vos messages",
      "no me manden más mensajes", "No me escriban más", "no me envíen mensajes", "número equivocado", "Numero equivocado", "dejen de molestar", "deja de mandarme mensajes", "quítenme de la lista", "no quiero recibir mensajes", "dar de baja", "no más mensajes", "borren mi número", "basta de mensajes",
      "keine SMS mehr", "Bitte keine Nachrichten mehr", "falsche Nummer", "Schreiben Sie mir nicht mehr", "hören Sie auf", "Lassen Sie mich in Ruhe", "löschen Sie meine Nummer", "Melden Sie mich ab",
      "pare de mandar mensagens", "parem de me enviar mensagens", "não quero mais receber", "número errado", "não me mande mais mensagens", "me tire da lista",
      "geen berichten meer", "stop met sms'en", "verkeerd nummer", "verwijder mijn nummer", "laat me met rust",
      "non scrivetemi più", "non voglio più ricevere messaggi", "numero sbagliato", "smettetela", "cancellatemi", "basta messaggi",
      "стоп", "停止", "退订", "הסר", "توقف", "iptal", "berhenti",
  });
  EXPECT_EQ(classify_reply("fine").reply_class, ReplyClass::none);
  EXPECT_EQ(classify_reply("Fine", "it").reply_class, ReplyClass::suspected_stop);
  EXPECT_EQ(classify_reply("fine", "en").reply_class, ReplyClass::none);
  EXPECT_EQ(classify_reply("stop", "fr").reply_class, ReplyClass::stop);
}

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
    std::string text = *rc::gen::element<std::string>("stop", "unsubscribe", "stop please", "stop texting me", "wrong number", "help", "no thanks");
    const auto plain = classify_reply(text).reply_class;
    for (char& c : text) {
      if (*rc::gen::arbitrary<bool>() && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    }
    const auto pad = *rc::gen::element<std::string>("", " ", "!", "\n", " 👍", ".", "  \t ");
    RC_ASSERT(classify_reply(pad + text + pad).reply_class == plain);
  }));
}

// A word that is the whole body of a stop must never be weakened by long text around other people's words: linear time.
TEST(Keywords, LongTextsAreBounded) {
  std::string text;
  while (text.size() < 100'000) text += "stop to the bus and i dont want you to ";
  const auto begin = std::chrono::steady_clock::now();
  (void)classify_reply(text);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

}  // namespace
}  // namespace tidings::sms
