#include "http/api/explain/segments.h"

#include <fmt/format.h>

#include "sms/segments.h"

namespace tidings::http::explain {

Result<json::value> explain_segments(const json::value& question) {
  JsonReader in(question);
  const auto text = in.text("text");
  if (!text) in.problem("text", "is required");
  TRY(in.checked());
  const auto counted = sms::count_segments(*text);
  json::object out{
      {"encoding", sms::to_string(counted.encoding)}, {"segments", counted.segments}, {"units", counted.units}};
  if (counted.forced_by) {
    const auto& by = *counted.forced_by;
    out["forced_by"] = json::object{{"char", by.character},
                                    {"code_point", fmt::format("U+{:04X}", static_cast<uint32_t>(by.code_point))},
                                    {"index", by.index},
                                    {"twin", by.twin ? json::value(*by.twin) : json::value(nullptr)}};
  }
  return out;
}

}  // namespace tidings::http::explain
