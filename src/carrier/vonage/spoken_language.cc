#include <array>

#include "carrier/vonage/calls.h"
#include "carrier/vonage/parameters.h"

namespace tidings::carrier::vonage {
namespace {

// Of several countries' the first is taken for all others.
constexpr std::array<std::string_view, 47> kLanguages{
    "ar",    "ca-ES", "cmn-CN", "cmn-TW", "cs-CZ", "cy-GB", "da-DK", "de-DE", "el-GR",  "en-GB",  "en-AU", "en-GB-WLS",
    "en-IN", "en-US", "en-ZA",  "es-ES",  "es-MX", "es-US", "eu-ES", "fi-FI", "fil-PH", "fr-FR",  "fr-CA", "he-IL",
    "hi-IN", "hu-HU", "id-ID",  "is-IS",  "it-IT", "ja-JP", "ko-KR", "nb-NO", "nl-NL",  "no-NO",  "pl-PL", "pt-PT",
    "pt-BR", "ro-RO", "ru-RU",  "sk-SK",  "sv-SE", "th-TH", "tr-TR", "uk-UA", "vi-VN",  "yue-CN", ""};

struct OtherName {
  std::string_view tag, name;
};
constexpr std::array<OtherName, 4> kOthers{
    {{"zh-tw", "cmn-TW"}, {"zh-hk", "yue-CN"}, {"zh", "cmn-CN"}, {"tl", "fil-PH"}}};

std::string_view language_part(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

std::optional<std::string_view> spoken_language(std::string_view tag) {
  const std::string wanted = lower_ascii(tag);
  for (const auto& name : kLanguages) {
    if (!name.empty() && lower_ascii(name) == wanted) return name;
  }
  for (const auto& [other, name] : kOthers) {
    if (other == wanted || other == language_part(wanted)) return name;
  }
  for (const auto& name : kLanguages) {
    if (!name.empty() && language_part(lower_ascii(name)) == language_part(wanted)) return name;
  }
  return std::nullopt;
}

}  // namespace tidings::carrier::vonage
