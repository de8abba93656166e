#include "http/events.h"

#include <algorithm>

#include "base/limits.h"
#include "flow/campaign/progress.h"
#include "store/campaigns.h"
#include "store/inbox.h"

namespace tidings::http {
namespace {

json::value campaign_event(const Campaign& campaign, const flow::ProgressTotals& t) {
  return json::object{{"id", campaign.id.value},
                      {"status", to_string(campaign.status)},
                      {"planned", campaign.planned},
                      {"recipients", t.recipients},
                      {"queued", t.queued},
                      {"in_flight", t.in_flight},
                      {"sent", t.sent},
                      {"delivered", t.delivered},
                      {"failed", t.failed},
                      {"blocked", t.blocked},
                      {"refused", t.refused},
                      {"unknown", t.unknown}};
}

json::value inbound_event(const store::inbox::Inbound& in) {
  return json::object{{"id", in.id.value},
                      {"workspace", in.workspace.value},
                      {"conversation", in.conversation.value},
                      {"campaign", in.campaign ? json::value(in.campaign.value) : json::value(nullptr)},
                      {"from", in.from},
                      {"class", in.cls},
                      {"received_at", format_utc(in.received_at)}};
}

}  // namespace

bool EventBus::has_room() { return listeners_ < limits::kEventListeners; }

void EventBus::add(std::shared_ptr<net::EventStream> reader) {
  reader->send(": listening\n\n");
  const std::lock_guard hold(lock_);
  readers_.push_back(std::move(reader));
  somebody_new_ = true;
  listeners_ = readers_.size();
}

size_t EventBus::publish(std::string_view name, const json::value& data) {
  if (!listened()) return 0;
  const std::string text = net::format_event(name, json::serialize(data));
  const std::lock_guard hold(lock_);
  std::erase_if(readers_, [&](const auto& reader) { return !reader->send(text); });
  listeners_ = readers_.size();
  return readers_.size();
}

Result<size_t> EventBus::look(store::Database& database) {
  {
    const std::lock_guard hold(lock_);
    std::erase_if(readers_, [](const auto& reader) { return reader->closed(); });
    listeners_ = readers_.size();
  }
  if (!listened()) {
    told_.clear();
    // Where a listener begins is kept up to date: what comes between its call and the next look is told too.
    TRY(database.read([&](store::Session& s) -> Result<> {
      last_inbound_ = store::inbox::newest_inbound(s).value;
      return {};
    }));
    return 0;
  }
  const bool tell_all = somebody_new_.exchange(false);
  std::vector<std::pair<int64_t, json::value>> campaigns;
  std::vector<store::inbox::Inbound> inbound;
  TRY(database.read([&](store::Session& s) -> Result<> {
    // Those that were active at the last look are told once more, so that their end is seen.
    auto active = store::campaigns::in_status(s, CampaignStatus::active);
    for (const auto& [id, text] : told_) {
      if (std::ranges::any_of(active, [&](const Campaign& c) { return c.id.value == id; })) continue;
      if (auto ended = store::campaigns::by_id(s, CampaignId{id})) active.push_back(std::move(*ended));
    }
    for (const auto& campaign : active) {
      const auto counts = store::ledger::counts(s, campaign.id);
      campaigns.emplace_back(campaign.id.value, campaign_event(campaign, flow::total(counts)));
    }
    if (last_inbound_ < 0) last_inbound_ = store::inbox::newest_inbound(s).value;
    inbound = store::inbox::inbound_after(s, InboundId{last_inbound_}, limits::kPageMost);
    return {};
  }));
  size_t sent = 0;
  std::map<int64_t, std::string> now;
  for (const auto& [id, event] : campaigns) {
    const std::string text = json::serialize(event);
    const auto before = told_.find(id);
    if (tell_all || before == told_.end() || before->second != text) sent += publish("campaign", event);
    if (event.at("status").as_string() == json::string_view(to_string(CampaignStatus::active))) now[id] = text;
  }
  told_ = std::move(now);
  for (const auto& in : inbound) {
    sent += publish("inbound", inbound_event(in));
    last_inbound_ = in.id.value;
  }
  return sent;
}

}  // namespace tidings::http
