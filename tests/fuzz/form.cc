// Any bytes as a webhook's form body or a URL: never a fault, and what was read survives writing and reading.
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/http.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const tidings::FormFields fields = tidings::parse_form(text);
  tidings::check(tidings::parse_form(tidings::encode_form(fields)) == fields, "an encoded form reads back as it was");
  tidings::check(tidings::percent_decode(tidings::percent_encode(text)) == text, "percent encoding is undone exactly");
  (void)tidings::split_url(text);
  return 0;
}
