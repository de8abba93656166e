// Do-not-contact registers: lists of numbers that must not get marketing, kept by authorities or by the organisation.
// Which of them bind is configuration, by the place of the number. On the journey: read at start, asked by the gate
// through facts, washed ahead by flow/registers. Plain values; any thread. Source: reference/compliance §4.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/channel.h"
#include "domain/contact.h"

namespace tidings {

// Who answers: a list that was uploaded, or a service asked number by number.
enum class RegisterSource { list, dncr, rest };
std::string_view to_string(RegisterSource source);
std::optional<RegisterSource> register_source_from(std::string_view name);

// What a register says of a number. Stored by number.
enum class RegisterAnswer : int { unknown = 0, listed = 1, clear = 2 };
std::string_view to_string(RegisterAnswer answer);

enum class OnUnknown { hold, send };

struct DncRegister {
  std::string name;  // as configured: "us_dnc"
  RegisterSource source = RegisterSource::list;
  std::vector<std::string> places;  // "US", "US-FL": whose numbers it binds; empty: everybody's
  int64_t max_age_ms = 0;           // an answer older than that is unknown; 0: no age of its own
  std::vector<Consent> accepts;     // kinds of consent with which a listed number may be sent to
  OnUnknown on_unknown = OnUnknown::hold;

  bool texts = true;  // it binds texts too; calls it binds in any case

  bool concerns(Channel channel) const { return texts || channel == Channel::call; }
  bool accepts_consent(Consent consent) const;
};

// Whether a register binds a number that was issued in this country (ISO 3166), in one of these parts of it where its
// prefix tells. A part nobody knows may be the one: it binds.
bool binds(const DncRegister& reg, std::string_view region, std::span<const std::string_view> parts);

// A register's usual terms, so that an operator need not look them up.
struct RegisterPreset {
  std::string_view name;
  std::string_view place;
  int max_age_days;
  std::string_view words;  // what it is, and from where the days
};
std::span<const RegisterPreset> register_presets();

// The digits of an E.164 number as a key of the store; nullopt when it is none. And back.
std::optional<int64_t> register_number(std::string_view e164);
std::string register_phone(int64_t number);

// Whether a list that covers only numbers which begin like these ("+1202") covers this one; empty: all.
bool covers(std::span<const std::string> prefixes, std::string_view e164);

}  // namespace tidings
