// For the tests of this room: an embedded database, a carrier whose list is a vector, a runner that answers when the
// test says so, and a sink that notes what it was given.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <deque>
#include <filesystem>

#include "base/limits.h"
#include "flow/watch/reconciler.h"
#include "store/events.h"
#include "store/inbox.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::watch {

namespace runs = store::reconciliations;
using carrier::FoundMessage;
using store::Session;

inline constexpr const char* kOurs = "+12025550100";
inline constexpr const char* kPhone = "+12025550123";
inline const Instant kNow = *parse_utc("2026-11-20T12:00:00Z");

// Its list: `all`, newest first, page_size a page; a page's address is "list/N".
class ListCarrier : public carrier::Carrier {
 public:
  explicit ListCarrier(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  std::optional<HttpRequest> build_list(const carrier::ListQuery&, std::string_view page_url) const override {
    if (!has_list) return std::nullopt;
    HttpRequest out;
    out.url = page_url.empty() ? "list/0" : std::string(page_url);
    return out;
  }
  Result<carrier::FoundPage> read_list(const HttpResult& result) const override {
    if (result.transport != Transport::answered) return fail(ErrorCode::unavailable, result.problem);
    switch (result.response.status) {
      case 200:
        break;
      case 401:
        return fail(ErrorCode::unauthenticated, "who are you?");
      case 404:
        return fail(ErrorCode::not_found, "no such page");
      case 418:
        return fail(ErrorCode::corrupt, "not to be read");
      default:
        return fail(ErrorCode::unavailable, "not now");
    }
    carrier::FoundPage page;
    const size_t from = std::stoul(result.response.body) * page_size;
    for (size_t i = from; i < std::min(from + page_size, all.size()); ++i) page.messages.push_back(all[i]);
    if (from + page_size < all.size()) page.next_url = fmt::format("list/{}", from / page_size + 1);
    return page;
  }
  std::optional<HttpRequest> build_media(std::string_view provider_id) const override {
    HttpRequest out;
    out.url = fmt::format("media/{}", provider_id);
    return out;
  }
  Result<std::vector<std::pair<std::string, std::string>>> read_media(const HttpResult& result) const override {
    if (result.response.status != 200) return fail(ErrorCode::unavailable, "not now");
    return std::vector<std::pair<std::string, std::string>>{{"https://x/" + result.response.body, "image/png"}};
  }
  carrier::Signature check_signature(const carrier::WebhookRequest&, Instant) const override {
    return carrier::Signature::absent;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest&) const override {
    return fail(ErrorCode::invalid_argument, "no webhooks here");
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }

  std::vector<FoundMessage> all;
  size_t page_size = 100;
  bool has_list = true;

 private:
  std::string name_;
};

// Keeps what was asked; the body of an answer is what follows the slash.
class HeldRunner final : public HttpRunner {
 public:
  void send(HttpRequest request, Done done) override {
    asked.push_back(request.url);
    held.push_back({std::move(request.url), std::move(done)});
  }
  // False: nothing was waiting.
  bool answer(int status = 200) {
    if (held.empty()) return false;
    auto [url, done] = std::move(held.front());
    held.pop_front();
    done({status == 0 ? Transport::maybe_sent : Transport::answered,
          {status, {}, url.substr(url.find('/') + 1)},
          "reset"});
    return true;
  }
  std::vector<std::string> asked;
  std::deque<std::pair<std::string, Done>> held;
};

class WatchTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-watch-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    auto opened = store::sqlite::open(env_, {.path = (folder_ / "t.db").string(), .inline_writes = true});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    write([&](Session& s) {
      workspace_ = store::workspaces::insert(s, {.name = "one"});
      sender_ = store::workspaces::put_sender(s, {.workspace = workspace_, .address = kOurs, .carrier = "tw"});
    });
    make();
  }
  void TearDown() override {
    reconciler_.reset();
    db_.reset();
    std::filesystem::remove_all(folder_);
  }
  // As after a restart.
  void make() {
    reconciler_.reset();
    runner_.held.clear();
    reconciler_ = std::make_unique<Reconciler>(
        env_, *db_, runner_, std::vector<const carrier::Carrier*>{&carrier_},
        [this](Session& s, const carrier::WebhookEvent& event, std::string_view name) { return sink(s, event, name); },
        options_);
  }
  // An inbound one is in the inbox afterwards, a receipt moves its message.
  Result<> sink(Session& s, const carrier::WebhookEvent& event, std::string_view name) {
    EXPECT_EQ(name, "tw");
    if (poison_ == event.provider_id) s.script("INSERT INTO no_such_table VALUES (1)");
    if (failing_ == event.provider_id) return fail(ErrorCode::internal, "a fault of the test");
    given_.push_back(event);
    if (event.type == carrier::EventType::inbound_message) {
      store::inbox::insert(s, {.workspace = workspace_,
                               .from = event.from,
                               .to = event.to,
                               .body = event.text,
                               .cls = "none",
                               .carrier = "tw",
                               .provider_id = event.provider_id,
                               .received_at = event.received_at});
      return {};
    }
    int64_t id = 0;
    std::from_chars(event.client_ref.data(), event.client_ref.data() + event.client_ref.size(), id);
    auto row = store::ledger::by_id(s, MessageId{id});
    store::Ledger ledger(s, clock_.now());
    EXPECT_TRUE(row && ledger.carrier_word(*row, *message_state_for(event.state, event.undelivered), event.provider_id,
                                           event.error_code, {}));
    ledger.close();
    return {};
  }

  void write(const std::function<void(Session&)>& work) {
    const auto done = db_->write([&](Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  template <class F>
  auto read(F work) {
    std::optional<decltype(work(std::declval<Session&>()))> out;
    EXPECT_TRUE(db_->read([&](Session& s) -> Result<> {
      out.emplace(work(s));
      return {};
    }));
    return std::move(*out);
  }

  // A message of ours that left at that time; id "SM<n>" where the carrier's is known.
  MessageId sent(MessageState state, Instant at, const std::string& provider_id, const std::string& body = "x",
                 const char* phone = kPhone) {
    MessageId id;
    write([&](Session& s) {
      store::Ledger ledger(s, at);
      id = *ledger.plan({.workspace = workspace_, .phone = phone, .body = body});
      auto rows = ledger.claim({}, MessageKind::single, 1, 7, at + 60'000);
      ASSERT_EQ(rows.size(), 1U);
      ASSERT_TRUE(ledger.hand(rows[0], {.sender = sender_, .sent_to = phone, .carrier = "tw", .body = body}));
      if (state == MessageState::unknown) {
        ASSERT_TRUE(ledger.mark_unknown(rows[0], Reason::outcome_unknown, at + kDayMs, "timeout", ""));
      } else {
        ASSERT_TRUE(ledger.accept(rows[0], state, provider_id));
      }
      ledger.close();
    });
    return id;
  }
  MessageState state(MessageId id) {
    return read([&](Session& s) { return store::ledger::by_id(s, id)->state; });
  }

  static FoundMessage inbound(const std::string& id, Instant at, const std::string& text = "hi") {
    FoundMessage out;
    out.provider_id = id, out.from = kPhone, out.to = kOurs, out.body = text;
    out.inbound = true, out.provider_status = "received";
    out.created_at = out.updated_at = at;
    return out;
  }
  static FoundMessage outbound(const std::string& id, Instant at, DeliveryState state = DeliveryState::delivered,
                               const std::string& text = "x") {
    FoundMessage out;
    out.provider_id = id, out.from = kOurs, out.to = kPhone, out.body = text;
    out.state = state, out.provider_status = std::string(to_string(state));
    out.created_at = out.updated_at = at;
    return out;
  }
  // Newest first, as carriers list them.
  void list(std::vector<FoundMessage> all) {
    std::ranges::sort(all, [](const auto& a, const auto& b) {
      return std::pair(-a.created_at.ms, a.provider_id) < std::pair(-b.created_at.ms, b.provider_id);
    });
    carrier_.all = std::move(all);
  }

  int64_t tick() {
    const auto wait = reconciler_->tick();
    EXPECT_TRUE(wait) << wait.error().describe();
    return wait.value_or(0);
  }
  // Answers and waits until nothing is asked any more.
  void run() {
    for (int i = 0; i < 1000; ++i) {
      const int64_t wait = tick();
      if (runner_.answer()) continue;
      if (wait == limits::kReconcileLookMs && !is_open()) return;
      clock_.advance(std::max<int64_t>(wait, 1));
    }
    FAIL() << "it does not end";
  }
  bool is_open() {
    return read([](Session& s) {
      return runs::open(s, "tw", runs::State::running) || runs::open(s, "tw", runs::State::waiting);
    });
  }
  runs::Run ask(Asked asked = {.by = "alice"}) {
    runs::Run out;
    write([&](Session& s) {
      const auto begun = reconciler_->ask(s, asked, clock_.now());
      ASSERT_TRUE(begun) << begun.error().describe();
      out = begun->front();
    });
    return out;
  }
  runs::Run ask_and_run() {
    const auto id = ask().id;
    run();
    return show(id);
  }
  runs::Run show(ReconciliationId id) {
    return read([&](Session& s) { return *runs::by_id(s, id); });
  }
  std::vector<runs::Gap> gaps(ReconciliationId id) {
    return read([&](Session& s) { return runs::gaps(s, id, {}, 1000); });
  }
  std::vector<store::incidents::Incident> incidents() {
    return read([&](Session& s) { return store::incidents::in_force(s, {}, 100); });
  }

  ManualClock clock_{kNow};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  ReconcilerOptions options_{.on = false};
  ListCarrier carrier_{"tw"};
  HeldRunner runner_;
  std::unique_ptr<Reconciler> reconciler_;
  WorkspaceId workspace_;
  SenderId sender_;
  std::vector<carrier::WebhookEvent> given_;
  std::string poison_, failing_;
};

}  // namespace tidings::watch
