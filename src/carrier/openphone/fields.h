// Fields of OpenPhone's JSON, read as they come: text or number, one or a list, with or without a plus. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace tidings::carrier::openphone {

std::string text_of(const json::object& object, std::string_view name);  // texts and whole numbers; else empty
std::string first_text(const json::object& object, std::initializer_list<std::string_view> names);
const json::object* object_of(const json::object* object, std::string_view name);  // nullptr: none
bool is_null(const json::object& object, std::string_view name);                   // there, and null

// A number, or the first of a list of them. Digits without a plus get one; short codes and names stay.
std::string address_of(const json::object& object, std::string_view name);

}  // namespace tidings::carrier::openphone
