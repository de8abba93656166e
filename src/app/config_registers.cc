#include "app/config_registers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "domain/place.h"
#include "service/dncr/dncr.h"
#include "service/rest_register/rest_register.h"

namespace tidings::app {
namespace {

constexpr int64_t kMaxAgeDaysMost = 366;
constexpr int64_t kResultAfterMost = 3600;  // seconds
constexpr int64_t kCacheHoursMost = 30 * 24;
constexpr int64_t kBudgetPerDay = 10'000, kBudgetMost = 1'000'000'000;

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
  const auto known = register_source_from(source);
  if (!known) in.problem(at + ".source", fmt::format("'{}' is no source", source), "list, dncr or rest");
  out.source = known.value_or(RegisterSource::list);
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
  const std::string binds = in.text(at + ".binds", "texts and calls");
  if (binds != "texts and calls" && binds != "calls") {
    in.problem(at + ".binds", fmt::format("'{}' is neither of its words", binds),
               "\"texts and calls\", or \"calls\" for a register that says nothing about texts");
  }
  out.texts = binds != "calls";
  const std::string on_unknown = in.text(at + ".on_unknown", "hold");
  if (on_unknown != "hold" && on_unknown != "send") {
    in.problem(at + ".on_unknown", fmt::format("'{}' is neither hold nor send", on_unknown),
               "hold: a number the register has no answer for waits; send: it is sent to, and every message says so");
  }
  out.on_unknown = on_unknown == "send" ? OnUnknown::send : OnUnknown::hold;
  return out;
}

Result<std::unique_ptr<service::Washer>> read_dncr(ConfigSource& in, const std::string& at) {
  service::dncr::Options out;
  out.url = in.text(at + ".url", out.url);
  out.telemarketer_id = in.text(at + ".telemarketer_id");
  out.wash_only_user_id = in.text(at + ".wash_only_user_id");
  out.password = Secret(in.text(at + ".password"));
  out.numbers = static_cast<size_t>(
      in.integer(at + ".numbers_per_call", service::dncr::kNumbersAdvised, 1, service::dncr::kNumbersMost));
  return service::dncr::make_dncr(std::move(out));
}

Result<std::unique_ptr<service::Washer>> read_rest(ConfigSource& in, const std::string& at) {
  service::rest_register::Options out;
  out.url = in.text(at + ".url");
  out.result_url = in.text(at + ".result_url");
  out.body = in.text(at + ".body");
  out.method = in.text(at + ".method", out.body.empty() ? "GET" : "POST");
  for (const auto& name : in.children(at + ".headers")) {
    const auto value = in.text(at + ".headers." + name);
    if (!name.ends_with("_file")) out.headers.emplace_back(name, Secret(value));
  }
  const auto form = in.text(at + ".number_form", "e164");
  if (form != "e164" && form != "digits") {
    in.problem(at + ".number_form", fmt::format("'{}' is neither e164 nor digits", form),
               "+61412345678 or 61412345678");
  }
  out.form = form == "digits" ? service::rest_register::NumberForm::digits : service::rest_register::NumberForm::e164;
  out.numbers = static_cast<size_t>(in.integer(at + ".numbers_per_call", 1, 1, 1000));
  out.list = in.text(at + ".list_pointer");
  out.number = in.text(at + ".number_pointer");
  out.result = in.text(at + ".result_pointer");
  if (auto values = words_of(in, at + ".listed_values"); !values.empty()) out.listed = std::move(values);
  if (auto values = words_of(in, at + ".clear_values"); !values.empty()) out.clear = std::move(values);
  return service::rest_register::make_rest_register(std::move(out));
}

}  // namespace

std::vector<registers::WashRegister> read_washed(ConfigSource& in, const std::vector<DncRegister>& all) {
  std::vector<registers::WashRegister> out;
  for (const auto& terms : all) {
    if (terms.source == RegisterSource::list) continue;
    const std::string at = "register." + terms.name;
    registers::WashRegister one;
    one.terms = terms;
    one.cache_ms = in.integer(at + ".cache_hours", one.cache_ms / kHourMs, 1, kCacheHoursMost) * kHourMs;
    one.budget_per_day = in.integer(at + ".budget_per_day", kBudgetPerDay, 0, kBudgetMost);
    one.budget_per_month = in.integer(at + ".budget_per_month", 0, 0, kBudgetMost);
    one.result_after_ms =
        in.integer(at + ".result_after_s", one.result_after_ms / kSecondMs, 1, kResultAfterMost) * kSecondMs;
    auto washer = terms.source == RegisterSource::dncr ? read_dncr(in, at) : read_rest(in, at);
    if (!washer) {
      in.problem(at + "." + washer.error().where, washer.error().what, washer.error().hint);
      continue;
    }
    one.washer = std::move(*washer);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<DncRegister> read_registers(ConfigSource& in) {
  std::vector<DncRegister> out;
  for (const auto& name : in.children("register")) out.push_back(read_register(in, name));
  return out;
}

}  // namespace tidings::app
