#include "app/config_registers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "domain/place.h"

namespace tidings::app {
namespace {

constexpr int64_t kMaxAgeDaysMost = 366;

// ["US", "CA"] in a file, "US, CA" in the environment.
std::vector<std::string> words_of(ConfigSource& in, const std::string& key) {
  std::vector<std::string> out;
  for (const auto& index : in.children(key)) out.push_back(in.text(key + "." + index));
  const auto text = in.text(key);
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find_first_of(", ", at), text.size());
    if (end > at) out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

const RegisterPreset* read_preset(ConfigSource& in, const std::string& key) {
  const auto name = in.text(key);
  if (name.empty()) return nullptr;
  std::string known;
  for (const auto& preset : register_presets()) {
    if (preset.name == name) return &preset;
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  in.problem(key, fmt::format("there is no register '{}'", name), "known ones: " + known);
  return nullptr;
}

bool is_place(std::string_view place) {
  return is_country(place.substr(0, 2)) && (place.size() == 2 || (place.size() > 3 && place[2] == '-'));
}

DncRegister read_register(ConfigSource& in, const std::string& name) {
  const std::string at = "register." + name;
  DncRegister out;
  out.name = name;
  if (name.size() > limits::kRegisterNameBytes) {
    in.problem(at, fmt::format("a register's name has at most {} bytes", limits::kRegisterNameBytes));
  }
  const auto* preset = read_preset(in, at + ".preset");
  if (preset != nullptr) {
    out.places = {std::string(preset->place)};
    out.max_age_ms = preset->max_age_days * kDayMs;
  }
  const std::string source = in.text(at + ".source", "list");
  if (source != to_string(RegisterSource::list))
    in.problem(at + ".source", fmt::format("'{}' is no source", source), "list");
  if (auto places = words_of(in, at + ".places"); !places.empty()) out.places = std::move(places);
  for (const auto& place : out.places) {
    if (!is_place(place)) {
      in.problem(at + ".places", fmt::format("'{}' is no place", place),
                 "a country or a part of one: \"US\", \"US-FL\"");
    }
  }
  if (out.places.empty()) {
    in.problem(at + ".places", "is required", "whose numbers the register binds, such as [\"US\"]; or name a preset");
  }
  out.max_age_ms = in.integer(at + ".max_age_days", out.max_age_ms / kDayMs, 0, kMaxAgeDaysMost) * kDayMs;
  for (const auto& kind : words_of(in, at + ".accepts")) {
    const auto consent = consent_from(kind);
    if (consent && permits_marketing(*consent)) {
      out.accepts.push_back(*consent);
    } else {
      in.problem(at + ".accepts", fmt::format("'{}' is no consent that permits marketing", kind),
                 "kinds such as express_written");
    }
  }
  const std::string on_unknown = in.text(at + ".on_unknown", "hold");
  if (on_unknown != "hold" && on_unknown != "send") {
    in.problem(at + ".on_unknown", fmt::format("'{}' is neither hold nor send", on_unknown),
               "hold: a number the register has no answer for waits; send: it is sent to, and every message says so");
  }
  out.on_unknown = on_unknown == "send" ? OnUnknown::send : OnUnknown::hold;
  return out;
}

}  // namespace

std::vector<DncRegister> read_registers(ConfigSource& in) {
  std::vector<DncRegister> out;
  for (const auto& name : in.children("register")) out.push_back(read_register(in, name));
  return out;
}

}  // namespace tidings::app
