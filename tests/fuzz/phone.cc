#include "sms/phone.h"
#include "fuzz_input.h"
#include "sms/phone_library.h"
#include "sms/phone_plan.h"
#include "sms/zones.h"

using namespace tidings::sms;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr const char* kRegions[] = {"US", "AU", "", "GB", "XX", "RU", "nz"};
  if (size == 0) return 0;
  const auto got = read_phone(fuzz_text(data + 1, size - 1), kRegions[data[0] % std::size(kRegions)]);
  (void)candidate_zones(fuzz_text(data, size));
  const std::string raw(fuzz_text(data + 1, size - 1)), region = kRegions[data[0] % std::size(kRegions)];
  if (const auto plain = read_plain_phone(raw, region)) {
    const auto library = ask_library(raw, region);
    must(library ? *plain && **plain == *library : !*plain && plain->error() == library.error(),
         "the tables say what the library says");
  }
  if (!got) return 0;
  must(got->e164.size() >= 3 && got->e164.size() <= 16 && got->e164[0] == '+',
       "E.164 has a plus and at most 15 digits");
  const auto again = read_phone(got->e164, "");
  must(again && again->e164 == got->e164, "E.164 reads as itself");
  return 0;
}
