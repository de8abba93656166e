#include "domain/dnc_register.h"

#include <algorithm>

namespace tidings {
namespace {

// Only registers that say themselves for how long an answer holds. Marks as in the reference: V verified, V2 from
// secondary sources.
constexpr RegisterPreset kPresets[] = {
    {"us_national_dnc", "US", 31, "US National Do Not Call Registry: a list no older than 31 days (V2)"},
    {"sg_no_text", "SG", 21, "Singapore Do Not Call registry, No Text Message: a result is good for 21 days (V2)"},
    {"au_dncr", "AU", 30, "Australia Do Not Call Register: binds voice; for texts a choice; 30 days (V)"},
    {"ca_ndncl", "CA", 31, "Canada National Do Not Call List: binds calls; for texts a choice; 31 days (V)"},
    {"gb_tps", "GB", 28, "UK TPS and CTPS: bind live calls; for texts a choice; 28 days (V2)"},
    {"br_sao_paulo", "BR", 30, "São Paulo block list: messages since 2021; 30 days (V2)"},
};

// E.164 has no more than 15 digits, which is less than 2^50: keys of the store count on it.
constexpr size_t kDigitsMost = 15;

}  // namespace

std::string_view to_string(RegisterSource source) {
  switch (source) {
    case RegisterSource::list:
      return "list";
    case RegisterSource::dncr:
      return "dncr";
    case RegisterSource::rest:
      return "rest";
  }
  return "list";
}

std::optional<RegisterSource> register_source_from(std::string_view name) {
  for (const auto source : {RegisterSource::list, RegisterSource::dncr, RegisterSource::rest}) {
    if (to_string(source) == name) return source;
  }
  return std::nullopt;
}

std::string_view to_string(RegisterAnswer answer) {
  switch (answer) {
    case RegisterAnswer::unknown:
      return "unknown";
    case RegisterAnswer::listed:
      return "listed";
    case RegisterAnswer::clear:
      return "clear";
  }
  return "unknown";
}

bool DncRegister::accepts_consent(Consent consent) const {
  return std::ranges::find(accepts, consent) != accepts.end();
}

bool binds(const DncRegister& reg, std::string_view region, std::span<const std::string_view> parts) {
  if (reg.places.empty()) return true;
  return std::ranges::any_of(reg.places, [&](const std::string& place) {
    if (place == region || std::ranges::find(parts, place) != parts.end()) return true;
    return parts.empty() && place.size() > 3 && place.starts_with(region) && place[region.size()] == '-';
  });
}

std::span<const RegisterPreset> register_presets() { return kPresets; }

std::optional<int64_t> register_number(std::string_view e164) {
  if (!e164.starts_with('+') || e164.size() < 2 || e164.size() > kDigitsMost + 1) return std::nullopt;
  int64_t out = 0;
  for (const char c : e164.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out > 0 && e164[1] != '0' ? std::optional(out) : std::nullopt;
}

std::string register_phone(int64_t number) { return "+" + std::to_string(number); }

bool covers(std::span<const std::string> prefixes, std::string_view e164) {
  return prefixes.empty() ||
         std::ranges::any_of(prefixes, [&](const std::string& prefix) { return e164.starts_with(prefix); });
}

}  // namespace tidings
