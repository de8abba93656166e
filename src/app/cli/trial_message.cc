#include "app/cli/trial_message.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/json_fields.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {
namespace {

using Verdict = TrialStep::Verdict;

constexpr int64_t kLookEveryMs = 250;
constexpr const char* kText = "Tidings: a test message. Nothing needs to be done.";

bool has_ended(std::string_view state) {
  constexpr std::string_view kOnTheWay[] = {"planned", "claimed", "handed", "unknown", "accepted", "sent"};
  return std::ranges::find(kOnTheWay, state) == std::end(kOnTheWay);
}

std::string why_not(const json::value& message) {
  auto out = text_at(message, "words");
  if (const auto code = text_at(message, "error_code"); !code.empty())
    out += fmt::format("{}the carrier says {} {}", out.empty() ? "" : "; ", code, text_at(message, "error_text"));
  return out;
}

TrialStep outcome(const json::value& message) {
  const auto state = text_at(message, "state");
  const auto again = fmt::format("tidings why {} says all of it", text_at(message, "id"));
  if (state == "delivered") return {Verdict::ok, "the carrier's receipt says delivered", {}};
  return {Verdict::wrong, fmt::format("{}: {}", state, why_not(message)), again};
}

TrialStep given_up(const json::value& message, int64_t most_ms) {
  const auto state = text_at(message, "state");
  const auto again = fmt::format("tidings why {} says all of it", text_at(message, "id"));
  const auto waited = fmt::format("after {} s it is {}", most_ms / kSecondMs, state);
  if (state == "planned") return {Verdict::wrong, fmt::format("{}: {}", waited, why_not(message)), again};
  if (state == "accepted" || state == "sent") {
    return {Verdict::warn, waited + ", and no receipt says delivered",
            "look whether the carrier reaches server.public_url (`tidings reconcile` asks it); some networks give no "
            "receipts"};
  }
  return {Verdict::wrong, waited, again};
}

}  // namespace

std::vector<TrialStep> send_trial(ApiClient& api, const std::string& number, int64_t most_ms) {
  std::vector<TrialStep> out;
  const auto sent =
      api.post("/api/messages/send",
               json::object{{"to", number}, {"body", kText}, {"purpose", "informational"}, {"urgent", true}});
  if (!sent) return {{Verdict::wrong, sent.error().describe(), "the message was not taken; nothing was sent"}};
  const auto id = text_at(*sent, "id");
  if (id.empty() || id == "0") return {{Verdict::wrong, text_at(*sent, "words"), "nothing was sent"}};
  const auto path = api_path({"outbox", id});
  UntilSignal until;
  json::value message;
  bool taken = false;
  for (int64_t waited = 0;; waited += kLookEveryMs) {
    auto now = api.get(path);
    if (!now)
      return {{Verdict::wrong, now.error().describe(), fmt::format("message {} is on its way all the same", id)}};
    message = std::move(*now);
    const auto state = text_at(message, "state");
    if (!taken && !text_at(message, "provider_id").empty()) {
      taken = true;
      out.push_back({Verdict::ok,
                     fmt::format("message {} was taken by {} as {}", id, text_at(message, "carrier"),
                                 text_at(message, "provider_id")),
                     {}});
    }
    if (has_ended(state)) {
      out.push_back(outcome(message));
      return out;
    }
    if (waited >= most_ms || until.wait(kLookEveryMs)) break;
  }
  out.push_back(given_up(message, most_ms));
  return out;
}

}  // namespace tidings::app::cli
