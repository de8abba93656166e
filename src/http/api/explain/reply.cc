#include "http/api/explain/reply.h"

#include "sms/keywords.h"

namespace tidings::http::explain {

Result<json::value> explain_reply(const json::value& question) {
  JsonReader in(question);
  const auto text = in.text("text");
  const auto lang = in.text("lang");
  if (!text) in.problem("text", "is required");
  TRY(in.checked());
  const auto found = sms::classify_reply(*text, lang.value_or(""));
  return json::object{{"class", sms::to_string(found.reply_class)}, {"because", found.because}};
}

}  // namespace tidings::http::explain
