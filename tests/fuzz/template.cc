#include "sms/template.h"
#include "fuzz_input.h"

using namespace tidings::sms;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto text = fuzz_text(data, size);
  const auto compiled = Template::compile(text);
  if (!compiled) {
    must(!compiled.error().what.empty() && !compiled.error().where.empty(), "an error says what and where");
    return 0;
  }
  TemplateFields values;
  const auto empty = compiled->render(values);
  if (!empty) must(!empty.error().where.empty(), "a missing field is named");
  if (compiled->fields().empty() && !text.contains("{{"))
    must(empty && *empty == text, "text without tags stays itself");
  for (const auto& field : compiled->fields()) values[field] = "{{x}}";
  must(compiled->render(values).has_value(), "with every field there is nothing missing");
  return 0;
}
