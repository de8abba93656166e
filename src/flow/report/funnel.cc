#include "flow/report/funnel.h"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "store/calls.h"
#include "store/campaigns.h"
#include "store/inbox.h"

namespace tidings::flow {
namespace {

using S = MessageState;
constexpr std::array<std::string_view, 7> kNames{"held",   "uncertain", "blocked", "refused",
                                                 "failed", "cancelled", "expired"};

bool was_handed(S state) { return counts_as_sent(state) || state == S::refused; }

bool was_accepted(S state) {
  return state == S::accepted || state == S::sent || state == S::delivered || state == S::undelivered ||
         state == S::failed;
}

std::optional<Aside> aside_of(const store::ledger::StateCount& count) {
  switch (count.state) {
    case S::planned:
      return count.reason == Reason::none ? std::nullopt : std::optional(Aside::held);
    case S::unknown:
    case S::unresolved:
      return Aside::uncertain;
    case S::blocked:
      return Aside::blocked;
    case S::refused:
      return Aside::refused;
    case S::undelivered:
    case S::failed:
      return Aside::failed;
    case S::cancelled:
      return Aside::cancelled;
    case S::expired:
      return Aside::expired;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view to_string(Aside aside) { return kNames[static_cast<size_t>(aside)]; }

Funnel funnel_of(std::span<const store::ledger::StateCount> counts, Channel channel) {
  Funnel out;
  std::map<std::pair<Aside, Reason>, int64_t> aside;
  for (const auto& count : counts) {
    if (count.channel != channel) continue;
    out.planned += count.n;
    if (was_handed(count.state)) out.handed += count.n;
    if (was_accepted(count.state)) out.accepted += count.n;
    if (count.state == S::delivered) out.delivered += count.n;
    if (const auto where = aside_of(count)) {
      aside[{*where, count.reason}] += count.n;
    } else if (count.state == S::planned || count.state == S::claimed) {
      out.waiting += count.n;
    }
  }
  for (const auto& [key, n] : aside) out.aside.push_back({key.first, key.second, n});
  return out;
}

Result<Funnel> funnel(store::Database& database, CampaignId campaign) {
  return store::read_value<Funnel>(database, [&](store::Session& s) -> Result<Funnel> {
    const auto of = store::campaigns::by_id(s, campaign);
    if (!of) {
      return fail(ErrorCode::not_found, fmt::format("there is no campaign {}", campaign.value), "campaign");
    }
    const auto counts = store::ledger::counts(s, campaign);
    Funnel out = funnel_of(counts, sends_texts(of->type) ? Channel::text : Channel::call);
    if (makes_calls(of->type)) {
      out.calls = std::make_shared<Funnel>(funnel_of(counts, Channel::call));
      out.calls->outcomes = store::calls::outcomes(s, campaign);
    }
    out.campaign = campaign;
    out.replies = store::campaigns::replies(s, campaign);
    out.opt_outs = store::inbox::opt_outs_of_campaign(s, campaign);
    return out;
  });
}

namespace {

json::object stages_json(const Funnel& f) {
  json::array aside;
  for (const auto& one : f.aside) {
    aside.push_back(json::object{
        {"kind", to_string(one.aside)}, {"reason", to_string(one.reason)}, {"words", words(one.reason)}, {"n", one.n}});
  }
  return json::object{{"planned", f.planned},     {"handed", f.handed},   {"accepted", f.accepted},
                      {"delivered", f.delivered}, {"waiting", f.waiting}, {"aside", std::move(aside)}};
}

}  // namespace

json::value funnel_json(const Funnel& f) {
  json::object out{{"campaign", f.campaign.value}};
  for (auto& [name, value] : stages_json(f)) out[name] = value;
  out["replies"] = f.replies;
  out["opt_outs"] = f.opt_outs;
  if (f.calls) {
    auto calls = stages_json(*f.calls);
    json::object outcomes;
    for (const auto& [outcome, n] : f.calls->outcomes) outcomes[to_string(outcome)] = n;
    calls["outcomes"] = std::move(outcomes);
    out["calls"] = std::move(calls);
  }
  return out;
}

}  // namespace tidings::flow
