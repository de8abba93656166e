#include "carrier/sandbox/twiml.h"

#include <array>
#include <utility>

namespace tidings::carrier::sandbox {
namespace {

bool take(std::string_view& text, std::string_view piece) {
  if (!text.starts_with(piece)) return false;
  text.remove_prefix(piece.size());
  return true;
}

std::optional<std::string_view> until(std::string_view& text, std::string_view mark) {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view out = text.substr(0, at);
  text.remove_prefix(at + mark.size());
  return out;
}

std::optional<std::string> unescape(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> kNames{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string out;
  while (!text.empty()) {
    if (text[0] == '<') return std::nullopt;
    if (text[0] != '&') {
      out += text[0];
      text.remove_prefix(1);
      continue;
    }
    bool known = false;
    for (const auto& [name, character] : kNames) {
      if (known || !take(text, name)) continue;
      out += character;
      known = true;
    }
    if (!known) return std::nullopt;
  }
  return out;
}

}  // namespace

std::optional<Twiml> read_twiml(std::string_view text) {
  Twiml out;
  if (take(text, "<?xml ") && !until(text, "?>")) return std::nullopt;
  if (take(text, "<Response/>")) return text.empty() ? std::optional(out) : std::nullopt;
  if (!take(text, "<Response>")) return std::nullopt;
  while (!text.starts_with("</Response>")) {
    if (take(text, "<Hangup/>")) {
      out.hangs_up = true;
      continue;
    }
    if (!take(text, "<Say")) return std::nullopt;
    while (take(text, " ")) {
      const auto name = until(text, "=\""), value = name ? until(text, "\"") : std::nullopt;
      const auto plain = value ? unescape(*value) : std::nullopt;
      if (!plain || (*name != "voice" && *name != "language")) return std::nullopt;
      (*name == "voice" ? out.voice : out.language) = *plain;
    }
    const auto said = take(text, ">") ? until(text, "</Say>") : std::nullopt;
    const auto plain = said ? unescape(*said) : std::nullopt;
    if (!plain) return std::nullopt;
    out.said += *plain;
  }
  return text == "</Response>" ? std::optional(out) : std::nullopt;
}

}  // namespace tidings::carrier::sandbox
