// What the store holds at the end, read out for the checkers. The history of states comes from a trigger, so that only
// what was committed is in it, whoever did it.
#include "access/audit.h"
#include "base/check.h"
#include "base/crypto.h"
#include "carrier/sandbox/media.h"
#include "store/campaigns.h"
#include "store/contacts.h"
#include "store/media.h"
#include "store/workspaces.h"
#include "tests/sim/world.h"

namespace tidings::sim {

void World::trace_moves() {
  const auto done = write([](store::Session& s) -> Result<> {
    s.script(
        "CREATE TABLE sim_move (message_id BIGINT, old_state BIGINT, new_state BIGINT, reason BIGINT, "
        "newest_consent BIGINT, handed_at BIGINT)");
    s.script(
        "CREATE TRIGGER sim_moves AFTER UPDATE OF state ON message WHEN OLD.state <> NEW.state BEGIN "
        "INSERT INTO sim_move VALUES (NEW.id, OLD.state, NEW.state, NEW.reason, (SELECT coalesce(max(id), 0) FROM "
        "consent_event), NEW.handed_at); END");
    return {};
  });
  check(done.has_value(), "the trigger is made");
}

// Claimed, handed over or unknown just now.
std::set<int64_t> World::on_their_way() {
  std::set<int64_t> out;
  read([&](store::Session& s) {
    auto ids = s.open_text("SELECT id FROM message WHERE state IN (1, 2, 3)", nullptr, 0);
    while (ids->next()) out.insert(ids->integer(0));
  });
  return out;
}

// A world never stands still: a window may open in its last second. What is on its way then gets the time that every
// message must do with.
void World::come_to_rest() {
  std::set<int64_t> left = on_their_way();
  const int64_t latest = true_ms_ + 30 * kMinuteMs;
  while (!left.empty() && true_ms_ < latest) {
    run_until(true_ms_ + 10 * kSecondMs);
    const auto still = on_their_way();
    std::erase_if(left, [&](int64_t id) { return !still.contains(id); });
  }
  history_.ending.stuck = std::move(left);
}

// Everything the carrier ever had, a page a second.
void World::reconcile() {
  check(product_ != nullptr, "the product runs at the end");
  product_->reconcile(scenario_.start - 60 * kDayMs);
  const int64_t latest = true_ms_ + kDayMs;
  while (product_->reconciliation() != "done" && true_ms_ < latest) run_until(true_ms_ + kMinuteMs);
  check(product_->reconciliation() == "done", "a carrier that answers is read to its end");
  history_.ending.reconciled = true;
  run_until(true_ms_ + kHourMs);
}

// What the gate may know of each contact and of its number, but for what was sent to it: in a line each.
std::map<int64_t, std::string> World::facts_of_people(store::Session& s) {
  std::map<int64_t, std::string> out;
  auto rows = s.open_text(
      "SELECT c.id, c.status || ' ' || c.consent || ' ' || c.score || ' ' || c.sms_capable || ' ' || c.zone || ' ' || "
      "c.zone_confirmed || ' ' || c.place || ' ' || c.fields || ' ' || (SELECT count(*) || '/' || "
      "coalesce(sum(x.lifted_at > 0), 0) "
      "FROM suppression x WHERE x.phone = c.phone) || ' ' || (SELECT count(*) || '/' || coalesce(sum(r.decided_at > "
      "0), 0) FROM review r WHERE r.phone = c.phone) || ' ' || c.consent_given_at || ' ' || c.consent_expires_at || ' "
      "' || "
      "(SELECT count(*) || '/' || coalesce(sum(q.closed_at > 0), 0) FROM opt_in q WHERE q.phone = c.phone) FROM "
      "contact c",
      nullptr, 0);
  while (rows->next()) out[rows->integer(0)] = rows->string(1);
  return out;
}

void World::read_pieces(store::Session& s) {
  auto texts = s.open_text("SELECT count(*) FROM inbound WHERE media <> '[]'", nullptr, 0);
  if (texts->next()) history_.ending.with_pieces = texts->integer(0);
  texts.reset();
  std::vector<MediaId> ids;
  auto rows = s.open_text("SELECT id FROM media ORDER BY id", nullptr, 0);
  while (rows->next()) ids.push_back(rows->id<MediaId>(0));
  rows.reset();
  for (const MediaId id : ids) {
    const auto medium = *store::media::by_id(s, id);
    const auto name_in = [](const std::string& url) { return url.substr(url.rfind('/') + 1); };
    Piece piece{id.value, name_in(medium.url), medium.state, medium.tries, medium.created_at};
    // As the carrier's own list names it, where no webhook told of it.
    for (const auto& m : sandbox_.ledger().inbound()) {
      if (piece.name.starts_with("ME") && medium.url.find("/" + m.sid + "/") != std::string::npos)
        piece.name = name_in(m.media_urls.at(0));
    }
    if (medium.state == MediumState::stored) {
      const auto bytes = carrier::sandbox::media_file(piece.name, false).body;
      piece.whole = store::media::read(s, medium) == bytes && medium.sha256 == crypto::to_hex(crypto::sha256(bytes));
    }
    history_.ending.pieces.push_back(std::move(piece));
  }
}

void World::read_ending() {
  Ending& end = history_.ending;
  for (const auto& m : sandbox_.ledger().messages()) end.at_carrier.push_back({m.sid, m.status, false});
  for (const auto& m : sandbox_.ledger().inbound()) end.at_carrier.push_back({m.sid, m.status, true});
  end.wall = env_.clock.now();
  check(product_ != nullptr, "the product runs at the end");
  read([&](store::Session& s) {
    end.workspaces = store::workspaces::all(s);
    for (const auto& workspace : end.workspaces) {
      for (auto& sender : store::workspaces::senders(s, workspace.id)) end.senders.push_back(std::move(sender));
      for (auto& contact : store::contacts::page(s, workspace.id, {}, 10'000'000))
        end.contacts.push_back(std::move(contact));
    }
    MessageId newest{0};
    auto ids = s.open_text("SELECT coalesce(max(id), 0) FROM message", nullptr, 0);
    if (ids->next()) newest.value = ids->integer(0);
    ids.reset();
    for (int64_t id = 1; id <= newest.value; ++id) {
      if (auto row = store::ledger::by_id(s, MessageId{id})) end.messages.push_back(std::move(*row));
    }
    // Also those whose maker was killed before they heard of it.
    std::vector<int64_t> campaigns;
    auto rows = s.open_text("SELECT id FROM campaign ORDER BY id", nullptr, 0);
    while (rows->next()) campaigns.push_back(rows->integer(0));
    rows.reset();
    for (const int64_t id : campaigns) {
      end.campaigns.push_back(*store::campaigns::by_id(s, CampaignId{id}));
      end.counts[id] = store::ledger::counts(s, CampaignId{id});
      end.recounts[id] = store::ledger::recount(s, CampaignId{id});
    }
    auto moves = s.open_text(
        "SELECT message_id, old_state, new_state, reason, newest_consent, handed_at FROM sim_move ORDER BY rowid",
        nullptr, 0);
    while (moves->next()) {
      end.moves.push_back({moves->integer(0), static_cast<MessageState>(moves->integer(1)),
                           static_cast<MessageState>(moves->integer(2)), static_cast<Reason>(moves->integer(3)),
                           moves->integer(4), moves->instant(5)});
    }
    auto consents = s.open_text(
        "SELECT id, contact_id, consent, given_at, recorded_at, expires_at, purpose, channels, source FROM "
        "consent_event ORDER BY id",
        nullptr, 0);
    while (consents->next()) {
      const auto channels = consents->string(7);
      end.consents.push_back(
          {consents->integer(0), consents->integer(1), static_cast<Consent>(consents->integer(2)), consents->instant(3),
           consents->instant(4), consents->instant(5),
           consents->integer(6) != 2 && (channels.empty() || channels.find("sms") != std::string::npos),
           consents->text(8) == "keyword"});
    }
    auto questions = s.open_text("SELECT message_id FROM opt_in", nullptr, 0);
    while (questions->next()) end.questions.insert(questions->integer(0));
    auto hooks = s.open_text("SELECT state, headers, body FROM webhook_event ORDER BY id", nullptr, 0);
    while (hooks->next()) end.hooks.push_back({hooks->string(0), hooks->string(1), hooks->string(2)});
    end.facts = facts_of_people(s);
    auto inbound = s.open_text("SELECT provider_id FROM inbound", nullptr, 0);
    while (inbound->next()) end.inbound.insert(inbound->string(0));
    read_pieces(s);
    const auto audit = access::verify_audit(s);
    end.audit_rows = audit.rows;
    end.audit_first_bad = audit.first_bad;
  });
}

}  // namespace tidings::sim
