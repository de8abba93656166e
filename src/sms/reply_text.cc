#include "sms/reply_text.h"

#include <algorithm>

#include "base/limits.h"
#include "sms/fold.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return is_upper(c) ? static_cast<char>(c + 32) : c; });
  return out;
}
std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \n\x01";
  const auto from = text.find_first_not_of(kBlank);
  return from == npos ? std::string_view{} : text.substr(from, text.find_last_not_of(kBlank) - from + 1);
}
std::string_view trim_spaces(std::string_view line) {
  const auto from = line.find_first_not_of(' ');
  return from == npos ? std::string_view{} : line.substr(from, line.find_last_not_of(' ') - from + 1);
}
// The text in small letters with everything but words as single spaces, for comparing heads of lines.
std::string words_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_word_byte(c)) {
      out += is_upper(c) ? static_cast<char>(c + 32) : c;
    } else if (c != '\'' && !out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// What phones write before the quoted text when their owner taps a reaction; emoji are taken out before comparing.
constexpr std::string_view kReactions[] = {
    "",
    "to",
    "liked",
    "loved",
    "disliked",
    "laughed at",
    "emphasized",
    "emphasised",
    "questioned",
    "reacted",
    "reacted to",
    "reacted with",
    "reacted with to",
    // French
    "a aime",
    "a adore",
    "na pas aime",
    "a ri a",
    "a ri de",
    "a souligne",
    "a mis en evidence",
    "a insiste sur",
    "a questionne",
    "sinterroge sur",
    "sest interroge sur",
    "a reagi a",
    "a reagi avec a",
    "a reagi par a",
    "a",
    // Spanish
    "le gusto",
    "le gusta",
    "me gusta",
    "me gusto",
    "le encanto",
    "le encanta",
    "me encanta",
    "me encanto",
    "no le gusto",
    "no le gusta",
    "no me gusta",
    "le dio risa",
    "se rio de",
    "le hizo gracia",
    "enfatizo",
    "destaco",
    "resalto",
    "pregunto por",
    "cuestiono",
    "reacciono a",
    "reacciono con a",
    // German
    "gefallt",
    "gefallt mir",
    "gefiel",
    "mag",
    "mochte",
    "liebt",
    "liebte",
    "hat geliebt",
    "lacht uber",
    "lachte uber",
    "betont",
    "betonte",
    "hervorgehoben",
    "hinterfragt",
    "hinterfragte",
    "reagiert auf",
    "reagierte auf",
    "hat auf reagiert",
    "reagierte mit auf",
    "reagiert mit auf",
    "hat mit auf",
    "zu",
    "auf",
    // Portuguese
    "gostou de",
    "curtiu",
    "amou",
    "adorou",
    "nao gostou de",
    "riu de",
    "deu risada de",
    "achou graca em",
    "enfatizou",
    "destacou",
    "questionou",
    "reagiu a",
    "reagiu com a",
    "para",
    // Italian
    "ha messo mi piace a",
    "mi piace",
    "ha apprezzato",
    "piace",
    "adora",
    "ha adorato",
    "ha amato",
    "non ha apprezzato",
    "non piace",
    "ha riso per",
    "ha riso di",
    "ha enfatizzato",
    "ha messo in evidenza",
    "ha messo in discussione",
    "ha reagito a",
    "ha reagito con a",
    // Dutch
    "vond",
    "vindt",
    "vond leuk",
    "vindt leuk",
    "leuk",
    "vond geweldig",
    "vindt geweldig",
    "geweldig",
    "vond niet leuk",
    "lachte om",
    "lacht om",
    "benadrukte",
    "benadrukt",
    "betwijfelde",
    "betwijfelt",
    "reageerde op",
    "reageerde met op",
    "op",
};
constexpr size_t kReactionHeadBytes = 64;

// "removed a heart from “…”" and its like.
bool is_reaction_head(std::string_view raw_head) {
  const std::string head = words_of(raw_head);
  if (head.empty() || head == "to" || head == "a" || head == "zu" || head == "auf" || head == "para" || head == "op") {
    return raw_head.contains('\x01');  // an emoji and then the quote
  }
  if (head.starts_with("removed") && head.ends_with("from")) return true;
  return std::ranges::find(kReactions, head) != std::end(kReactions);
}

// Returns what the person wrote besides the reaction; nothing else is ours to read.
bool cut_reaction(std::string& text) {
  const std::string_view all = trim(text).empty() ? std::string_view{} : std::string_view(text);
  const std::string_view head_zone = all.substr(0, kReactionHeadBytes);
  for (const char quote : {'"', '\'', '?'}) {  // some routes turn curly quotes into question marks
    for (size_t open = head_zone.find(quote); open != npos; open = head_zone.find(quote, open + 1)) {
      const std::string_view head = all.substr(0, open);
      if (!is_reaction_head(head)) continue;
      if (quote == '?' && (open + 1 >= all.size() || !is_word_byte(all[open + 1]))) continue;
      const size_t close = all.rfind(quote);
      if (words_of(head).empty() && std::ranges::count(trim(all.substr(open)), ' ') < 2) continue;
      text = close > open ? std::string(all.substr(close + 1)) : std::string();
      return true;
    }
  }
  return false;
}

constexpr std::string_view kSignatures[] = {
    "sent from",
    "sent via",
    "sent with",
    "get outlook for",
    "envoye de",
    "envoye depuis",
    "envoye a partir",
    "enviado desde",
    "enviado de",
    "enviado do",
    "enviado con",
    "enviado via",
    "gesendet von",
    "von meinem",
    "gesendet mit",
    "inviato da",
    "inviato dal",
    "verzonden vanaf",
    "verzonden met",
    "verstuurd vanaf",
    "skickat fran",
    "sendt fra",
    "this message was sent from",
};
constexpr std::string_view kDevices[] = {"iphone",     "ipad",       "ipod",    "android",  "samsung", "galaxy",
                                         "phone",      "mobile",     "cell",    "pixel",    "device",  "tablet",
                                         "smartphone", "blackberry", "verizon", "motorola", "huawei",  "yahoo",
                                         "outlook",    "mail",       "email",   "nokia",    "watch",   "tmobile"};

bool is_signature(std::string_view line_words) {
  return std::ranges::any_of(kSignatures, [&](std::string_view head) {
    return line_words.starts_with(head) && (line_words.size() == head.size() || line_words[head.size()] == ' ');
  });
}

bool is_rule(std::string_view line) {  // "--", "----", "____"
  return line.size() >= 2 && (line.find_first_not_of("- ") == npos || line.find_first_not_of("_ ") == npos);
}

constexpr std::string_view kWroteEnds[] = {
    "wrote:", "a ecrit :", "a ecrit:", "schrieb:", "escribio:", "escreveu:", "ha scritto:", "schreef:"};
bool is_attribution(std::string_view line) {
  const std::string small = lower(line);
  return std::ranges::any_of(kWroteEnds, [&](std::string_view end) { return small.ends_with(end); }) ||
         small.starts_with("-----original message") || small.starts_with("---original message");
}

// Drops quoted lines, and everything from a signature or from the line that introduces a quoted mail.
bool cut_lines(std::string& text) {
  bool quoted = false;
  std::string kept;
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = trim_spaces(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (is_rule(line)) break;
    if (line.starts_with('>')) {
      quoted = true;
      continue;
    }
    if (is_attribution(line)) {
      quoted = true;
      if (const size_t previous = trim(kept).rfind('\n');
          lower(trim(std::string_view(kept).substr(previous == npos ? 0 : previous))).starts_with("on ")) {
        kept.resize(previous == npos ? 0 : previous);  // the introduction was wrapped over two lines
      }
      break;
    }
    if (is_signature(words_of(line))) break;
    kept += line;
    kept += '\n';
  }
  text = std::move(kept);
  return quoted;
}

// "STOP Sent from my iPhone" on one line: only when a device is named, since people send things from many places.
void cut_inline_signature(std::string& text) {
  const std::string small = lower(text);
  for (size_t at = small.find("sent from"); at != npos; at = small.find("sent from", at + 1)) {
    const std::string rest = words_of(std::string_view(small).substr(at, 60));
    const bool device = std::ranges::any_of(kDevices, [&](std::string_view d) { return rest.contains(d); });
    if (device) {
      text.resize(at);
      return;
    }
  }
}

// A passage in quotes that reads like a footer ("… Reply STOP to opt out") or is long is ours, not theirs. When there
// is nothing else, the quotes may be theirs: then only the plain form of a footer counts.
bool is_footer(std::string_view quoted, bool nothing_else) {
  const std::string words = " " + words_of(quoted) + " ";
  if (nothing_else && std::ranges::count(words, ' ') <= 5) return false;
  if (!nothing_else && std::ranges::count(words, ' ') > 9) return true;
  for (const std::string_view mark :
       {" stop to ", " stop 2 ", " stop pour ", " stop au ", " stop para ", " stop zum ", " stop per "}) {
    if (words.contains(mark)) return true;
  }
  for (const std::string_view mark :
       {" to opt out ", " to unsubscribe ", " to stop ", " to end ", " to cancel ", " to quit "}) {
    if (!nothing_else && words.contains(mark)) return true;
  }
  // "reply STOP" in the languages phones report reactions in.
  constexpr std::string_view kAsk[] = {
      "reply",   "text",     "txt",       "send",  "respond",   "responda", "responde", "envie",    "envia", "repondez",
      "envoyez", "antworte", "antworten", "sende", "antwortet", "rispondi", "invia",    "antwoord", "stuur", "svar",
      "svara",   "vastaa",   "with",      "con",   "mit",       "avec",     "com",      "met"};
  constexpr std::string_view kStopWord[] = {"stop", "stopp", "sair", "baja", "alto", "arret", "unsubscribe", "end"};
  for (const std::string_view ask : {"回复", "回覆", "返信", "답장", "회신"}) {
    if (quoted.contains(ask)) return true;
  }
  std::string_view before;
  for (size_t at = 1; at < words.size();) {
    const size_t end = words.find(' ', at);
    const std::string_view word = std::string_view(words).substr(at, end - at);
    const bool stops = std::ranges::find(kStopWord, word) != std::end(kStopWord);
    if (stops && std::ranges::find(kAsk, before) != std::end(kAsk)) return true;
    before = word;
    at = end + 1;
  }
  return false;
}
bool cut_quoted_footers(std::string& text) {
  bool cut = false;
  for (size_t open = text.find('"'); open != npos;) {
    const size_t close = text.find('"', open + 1);
    if (close == npos) break;
    const bool nothing_else =
        trim(std::string_view(text).substr(0, open)).empty() && trim(std::string_view(text).substr(close + 1)).empty();
    if (is_footer(std::string_view(text).substr(open + 1, close - open - 1), nothing_else)) {
      text.replace(open, close - open + 1, " . ");
      cut = true;
      open = text.find('"', open + 3);
    } else {
      open = text.find('"', close + 1);
    }
  }
  return cut;
}

// Links and mail addresses say nothing about what their writer wants.
bool is_address(std::string_view chunk) {
  if (chunk.contains("://") || lower(chunk.substr(0, 4)) == "www.") return true;
  const size_t dot = chunk.find('.');
  if (dot == npos || dot == 0) return false;
  const size_t at = chunk.find('@');
  if (at != npos && at > 0 && chunk.find('.', at) != npos) return true;
  const size_t slash = chunk.find('/', dot);
  return slash != npos && slash > dot + 2 && is_word_byte(chunk[dot + 1]) && is_word_byte(chunk[dot - 1]);
}

class Splitter {
 public:
  explicit Splitter(std::vector<ReplyWord>& words) : words_(words) {}

  void chunk(std::string_view chunk) {
    if (is_address(chunk)) {
      end_clause();
      return;
    }
    for (size_t i = 0; i < chunk.size(); ++i) step(chunk, i);
    end_word();
  }
  void end_clause() {
    end_word();
    clause_open_ = false;
  }

 private:
  void step(std::string_view chunk, size_t i) {
    const char c = chunk[i];
    const bool inside = !word_.empty() && i + 1 < chunk.size() && is_word_byte(chunk[i + 1]);
    const bool more_letters = i + 1 < chunk.size() && (is_upper(chunk[i + 1]) || is_lower(chunk[i + 1]));
    if (is_word_byte(c)) {
      word_ += c;
    } else if (c == '\'' && inside) {  // don't
    } else if (c == '*' && !word_.empty()) {
      word_ += c;  // f**k; stars at the end of longer words go again
    } else if (c == '@' && inside) {
      word_ += 'a';
    } else if (c == '$' && (inside || (more_letters && words_.empty()))) {
      word_ += 's';
    } else if (c == '$' && !word_.empty() && word_.back() == '$') {
      word_ += 's';
    } else if (c == '#' && chunk.size() <= 2 && word_.empty()) {
      end_word();
      put("number", false, false);
    } else if (c == '&') {
      end_word();
      put("and", false, false);
    } else if (c == '-' || c == '/' || c == '_' || c == '\'' || c == '#' || c == '*' || c == '+' || c == '@' ||
               c == '$') {
      end_word();
      if (c == '-' && chunk.size() == 1) clause_open_ = false;  // a dash between blanks
    } else if (c == '.' && inside) {
      end_word();  // s.t.o.p
    } else {
      end_clause();
    }
  }

  void end_word() {
    if (word_.empty()) return;
    const size_t letters = word_.find('*');
    if (letters != npos && letters >= 3 && word_.find_first_not_of('*', letters) == npos) word_.resize(letters);
    size_t uppers = 0, lowers = 0;
    for (const char c : word_) {
      uppers += is_upper(c);
      lowers += is_lower(c);
    }
    put(lower(word_), uppers >= 2 && lowers == 0, uppers == 1 && is_upper(word_[0]) && lowers > 0);
    word_.clear();
  }

  void put(std::string text, bool shouted, bool capital) {
    if (!clause_open_) ++clause_;
    clause_open_ = true;
    words_.push_back({std::move(text), clause_, shouted, capital});
  }

  std::vector<ReplyWord>& words_;
  std::string word_;
  uint16_t clause_ = 0;
  bool clause_open_ = false;
};

void split(std::string_view text, std::vector<ReplyWord>& words) {
  words.reserve(text.size() / 5 + 2);
  Splitter splitter(words);
  for (size_t at = 0; at < text.size();) {
    if (text[at] == '\n') splitter.end_clause();
    if (text[at] == ' ' || text[at] == '\n') {
      ++at;
      continue;
    }
    const size_t end = std::min(text.find_first_of(" \n", at), text.size());
    splitter.chunk(text.substr(at, end - at));
    at = end;
  }
}

}  // namespace

ReplyText read_reply(std::string_view utf8) {
  ReplyText reply;
  utf8 = utf8.substr(0, limits::kReplyBytes);
  std::string text;
  text.reserve(utf8.size() + 1);
  for (size_t at = 0; at < utf8.size();) {
    const auto [c, bytes] = decode_char(utf8, at);
    at += bytes;
    const CharKind kind = append_folded(text, c);
    reply.stop_sign |= kind == CharKind::stop_sign;
    reply.rude_sign |= kind == CharKind::rude_sign;
  }
  reply.quotation = cut_lines(text);
  reply.quotation |= cut_reaction(text);
  reply.quotation |= cut_quoted_footers(text);
  cut_inline_signature(text);
  reply.mixed_case = std::ranges::any_of(text, is_lower);
  split(text, reply.words);
  return reply;
}

std::string fold_words(std::string_view utf8) {
  std::string folded;
  for (size_t at = 0; at < utf8.size();) {
    const auto [c, bytes] = decode_char(utf8, at);
    at += bytes;
    append_folded(folded, c);
  }
  return words_of(folded);
}

}  // namespace tidings::sms
