#include "flow/compliance/introduction.h"

#include <array>

#include "flow/compliance/zone_table.h"

namespace tidings::compliance {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool letter(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

bool contains(std::string_view text, std::string_view word, bool any_case, bool whole) {
  for (size_t at = 0; at + word.size() <= text.size(); ++at) {
    bool same = true;
    for (size_t i = 0; i < word.size() && same; ++i) {
      same = any_case ? lower(text[at + i]) == lower(word[i]) : text[at + i] == word[i];
    }
    if (!same) continue;
    const size_t end = at + word.size();
    if (!whole || ((at == 0 || !letter(text[at - 1])) && (end == text.size() || !letter(text[end])))) return true;
  }
  return false;
}

// The first instant of the calendar month, UTC.
Instant month_start(Instant now) {
  auto date = date_text(now.ms / kDayMs);
  date.replace(8, 2, "01");
  return parse_utc(date + "T00:00:00Z").value_or(now);
}

}  // namespace

std::optional<Instant> introduced_since(const Policy& policy, MessageKind kind, Purpose purpose, Instant now) {
  if (policy.introduce == Introduce::never || purpose != Purpose::marketing) return std::nullopt;
  if (kind == MessageKind::confirmation || kind == MessageKind::reply) return std::nullopt;
  return policy.introduce == Introduce::each ? now : month_start(now);
}

bool says_how_to_stop(std::string_view text) {
  // In capitals, as people are told to write it: "Stop by our shop" says nothing.
  for (const auto word : {"STOP", "ARRET", "BAJA", "PARAR", "STOPP", "SAIR", "ALTO", "UNSUB", "END", "QUIT"}) {
    if (contains(text, word, false, true)) return true;
  }
  for (const auto word : {"opt out", "opt-out", "optout", "unsubscribe"}) {
    if (contains(text, word, true, false)) return true;
  }
  return false;
}

std::string introduce(std::string_view text, const Policy& policy) {
  std::string out;
  if (!policy.brand.empty() && !contains(text, policy.brand, true, true)) out = policy.brand + ": ";
  out += text;
  if (!says_how_to_stop(text)) out += (out.empty() || out.back() == '\n' ? "" : " ") + policy.footer;
  return out;
}

std::string introduce_call(std::string_view text, const Policy& policy) {
  if (policy.brand.empty() || contains(text, policy.brand, true, true)) return std::string(text);
  return policy.brand + ". " + std::string(text);
}

}  // namespace tidings::compliance
