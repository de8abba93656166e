#include "app/cli/show.h"

#include <fmt/format.h>

#include "app/cli/json_fields.h"

namespace tidings::app::cli {

bool shown_as_json(Context& context, const ApiClient& api) {
  if (!context.json) return false;
  // A terminal takes U+0080 to U+009F for commands; escaped they are the same JSON.
  const auto& body = api.last_body();
  std::string out;
  for (size_t i = 0; i < body.size(); ++i) {
    const auto next = i + 1 < body.size() ? static_cast<unsigned char>(body[i + 1]) : 0;
    if (body[i] == '\xc2' && next >= 0x80 && next < 0xa0) {
      out += fmt::format("\\u00{:02x}", next);
      ++i;
    } else {
      out += body[i];
    }
  }
  put(context.out, out);
  if (!api.last_body().ends_with('\n')) put(context.out, "\n");
  return true;
}

void print(Context& context, const Table& table, std::string_view when_empty) {
  if (table.empty()) {
    put(context.out, std::string(when_empty) + "\n");
  } else {
    put(context.out, table.text(static_cast<size_t>(context.out_columns())));
  }
}

std::string plain_time(const std::string& iso) {
  const auto at = parse_utc(iso);
  if (!at) return iso;
  auto out = format_utc({at->ms / kSecondMs * kSecondMs});  // "2026-11-20T21:31:39Z"
  out[10] = ' ';
  out.pop_back();
  return out + " UTC";
}

std::string duration_words(int64_t ms) {
  const int64_t s = (ms + kSecondMs - 1) / kSecondMs;
  if (s < 120) return fmt::format("{} s", s);
  const int64_t min = (s + 59) / 60;
  if (min < 60) return fmt::format("{} min", min);
  if (min < 48 * 60) return fmt::format("{} h {:02} min", min / 60, min % 60);
  return fmt::format("{} days {} h", min / 1440, min % 1440 / 60);
}

void tell_next(Context& context, const json::value& page) {
  const auto next = text_at(page, "next");
  if (!next.empty()) put(context.out, fmt::format("… and more: --after {}\n", next));
}

}  // namespace tidings::app::cli
