// How the API shows a pre-flight: its sums as JSON, its recipients as JSON and as lines of CSV. The numbers of people
// are looked up when a page is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "flow/preflight/preflights.h"

namespace tidings::preflight {

json::object preflight_json(const Kept& kept);

struct Picked {
  std::optional<Fate> fate;
  std::optional<Reason> reason;  // why blocked or held, or what it waits for
};
struct Page {
  std::vector<size_t> rows;    // places in Preflight::recipients
  std::optional<size_t> next;  // the place to go on from
};
Page page_of(const Preflight& all, const Picked& picked, size_t from, size_t most);

// {"contact":7,"to":"+1…","fate":"sends","not_before":"…","sender":"+1…","segments":1,"reason":…,"rule":…,"waits_for":…}
json::array recipients_json(store::Session& s, const Preflight& all, const std::vector<size_t>& rows);
std::string_view recipients_header();
std::string recipients_csv(store::Session& s, const Preflight& all, const std::vector<size_t>& rows);

}  // namespace tidings::preflight
