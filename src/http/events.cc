#include "http/events.h"

#include <algorithm>

#include "base/limits.h"
#include "flow/campaign/progress.h"
#include "store/campaigns.h"
#include "store/inbox.h"
#include "store/ledger.h"

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

json::value word_event(std::string_view id, std::string_view provider_id, DeliveryState state, std::string_view error) {
  return json::object{{"provider_id", provider_id}, {"id", id}, {"state", to_string(state)}, {"error_code", error}};
}

}  // namespace

// What one look found, of one snapshot.
struct EventBus::Seen {
  store::live::Place until;
  std::vector<std::pair<CampaignStatus, json::value>> campaigns;
  std::vector<store::inbox::Inbound> inbound;
  std::vector<store::live::Word> words;
  int64_t inbound_missed = 0, words_missed = 0;
};

bool EventBus::has_room() { return listeners_ < limits::kEventListeners; }

void EventBus::add(std::shared_ptr<net::EventStream> reader) {
  reader->send(": listening\n\n");
  const std::lock_guard hold(lock_);
  readers_.push_back(std::move(reader));
  somebody_new_ = true;
  listeners_ = readers_.size();
}

size_t EventBus::publish(std::string_view name, const json::value& data) {
  const std::string text = net::format_event(name, json::serialize(data));
  const std::lock_guard hold(lock_);
  std::erase_if(readers_, [&](const auto& reader) { return !reader->send(text); });
  listeners_ = readers_.size();
  return readers_.size();
}

void EventBus::word(std::string_view id, std::string_view provider_id, DeliveryState state, std::string_view error) {
  publish("message", word_event(id, provider_id, state, error));
}

Result<size_t> EventBus::look() {
  {
    const std::lock_guard hold(lock_);
    std::erase_if(readers_, [](const auto& reader) { return reader->closed(); });
    listeners_ = readers_.size();
  }
  const auto seen = see();
  if (!seen) {
    if (listened() && !std::exchange(stalled_, true)) publish("stalled", json::object{{"problem", seen.error().what}});
    return std::unexpected(seen.error());
  }
  size_t told = 0;
  if (std::exchange(stalled_, false)) {
    told += publish("resumed", json::object{});
    somebody_new_ = true;
  }
  return told + tell(*seen);
}

Result<EventBus::Seen> EventBus::see() {
  Seen seen;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    seen = {};
    const auto until = store::live::newest(s);
    // Where a listener begins is kept up to date: what comes between its call and the next look is told too.
    const auto after = place_.value_or(until);
    seen.until = until;
    if (!listened()) return {};
    // What came in such numbers that a reader could only fall behind is counted, the newest of it told.
    const auto skip_to = [](int64_t from, int64_t to, int64_t& missed) {
      missed = std::max<int64_t>(0, to - from - limits::kEventsAtOnce);
      return from + missed;
    };
    const store::live::Place from{skip_to(after.inbound, until.inbound, seen.inbound_missed), after.campaign_event,
                                  skip_to(after.receipt, until.receipt, seen.words_missed)};
    seen.inbound = store::inbox::inbound_after(s, InboundId{from.inbound}, limits::kEventsAtOnce);
    if (database_.shared())
      seen.words = store::live::words(s, from, until, limits::kEventsAtOnce);
    else
      seen.words_missed = 0;

    // Active ones; those that were at the last look, so that their end is seen; those to which something happened.
    auto campaigns = store::campaigns::in_status(s, CampaignStatus::active);
    const auto add = [&](CampaignId id) {
      if (std::ranges::any_of(campaigns, [&](const Campaign& c) { return c.id == id; })) return;
      if (auto other = store::campaigns::by_id(s, id)) campaigns.push_back(std::move(*other));
    };
    for (const auto& [id, text] : told_) add(CampaignId{id});
    for (const CampaignId id : store::live::campaigns(s, after, until, limits::kEventsAtOnce)) add(id);
    for (const auto& campaign : campaigns) {
      const auto counts = store::ledger::counts(s, campaign.id);
      seen.campaigns.emplace_back(campaign.status, campaign_event(campaign, flow::total(counts)));
    }
    return {};
  }));
  place_ = seen.until;
  return seen;
}

size_t EventBus::tell(const Seen& seen) {
  size_t sent = 0;
  const bool tell_all = somebody_new_.exchange(false);
  std::map<int64_t, std::string> now;
  for (const auto& [status, event] : seen.campaigns) {
    const int64_t id = event.at("id").as_int64();
    std::string text = json::serialize(event);
    const auto before = told_.find(id);
    if (tell_all || before == told_.end() || before->second != text) sent += publish("campaign", event);
    if (status == CampaignStatus::active) now[id] = std::move(text);
  }
  told_ = std::move(now);
  for (const auto& in : seen.inbound) sent += publish("inbound", inbound_event(in));
  for (const auto& word : seen.words) {
    sent += publish("message", word_event(word.message ? std::to_string(word.message.value) : std::string(),
                                          word.provider_id, word.state, word.error_code));
  }
  if (seen.inbound_missed > 0 || seen.words_missed > 0) {
    sent += publish("missed", json::object{{"inbound", seen.inbound_missed}, {"message", seen.words_missed}});
  }
  return sent;
}

}  // namespace tidings::http
