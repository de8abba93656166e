// How rows are found: every statement, on both engines, by an index entered at a value, whatever the engine believes of
// the tables. PostgreSQL makes a plan once and keeps it: what it makes while the tables are empty must do for millions.
#include <set>

#include "store/sql.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

// Reads from the beginning of these: they hold only what is under way, what waits for a person, or what is asked once.
const std::set<std::string> kOpenWork{"message_leased",
                                      "message_unknown",
                                      "message_unresolved",
                                      "receipt_parked",
                                      "webhook_event_dead",
                                      "webhook_event_pending",
                                      "review_open",
                                      "import_job_open",
                                      "import_job_uncleaned",
                                      "receipt_batch_lapsed",
                                      "campaign_look_again",
                                      "recall_open",
                                      "erasure_open",
                                      "register_list_here",
                                      "wash_batch_open",
                                      "message_waits_for_register",
                                      "message_waits_for_sender",
                                      "message_waits_for_brand",
                                      "message_call_unended",
                                      "opt_in_open",
                                      "opt_in_due",
                                      "alert_notice_open",
                                      "alert_notice_due",
                                      "incident_in_force",
                                      "canary_open"};

// By design: counts of all for a person, asked seldom; the newest or the oldest row; a page of all there is.
const std::set<std::string> kOfAll{"contacts.count", "contacts.list_all", "keys.audit_last",
                                   "erasures.keys",  "senders.brands",    "ledger.wake_of_the_future"};

// Put in order after they were found: of one person, of one message, or under way.
const std::set<std::string> kSortsFew{"campaigns.queued",
                                      "campaigns.to_sweep",
                                      "contacts.all_by_phone",
                                      "contacts.tags",
                                      "opt_ins.due",
                                      "consents.history",
                                      "consents.page",
                                      "erasures.due",
                                      "events.parked",
                                      "events.receipts_of",
                                      "imports.next_shortest",
                                      "inbox.outbound_count",
                                      "ledger.confirmations_since",
                                      "ledger.direct_waiting",
                                      "ledger.lapsed_of_others",
                                      "ledger.newest_to_phone",
                                      "ledger.newest_to_phone_in",
                                      "ledger.newest_to_phone_by",
                                      "reconciliations.unknown_to",
                                      "reconciliations.unresolved_to",
                                      "ledger.of_phone",
                                      "ledger.open_to_phone",
                                      "ledger.recount",
                                      "ledger.sent_since",
                                      "ledger.wake",
                                      "ledger.wake_campaign",
                                      "ledger.without_contact",
                                      "optouts.history",
                                      "optouts.in_force",
                                      "optouts.reviews_due",
                                      "optouts.reviews_open",
                                      "workspaces.sender_by_address",
                                      "workspaces.senders"};

class StorePlans : public StorePlaceTest {
 protected:
  void expect_good(std::string_view when, std::string_view settings = {}) {
    write([&](Session& s) {
      if (!settings.empty()) s.script(settings);
      for (const Statement* statement : sql::kAll) {
        if (statement->name.starts_with("schema.") || kOfAll.contains(std::string(statement->name))) continue;
        for (const auto& step : place_->plan_of(s, *statement)) {
          const bool few = step.index == test::kSort && kSortsFew.contains(std::string(statement->name));
          EXPECT_TRUE(step.entered || few || kOpenWork.contains(step.index)) << when << ": " << statement->name << "\n"
                                                                             << step.said;
        }
      }
    });
  }
  // A campaign to each of so many people, from this one on, and what follows of it.
  void grow(int from, int to) {
    write([&](Session& s) {
      const auto fill = [&](std::string_view rows) {
        s.script(fmt::format("WITH RECURSIVE n (i) AS (SELECT {} UNION ALL SELECT i + 1 FROM n WHERE i < {}) {}", from,
                             to, rows));
      };
      fill(
          "INSERT INTO contact (workspace_id, phone, sms_capable, region, status, consent, score, zone, "
          "zone_confirmed, place, case_ref, "
          "fields, created_at, updated_at) SELECT 1, '+1' || (2020000000 + i), 1, 'US', 0, 1, 1, '', 0, '', '', '{}', "
          "1, 1 FROM n");
      fill(
          "INSERT INTO message (workspace_id, campaign_id, contact_id, step, kind, purpose, phone, state, not_before, "
          "sent_to, provider_id, "
          "created_at, handed_at) SELECT 1, 1 + i / 2000, i, 0, 5, 0, '+1' || (2020000000 + i), 7, 1, '+1' || "
          "(2020000000 + i), 'SM' || "
          "(i * 7919 % 100003), 1, 2 FROM n");
      fill(
          "INSERT INTO message (workspace_id, campaign_id, contact_id, step, kind, purpose, phone, state, not_before, "
          "created_at) "
          "SELECT 1, 0, 0, 0, 3, 0, '+1' || (3030000000 + i), 0, i, 1 FROM n");
      fill(
          "INSERT INTO receipt (message_id, carrier, provider_id, provider_status, state, undelivered, error_code, "
          "error_class, at, applied) "
          "SELECT i, 'x', 'SM' || i, 'sent', 3, 0, '', 0, 1, 1 FROM n");
      fill(
          "INSERT INTO webhook_event (carrier, received_at, method, url, headers, body, state, attempts, next_at, "
          "problem) "
          "SELECT 'x', i, 'POST', 'u', '[]', 'b', 'applied', 1, 0, '' FROM n");
      fill(
          "INSERT INTO suppression (phone, source, detail, created_at) SELECT '+1' || (2020000000 + 5 * i), 'reply', "
          "'', 1 FROM n");
      fill(
          "INSERT INTO conversation (workspace_id, contact_id, phone, sender_address, last_at, last_text, created_at) "
          "SELECT 1, i, '+1' || (2020000000 + i), 's', i, 't', 1 FROM n");
      fill(
          "INSERT INTO inbound (workspace_id, conversation_id, contact_id, campaign_id, message_id, from_address, "
          "to_address, body, media, "
          "class, because, carrier, provider_id, received_at) SELECT 1, i, i, 1 + i / 2000, i, 'a', 'b', 'c', '', "
          "'none', '', 'x', 'IN' || i, 1 FROM n");
      fill(
          "INSERT INTO review (workspace_id, phone, contact_id, inbound_id, because, created_at, due_at, decided_at) "
          "SELECT 1, '+1' || (2020000000 + i), i, i, 'x', 1, 2, CASE WHEN i % 50 = 0 THEN 0 ELSE 1 END FROM n");
    });
  }
};
TIDINGS_FOR_EVERY_ENGINE(StorePlans);

TEST_P(StorePlans, NoStatementReadsAWholeTable) {
  constexpr int kFew = 50, kMany = 30'000;
  expect_good("empty");
  grow(1, kFew);
  write([](Session& s) { s.script("ANALYZE"); });
  expect_good("few rows, analysed");
  grow(kFew + 1, kMany);
  expect_good("many rows, analysed when there were few");
  write([](Session& s) { s.script("ANALYZE"); });
  expect_good("many rows, analysed");
}

}  // namespace
}  // namespace tidings::store
