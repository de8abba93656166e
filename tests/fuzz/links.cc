#include "sms/links.h"
#include "fuzz_input.h"

using namespace tidings::sms;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz_text(data, size);
  size_t end = 0;
  for (const auto& link : find_links(text)) {
    must(link.position >= end && !link.text.empty(), "links are in order and not empty");
    must(text.substr(link.position, link.text.size()) == link.text, "a link is a piece of the text");
    must(!link.host.empty() && link.text.contains(link.host), "the host is a piece of the link");
    end = link.position + link.text.size();
  }
  return 0;
}
