#include "flow/compliance/inputs.h"

#include <fmt/format.h>

namespace tidings::compliance {

void Inputs::Value::append_to(std::string& out) const {
  if (text_ == kInstant) {
    out += number_ == 0 ? "unknown" : format_utc({number_});
  } else if (text_ != nullptr) {
    out.append(text_, static_cast<size_t>(number_));
  } else {
    const fmt::format_int digits(number_);
    out.append(digits.data(), digits.size());
  }
}

void Inputs::append_to(std::string& out) const {
  if (before_) out += *before_;
  size_t from = 0, next = 0;
  for (size_t place = words_.find("{}"); place != std::string_view::npos && next < values_.size();
       place = words_.find("{}", from)) {
    out += words_.substr(from, place - from);
    values_[next++].append_to(out);
    from = place + 2;
  }
  out += words_.substr(from);
}

std::string Inputs::text() const {
  std::string out;
  append_to(out);
  return out;
}

}  // namespace tidings::compliance
