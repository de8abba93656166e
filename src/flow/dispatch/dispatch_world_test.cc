// The shared world of this room's tests; see dispatch_test_world.h.
#include <charconv>
#include <sstream>

#include "flow/dispatch/dispatch_test_world.h"

namespace tidings::dispatch {

carrier::SendResult ScriptedCarrier::read_send(const HttpResult& result) const {
  carrier::SendResult out;
  if (result.transport == Transport::not_sent)
    return {.outcome = carrier::Outcome::busy, .error_class = ErrorClass::transient, .error_code = "not_sent"};
  std::istringstream words(result.response.body);
  std::string verb, a, b;
  words >> verb >> a >> b;
  if (result.transport == Transport::maybe_sent) return {.outcome = carrier::Outcome::unknown, .error_code = "timeout"};
  if (verb == "accepted")
    return {.outcome = carrier::Outcome::accepted, .provider_id = a, .state = DeliveryState::queued};
  if (verb == "parts") {  // "parts SM1 SM2": one id a part; "parts SM1 SM2 refused": a third was not taken
    out = {.outcome = carrier::Outcome::accepted, .provider_id = a, .state = DeliveryState::queued, .segments = 1};
    out.by_part = true;
    for (; !b.empty(); b.clear(), words >> b) {
      ++out.segments;
      if (b == "refused") {
        out.state = DeliveryState::failed;
        out.error_code = "9";
      } else {
        out.more_ids.push_back(b);
      }
    }
    return out;
  }
  if (verb == "over") {  // taken, and ended at once: "over failed SM1", "over canceled SM1"
    return {.outcome = carrier::Outcome::accepted,
            .provider_id = b,
            .state = a == "canceled" ? DeliveryState::canceled : DeliveryState::failed,
            .error_class = ErrorClass::opted_out,
            .error_code = "21610"};
  }
  if (verb == "busy") {
    out.outcome = carrier::Outcome::busy;
    out.error_class = ErrorClass::transient;
    out.error_code = "429";
    if (!a.empty()) out.retry_after_ms = std::stoll(a);
    if (b == "sender") out.busy_with = carrier::BusyWith::sender;
    return out;
  }
  if (verb == "account" || verb == "barred") {  // its trouble, or the sender's
    return {.outcome = carrier::Outcome::busy,
            .error_class = ErrorClass::sender,
            .error_code = a,
            .error_text = "it does not take it",
            .busy_with = verb == "barred" ? carrier::BusyWith::sender : carrier::BusyWith::account};
  }
  if (verb == "refused") {
    out.outcome = carrier::Outcome::refused;
    out.error_class = a == "transient"   ? ErrorClass::transient
                      : a == "opted_out" ? ErrorClass::opted_out
                                         : ErrorClass::permanent;
    out.error_code = b;
    return out;
  }
  return {.outcome = carrier::Outcome::unknown, .error_code = "http_500"};
}

Result<carrier::FoundMessage> ScriptedCarrier::read_fetch(const HttpResult& result) const {
  if (result.transport != Transport::answered) return fail(ErrorCode::unavailable, "no answer");
  if (result.response.body != "canceled") return fail(ErrorCode::invalid_argument, "too late");
  return carrier::FoundMessage{.state = DeliveryState::canceled};
}

// "none"; "unsure": neither is it there, nor would it have to be; or "found {…}": one message to the number asked for,
// or "found [{…}, …]". ref: it carries our own id.
Result<carrier::FoundPage> ScriptedCarrier::read_find(const HttpResult& result) const {
  if (result.transport != Transport::answered) return fail(ErrorCode::unavailable, "no answer");
  carrier::FoundPage page;
  const std::string& text = result.response.body;
  page.whole = text != "unsure";
  if (!text.starts_with("found ")) return page;
  const auto value = parse_json(text.substr(6));
  for (const auto& one : value->is_array() ? value->get_array() : json::array{*value}) {
    carrier::FoundMessage m;
    m.provider_id = one.at("id").as_string();
    m.to = one.at("to").as_string();
    m.body = one.at("body").as_string();
    m.created_at = Instant{one.at("at").as_int64()};
    m.state = DeliveryState::delivered;
    if (const auto* outcome = one.as_object().if_contains("outcome")) {  // a call
      m.from = one.at("from").as_string();
      m.state = DeliveryState::completed;
      m.call = {.outcome = *call_outcome_from(std::string_view(outcome->as_string()))};
    }
    if (const auto* ref = one.as_object().if_contains("ref")) {
      m.client_ref = std::to_string(ref->as_int64());
      m.of_a_part = true;
    }
    page.messages.push_back(m);
  }
  return page;
}

void DispatchTest::SetUp() {
  std::string made = (std::filesystem::temp_directory_path() / "tidings-dispatch-XXXXXX").string();
  ASSERT_NE(::mkdtemp(made.data()), nullptr);
  folder_ = made;
  auto carrier = std::make_unique<ScriptedCarrier>();
  carrier_ = carrier.get();
  carriers_.emplace("tw", std::move(carrier));
  restart();
  write([&](store::Session& s, store::Ledger&) {
    workspace_ = store::workspaces::insert(s, {.name = "one", .score_threshold = 0});
    sender_ = store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "tw", .segments_per_s = 1000, .daily_cap = 0});
  });
}

void DispatchTest::TearDown() {
  dispatcher_.reset();
  caller_.reset();
  resolver_.reset();
  db_.reset();
  std::filesystem::remove_all(folder_);
}

void DispatchTest::restart() {
  dispatcher_.reset();
  caller_.reset();
  resolver_.reset();
  db_.reset();
  runner_.held.clear();
  auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
  ASSERT_TRUE(opened) << opened.error().describe();
  db_ = std::move(*opened);
  ASSERT_TRUE(store::migrate(*db_));
  dispatcher_ = std::make_unique<Dispatcher>(env_, *db_, carriers_, runner_, gatherer_, options_);
  caller_ = std::make_unique<Dispatcher>(env_, *db_, carriers_, runner_, gatherer_, options_.for_calls());
  resolver_ = std::make_unique<Resolver>(env_, *db_, carriers_, runner_, options_);
  advance(kBootMs);
}

void DispatchTest::write(const std::function<void(store::Session&, store::Ledger&)>& work) {
  const auto done = db_->write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, clock_.now());
    work(s, ledger);
    ledger.close();
    return {};
  });
  ASSERT_TRUE(done) << done.error().describe();
}

ContactId DispatchTest::contact(const std::string& phone) {
  ContactId id;
  write([&](store::Session& s, store::Ledger&) {
    if (const auto known = store::contacts::by_phone(s, workspace_, phone)) {
      id = known->id;
      return;
    }
    id = *store::contacts::insert(s,
                                  {.workspace = workspace_,
                                   .phone = phone,
                                   .region = "US",
                                   .consent = Consent::express_written,
                                   .fields = {{"name", "Ann"}}},
                                  clock_.now());
  });
  return id;
}

CampaignId DispatchTest::campaign(const std::vector<std::string>& phones, double rate_per_s) {
  CampaignId id;
  std::vector<ContactId> contacts;
  for (const auto& phone : phones) contacts.push_back(contact(phone));
  write([&](store::Session& s, store::Ledger& ledger) {
    id = store::campaigns::insert(s,
                                  {.workspace = workspace_,
                                   .name = "spring",
                                   .status = CampaignStatus::active,
                                   .body = "Hi {{name}}",
                                   .rate_per_s = rate_per_s},
                                  clock_.now());
    for (size_t i = 0; i < phones.size(); ++i) {
      ASSERT_TRUE(ledger.plan({.workspace = workspace_,
                               .campaign = id,
                               .contact = contacts[i],
                               .kind = MessageKind::campaign,
                               .purpose = Purpose::marketing,
                               .phone = phones[i],
                               .not_before = clock_.now()}));
    }
  });
  return id;
}

MessageId DispatchTest::single(const std::string& phone, MessageKind kind) {
  const auto who = contact(phone);
  MessageId id;
  write([&](store::Session&, store::Ledger& ledger) {
    id = *ledger.plan({.workspace = workspace_,
                       .contact = who,
                       .kind = kind,
                       .phone = phone,
                       .body = "hello",
                       .not_before = clock_.now()});
  });
  return id;
}

store::LedgerRow DispatchTest::row(MessageId id) {
  store::LedgerRow out;
  write([&](store::Session& s, store::Ledger&) { out = *store::ledger::by_id(s, id); });
  return out;
}

std::vector<store::LedgerRow> DispatchTest::rows(CampaignId id) {
  std::vector<store::LedgerRow> out;
  write([&](store::Session& s, store::Ledger&) { out = store::ledger::of_campaign(s, id, {}, 10'000); });
  return out;
}

void DispatchTest::tick(int times) {
  for (int i = 0; i < times; ++i) {
    const auto report = dispatcher_->tick();
    ASSERT_TRUE(report) << report.error().describe();
    ASSERT_TRUE(resolver_->tick());
    clock_.advance(10);
  }
}

void DispatchTest::tick_calls(int times) {
  for (int i = 0; i < times; ++i) {
    const auto report = caller_->tick();
    ASSERT_TRUE(report) << report.error().describe();
    ASSERT_TRUE(resolver_->tick());
    clock_.advance(10);
  }
}

void DispatchTest::expect_counts_hold(CampaignId id) {
  write([&](store::Session& s, store::Ledger&) {
    const auto kept = store::ledger::counts(s, id);
    const auto real = store::ledger::recount(s, id);
    ASSERT_EQ(kept.size(), real.size());
    for (size_t i = 0; i < kept.size(); ++i) {
      EXPECT_EQ(kept[i].state, real[i].state);
      EXPECT_EQ(kept[i].reason, real[i].reason);
      EXPECT_EQ(kept[i].n, real[i].n);
    }
  });
}

}  // namespace tidings::dispatch
