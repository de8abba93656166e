#include "sms/segments.h"
#include "fuzz_input.h"
#include "sms/gsm7.h"
#include "sms/utf8.h"

using namespace tidings::sms;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz_text(data, size);
  const auto got = count_segments(text);
  const bool gsm7 = got.encoding == Encoding::gsm7;
  const int single = gsm7 ? 160 : 70, part = gsm7 ? 153 : 67;
  must(got.segments >= 1 && got.units >= 0, "at least one segment");
  must((got.segments == 1) == (got.units <= single), "one segment exactly up to the single size");
  must(got.segments == 1 || got.segments >= (got.units + part - 1) / part, "parts hold their units");
  must(got.segments <= 1 + got.units / ((part + 1) / 2), "parts are at least half full");
  must(gsm7 != got.forced_by.has_value(), "UCS-2 has a reason");
  if (got.forced_by) must(gsm7_septets(got.forced_by->code_point) == 0, "the reason is outside GSM-7");
  const auto smart = smart_encode(text);
  must(is_valid_utf8(smart), "smart encoding makes UTF-8");
  must(smart_encode(smart) == smart, "smart encoding is done after once");
  return 0;
}
