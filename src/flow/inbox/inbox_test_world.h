// A store with one workspace, one sender and a person who was texted by a campaign: what the tests of this room share.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "flow/inbox/inbox.h"
#include "flow/inbox/opt_outs.h"
#include "store/campaigns.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "store/number_keys.h"
#include "store/optouts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::inbox {

inline constexpr Instant kStart{1'700'000'000'000};
inline constexpr const char* kPhone = "+12025550123";
inline constexpr const char* kOther = "+12025550124";
inline constexpr const char* kOurs = "+12025550100";

class InboxTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-inbox-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    open();
    ASSERT_TRUE(store::migrate(*db_));
    write([&](store::Session& s, store::Ledger&) {
      workspace_ = store::workspaces::insert(s, {.name = "one"});
      sender_ = store::workspaces::put_sender(s, {.workspace = workspace_, .address = kOurs, .carrier = "tw"});
      campaign_ = store::campaigns::insert(s, {.workspace = workspace_, .name = "spring"}, clock_.now());
      contact_ = *store::contacts::insert(
          s, {.workspace = workspace_, .phone = kPhone, .consent = Consent::express_written}, clock_.now());
    });
  }
  void open() {
    db_.reset();
    auto opened = store::sqlite::open(
        env_, {.path = (folder_ / "t.db").string(), .inline_writes = true, .number_keys = number_keys()});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
  }
  std::string keys_path() const { return (folder_ / "erasure.keys").string(); }
  virtual std::shared_ptr<store::NumberKeys> number_keys() { return std::make_shared<store::NumberKeys>(keys_path()); }
  void TearDown() override {
    db_.reset();
    std::filesystem::remove_all(folder_);
  }

  void write(const std::function<void(store::Session&, store::Ledger&)>& work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      store::Ledger ledger(s, clock_.now());
      work(s, ledger);
      ledger.close();
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }

  // A message to the number in the state, as plan and dispatch would have brought it there.
  MessageId message(MessageState state, const char* phone = kPhone, CampaignId campaign = {}) {
    MessageId id;
    write([&](store::Session&, store::Ledger& l) {
      const auto kind = campaign ? MessageKind::campaign : MessageKind::single;
      id = *l.plan({.workspace = workspace_,
                    .campaign = campaign,
                    .contact = std::string_view(phone) == kPhone ? contact_ : ContactId{},
                    .kind = kind,
                    .phone = phone,
                    .body = "x"});
      if (state == MessageState::planned) return;
      auto rows = l.claim(campaign, kind, 1, 7, clock_.now() + 60'000);
      ASSERT_EQ(rows.size(), 1U);
      if (state == MessageState::claimed) return;
      ASSERT_TRUE(l.hand(rows[0], {.sender = sender_, .sent_to = phone, .carrier = "tw", .body = "x"}));
      if (state != MessageState::handed) ASSERT_TRUE(l.accept(rows[0], state, fmt::format("SM{}", id.value)));
    });
    return id;
  }
  store::LedgerRow row(MessageId id) {
    store::LedgerRow out;
    write([&](store::Session& s, store::Ledger&) { out = *store::ledger::by_id(s, id); });
    return out;
  }
  std::vector<store::LedgerRow> confirmations(const char* phone = kPhone) {
    std::vector<store::LedgerRow> out;
    write([&](store::Session& s, store::Ledger&) { out = store::ledger::open_to_phone(s, phone); });
    std::erase_if(out, [](const auto& r) { return r.kind != MessageKind::confirmation; });
    return out;
  }
  std::vector<store::optouts::Suppression> in_force(const char* phone = kPhone) {
    std::vector<store::optouts::Suppression> out;
    write([&](store::Session& s, store::Ledger&) { out = store::optouts::in_force(s, phone); });
    return out;
  }
  Contact contact(WorkspaceId workspace, const char* phone = kPhone) {
    Contact out;
    write([&](store::Session& s, store::Ledger&) { out = *store::contacts::by_phone(s, workspace, phone); });
    return out;
  }
  std::vector<store::optouts::Review> open_reviews() {
    std::vector<store::optouts::Review> out;
    write([&](store::Session& s, store::Ledger&) { out = store::optouts::open_reviews(s, {}, 100); });
    return out;
  }
  void suppress(std::string_view source, const char* phone = kPhone) {
    write([&](store::Session& s, store::Ledger&) {
      store::optouts::suppress(s, {.phone = phone, .source = std::string(source), .created_at = clock_.now()});
    });
  }

  carrier::WebhookEvent text(const std::string& body, carrier::CarrierOpt opt = carrier::CarrierOpt::none) {
    carrier::WebhookEvent e;
    e.type = carrier::EventType::inbound_message;
    e.provider_id = fmt::format("SMin{}", ++inbound_);
    e.from = kPhone;
    e.to = kOurs;
    e.text = body;
    e.opt = opt;
    return e;
  }
  // A second passes first: what was planned before is not of the same instant.
  Applied apply(const carrier::WebhookEvent& event) {
    clock_.advance(kSecondMs);
    auto done = store::write_value<Applied>(
        *db_, [&](store::Session& s) { return inbox_.apply(s, event, "tw", clock_.now()); });
    EXPECT_TRUE(done) << done.error().describe();
    return done.value_or(Applied{});
  }
  Applied say(const std::string& body, carrier::CarrierOpt opt = carrier::CarrierOpt::none) {
    return apply(text(body, opt));
  }

  ManualClock clock_{kStart};
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  std::unique_ptr<store::Database> db_;
  WorkspaceId workspace_;
  SenderId sender_;
  CampaignId campaign_;
  ContactId contact_;
  int inbound_ = 0;
  Inbox inbox_{env_};
};

}  // namespace tidings::inbox
