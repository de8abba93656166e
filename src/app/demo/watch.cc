#include "app/demo/watch.h"

#include <fmt/format.h>

#include "app/cli/json_fields.h"
#include "base/limits.h"

namespace tidings::app::demo {

using cli::flag_at;
using cli::items_at;
using cli::number_at;
using cli::text_at;

namespace {
constexpr int kReplies = 8;

// The first states of the journey past the hand-over.
bool has_left(std::string_view state) {
  return state == "accepted" || state == "sent" || state == "delivered" || state == "undelivered" ||
         state == "failed" || state == "unknown" || state == "unresolved";
}
}  // namespace

Watch::Watch(cli::ApiClient& api, const AudienceFile& audience, std::string campaign)
    : api_(api), campaign_(std::move(campaign)) {
  for (const auto& person : audience.people) {
    place_of_[person.phone] = person.place;
    name_of_[person.phone] = person.first_name;
  }
}

Result<> Watch::look() {
  state_.progress = TRY(api_.get(cli::api_path({"campaigns", campaign_, "progress"})));
  const auto funnel = TRY(api_.get(cli::api_path({"campaigns", campaign_, "funnel"})));
  state_.opt_outs = number_at(funnel, "opt_outs");
  const auto reviews = TRY(api_.get("/api/reviews", {{"limit", "500"}}));
  state_.reviews = static_cast<int64_t>(items_at(reviews, "items").size());
  const auto threads = TRY(api_.get("/api/messages", {{"limit", std::to_string(kReplies)}}));
  state_.replies.clear();
  for (const auto& thread : items_at(threads, "items")) {
    const auto phone = text_at(thread, "phone");
    const auto name = name_of_.find(phone);
    state_.replies.push_back({.who = name == name_of_.end() ? phone : name->second + " " + phone,
                              .text = text_at(thread, "last_text"),
                              .opted_out = flag_at(thread, "opted_out"),
                              .under_review = flag_at(thread, "under_review")});
  }
  return {};
}

void Watch::note(const json::value& message) {
  const auto at = place_of_.find(text_at(message, "to"));
  if (at == place_of_.end()) return;
  auto& place = state_.places[at->second];
  ++place.people;
  const auto state = text_at(message, "state");
  if (state == "delivered") {
    ++place.delivered;
    if (state_.a_message.empty()) state_.a_message = text_at(message, "id");
  }
  if (has_left(state)) {
    ++place.left;
  } else if (state == "planned" && text_at(message, "reason") == "outside_window") {
    ++place.held;
    if (state_.a_held_message.empty()) state_.a_held_message = text_at(message, "id");
    const auto opens = parse_utc(text_at(message, "not_before"));
    if (opens && (place.opens.ms == 0 || *opens < place.opens)) place.opens = *opens;
  } else if (state != "planned" && state != "claimed" && state != "handed") {
    ++place.ended;
  }
}

Result<> Watch::look_at_places() {
  state_.places.assign(places().size(), {});
  for (size_t i = 0; i < state_.places.size(); ++i) state_.places[i].place = i;
  std::string after = "0";
  while (!after.empty()) {
    const auto page = TRY(api_.get(cli::api_path({"campaigns", campaign_, "messages"}),
                                   {{"after", after}, {"limit", std::to_string(limits::kPageMost)}}));
    for (const auto& message : items_at(page, "items")) note(message);
    after = text_at(page, "next");
  }
  return {};
}

}  // namespace tidings::app::demo
