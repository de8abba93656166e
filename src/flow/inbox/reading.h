// What a reply asks for, from its words and from the carrier's own signal together. Pure. Source: reference/compliance
// §2.2 (classes), reference/providers §1.6 (the carrier's signal wins over the text, where it is not weaker).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "carrier/contract.h"

namespace tidings::inbox {

enum class ReplyClass { none, stop, suspected_stop, start, help };
std::string_view to_string(ReplyClass cls);

struct Reading {
  ReplyClass cls = ReplyClass::none;
  std::string because;  // the word or phrase that decided; shown to people
};

// The words alone.
using Classify = std::function<Reading(std::string_view utf8)>;

// Either says stop: stop. A suspected stop is not talked away by a start or help signal. Otherwise the signal wins.
Reading combine(Reading words, carrier::CarrierOpt signal);

// A bare YES: an opt-in only where the last state is an opt-out by keyword, otherwise an ordinary answer.
bool is_bare_yes(std::string_view utf8);

}  // namespace tidings::inbox
