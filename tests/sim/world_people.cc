// Who is there, what operators do and what people write, at random.
#include <fmt/format.h>

#include "access/audit.h"
#include "base/check.h"
#include "flow/inbox/opt_outs.h"
#include "flow/preflight/preflight.h"
#include "store/campaigns.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "store/inbox.h"
#include "store/optouts.h"
#include "store/workspaces.h"
#include "tests/sim/world.h"

namespace tidings::sim {

using flow::CampaignAction;

Result<> World::write(const std::function<Result<>(store::Session&)>& work, const std::function<void()>& then) {
  auto& database = product_->database();
  const uint64_t before = database.commits();
  try {
    auto done = database.write(work);
    if (done && then) then();
    return done;
  } catch (const CrashNow&) {
    if (database.commits() != before && then) then();
    throw;
  }
}

void World::read(const std::function<void(store::Session&)>& work) {
  const CrashDatabase::Unharmed mere_look(product_->database());
  (void)product_->database().read([&](store::Session& s) -> Result<> {
    work(s);
    return {};
  });
}

void World::populate() {
  const auto done = write([&](store::Session& s) -> Result<> {
    for (int w = 0; w < (scenario_.second_workspace ? 2 : 1); ++w) {
      Workspace workspace{.name = fmt::format("workspace {}", w)};
      workspace.frequency_cap = scenario_.frequency_cap;
      workspace.frequency_window_ms = below(2) == 0 ? kDayMs : 3 * kHourMs;
      workspace.rate_per_s = scenario_.workspace_rate;
      constexpr int64_t kUndo[] = {0, 0, kMinuteMs, 20 * kMinuteMs};
      if (scenario_.changes) workspace.undo_campaign_ms = kUndo[below(4)];
      if (scenario_.test_mode == "workspace") workspace.test_recipient = kTester;
      workspaces_.push_back(store::workspaces::insert(s, workspace));
      for (int i = 0; i < scenario_.senders; ++i) {
        Sender sender{.workspace = workspaces_.back(), .carrier = "twilio"};
        // Both workspaces may use the same number.
        sender.address = fmt::format("{}{}", kSender, w == 1 && i == 0 ? 0 : 5 * w + i);
        constexpr double kRates[] = {1, 3, 10, 100};
        sender.segments_per_s = kRates[below(4)];
        constexpr int kCaps[] = {0, 10, 100, 2000};
        sender.daily_cap = kCaps[below(4)];
        senders_.push_back(store::workspaces::put_sender(s, sender));
      }
      const auto list = store::contacts::list_of_name(s, workspaces_.back(), "half", env_.clock.now());
      add_people(s, workspaces_.back(), list);
    }
    return {};
  });
  check(done.has_value(), "the world is populated");
}

void World::add_people(store::Session& s, WorkspaceId workspace, ListId list) {
  const auto& ranges = number_ranges();
  const bool known_already = !phones_.empty();
  for (int i = 0; i < scenario_.people; ++i) {
    const auto& range = ranges[below(scenario_.ranges)];
    std::string phone = range.prefix + std::to_string(2 + below(8));
    while (phone.size() < range.prefix.size() + static_cast<size_t>(range.digits)) phone += std::to_string(below(10));
    if (known_already && below(3) == 0) phone = phones_[below(phones_.size())];  // two departments, one person
    Contact contact{.workspace = workspace, .phone = phone};
    contact.region = std::ranges::find_if(ranges, [&](const auto& r) { return phone.starts_with(r.prefix); })->region;
    contact.consent = below(20) == 0 ? Consent::unknown : Consent::express_written;
    contact.score = below(10) == 0 ? 50 : 90;
    contact.sms_capable = below(30) != 0;
    if (below(30) == 0) contact.status = below(2) == 0 ? ContactStatus::inactive : ContactStatus::blacklisted;
    if (below(10) == 0) contact.zone = "Europe/Paris";
    if (scenario_.law && below(8) == 0) {
      constexpr const char* kPlaces[] = {"US-LA", "US-RI", "US-TX", "US-FL", "FR", "AU", "US"};
      contact.place = kPlaces[below(std::size(kPlaces))];
    }
    if (!contact.zone.empty()) contact.zone_confirmed = below(2) == 0;
    if (below(15) != 0) contact.fields["first_name"] = below(3) == 0 ? "Zoë 👋" : "Ann";
    if (below(2) == 0) contact.tags = {"tagged"};
    if (scenario_.consents) contact.consent = Consent::unknown;
    const auto id = store::contacts::insert(s, contact, env_.clock.now());
    if (!id) continue;
    if (scenario_.consents && below(10) != 0) store::consents::record(s, *id, some_consent());
    if (below(2) == 0) store::contacts::add_to_list(s, list, *id);
    phones_.push_back(phone);
  }
}

void World::plan_campaigns() {
  for (int i = 0; i < scenario_.campaigns; ++i) {
    const auto latest = static_cast<uint64_t>(scenario_.days * 0.7 * static_cast<double>(kDayMs));
    queue_.at(i == 0 ? 1 : static_cast<int64_t>(below(latest)), [this] { create_campaign(); });
  }
}

void World::create_campaign() {
  if (!product_) {  // down: the operator tries again
    queue_.at(true_ms_ + kMinuteMs, [this] { create_campaign(); });
    return;
  }
  const WorkspaceId workspace = workspaces_[below(workspaces_.size())];
  json::object body;
  const int number = ++campaigns_made_;
  body["name"] = fmt::format("c{}", number);
  std::string text = fmt::format("Hello {{{{first_name}}}}, [c{}] ", number);
  if (below(3) == 0) text = fmt::format("[c{}] the same for everybody", number);
  if (below(4) == 0) text += std::string(200, 'x');
  body["body"] = text;
  constexpr double kRates[] = {0.2, 1, 5, 10, 50, 200};
  body["rate_per_s"] = kRates[below(6)];
  if (below(4) == 0) body["purpose"] = "informational";
  switch (below(4)) {
    case 0:
      body["audience"] = json::object{{"list", "half"}};
      break;
    case 1:
      body["audience"] = json::object{{"tags", json::array{"tagged"}}};
      break;
    default:
      body["audience"] = json::object{{"everyone", true}};
  }
  switch (below(4)) {
    case 0:
      body["window"] =
          json::object{{"allow", json::array{json::object{{"days", "1-7"}, {"start", "09:00"}, {"end", "17:00"}}}}};
      break;
    case 1:
      body["window"] =
          json::object{{"allow", json::array{json::object{{"days", "1-7"}, {"start", "20:00"}, {"end", "03:30"}}}}};
      break;
    case 2:
      body["window"] =
          json::object{{"allow", json::array{json::object{{"days", "1-7"}, {"start", "00:00"}, {"end", "24:00"}}}}};
      break;
    default:
      break;
  }
  if (below(5) == 0) body["not_after"] = format_utc(env_.clock.now() + static_cast<int64_t>(kHourMs + below(kDayMs)));
  if (scenario_.test_mode == "campaign" && below(2) == 0) body["test_recipient"] = std::string(kTester);
  if (below(3) == 0 && !body.contains("not_after")) {
    body["starts_at"] = format_utc(env_.clock.now() + static_cast<int64_t>(below(5 * kHourMs)));
  } else {
    body["start"] = true;
  }
  const auto made = product_->campaigns().create(workspace, body, "operator");
  if (!made) {
    --campaigns_made_;
    // A full disk, a failing store, no sender in service just now.
    const auto code = made.error().code;
    const bool failing = scenario_.product.statements_fail + scenario_.product.commits_fail > 0;
    const bool later = code == ErrorCode::storage_full || code == ErrorCode::conflict ||
                       (failing && (code == ErrorCode::unavailable || code == ErrorCode::internal));
    check(later, made.error().describe());
    queue_.at(true_ms_ + kMinuteMs, [this] { create_campaign(); });
    return;
  }
  product_->wake_all();
  note_setting(*made);
  if (made->status == CampaignStatus::active) foretell(made->id);
  auto& audience = history_.audiences[made->id.value];
  read([&](store::Session& s) {
    for (const auto& contact : store::contacts::of_audience(s, workspace, made->audience, {}, 1'000'000)) {
      audience.push_back(contact.id.value);
    }
  });
}

// Asked at the moment of the start, before anybody is planned; changes nothing, so that the same seed lives the same
// life with and without it.
void World::foretell(CampaignId id) {
  if (product_->database().armed()) return;  // its looks would be counted
  const CrashDatabase::Unharmed mere_look(product_->database());
  const auto told = preflight::fly(env_.env, product_->database(), product_->preflight_setting(),
                                   {.campaign = id, .starts_at = {}, .prices = {}});
  check(told.has_value(), told ? "" : told.error().describe());
  Foretold out{.when = {next_order_, true_ms_, env_.clock.now()}, .campaign = id.value, .revision = (*told)->revision};
  for (const auto& one : (*told)->recipients) {
    out.fates[one.contact] = {std::string(preflight::to_string(one.fate)), one.why()};
  }
  read([&](store::Session& s) { out.facts = facts_of_people(s); });
  history_.foretold.push_back(std::move(out));
}

// ---- operators
// -------------------------------------------------------------------------------------------------------

void World::operator_acts() {
  if (!product_) return;
  if (scenario_.consents && below(3) == 0) return act_on_consent();
  switch (below(12)) {
    case 10:
      act_on_sender();
      break;
    case 11:
      act_on_contact();
      break;
    case 0:
    case 1:
    case 2:
    case 3:
      act_on_campaign();
      break;
    case 4:
    case 5:
      act_on_number();
      break;
    case 6:
    case 7:
      act_on_review();
      break;
    default:
      single_send();
  }
}

void World::act_on_campaign() {
  std::vector<CampaignId> ids;
  for (const auto& [id, audience] : history_.audiences) ids.push_back({id});
  if (ids.empty()) return;
  const CampaignId id = ids[below(ids.size())];
  if (scenario_.changes && below(2) == 0) return change_campaign(id);
  // Pause and resume often, stop seldom; what is not possible now is refused, which is fine.
  constexpr CampaignAction kActions[] = {CampaignAction::pause, CampaignAction::resume, CampaignAction::resume,
                                         CampaignAction::start, CampaignAction::pause};
  const auto action = below(25) == 0 ? CampaignAction::stop : kActions[below(std::size(kActions))];
  if (action == CampaignAction::pause) {
    // Nobody forgets a campaign for good.
    queue_.at(true_ms_ + static_cast<int64_t>(below(3 * kHourMs)), [this, id] {
      if (product_) act(id, CampaignAction::resume);
    });
  }
  act(id, action);
  if (below(2) == 0) product_->wake_all();
}

void World::note_setting(const Campaign& campaign) {
  history_.settings[campaign.id.value].push_back(
      {now(), campaign.rate_per_s, campaign.hours, campaign.status, campaign.revision});
}

// An edit, a start taken back (and started again), a stop: what later versions of the product can do.
void World::change_campaign(CampaignId id) {
  const auto chosen = below(8);
  if (chosen == 0) {
    act(id, CampaignAction::stop);
  } else if (chosen <= 2) {
    act(id, CampaignAction::undo);
    queue_.at(true_ms_ + static_cast<int64_t>(below(kHourMs)), [this, id] {
      if (product_) act(id, CampaignAction::start);
    });
  } else {
    edit_campaign(id);
  }
  if (below(2) == 0) product_->wake_all();
}

void World::edit_campaign(CampaignId id) {
  json::object changes;
  constexpr double kRates[] = {0.2, 1, 5, 10, 50, 200};
  switch (below(4)) {
    case 0:
      changes["body"] = fmt::format("Hello {{{{first_name}}}}, edited [c{}] {}", id.value, below(1000));
      break;
    case 1:
      changes["weight"] = 1 + below(10);
      break;
    case 2: {
      const bool evening = below(2) == 0;
      changes["window"] = json::object{{"allow", json::array{json::object{{"days", "1-7"},
                                                                          {"start", evening ? "18:00" : "08:00"},
                                                                          {"end", evening ? "23:30" : "20:00"}}}}};
      break;
    }
    default:
      changes["rate_per_s"] = kRates[below(6)];
  }
  told_of(id, [&] { (void)product_->campaigns().edit(id, changes, "operator"); });
}

// What came of it is looked up: a process that was killed may have committed it before.
void World::told_of(CampaignId id, const std::function<void()>& change) {
  const auto look = [&] {
    read([&](store::Session& s) {
      if (const auto campaign = store::campaigns::by_id(s, id)) note_setting(*campaign);
    });
  };
  const auto note = [&] {
    try {
      look();
    } catch (const CrashNow&) {  // the process died under the look: the change stands all the same
      look();
      throw;
    }
  };
  if (!scenario_.changes) return change();  // such worlds are older than the note, and its look would change them
  try {
    change();
  } catch (const CrashNow&) {
    note();
    throw;
  }
  note();
}

void World::act(CampaignId id, CampaignAction action) {
  told_of(id, [&] { (void)product_->campaigns().act(id, action, "operator"); });
}

void World::act_on_number() {
  const std::string phone = below(2) == 0 ? busy_phone() : somebodys_phone();
  const bool stop = below(4) != 0;
  bool done = false;
  (void)write(
      [&](store::Session& s) -> Result<> {
        if (stop) {
          TRY(inbox::suppress_manually(s, phone, "asked on the phone", "operator", env_.clock.now()));
          done = true;
        } else {
          for (const auto& x : store::optouts::in_force(s, phone)) {
            if (x.source != store::optouts::kManual) continue;
            TRY(inbox::lift(s, x.id, "operator", "asked for it", env_.clock.now()));
            done = true;
          }
        }
        access::record(s, "operator", stop ? "suppress" : "lift", phone, "", env_.clock.now());
        return {};
      },
      [&] {
        if (!done) return;
        history_.told.push_back(
            {.when = now(), .what = stop ? Told::What::manual_stop : Told::What::manual_lift, .phone = phone});
      });
}

void World::act_on_review() {
  std::string phone;
  const bool none = below(2) == 0;
  (void)write(
      [&](store::Session& s) -> Result<> {
        const auto open = store::optouts::open_reviews(s, {}, 20);
        if (open.empty()) return {};
        const auto& review = open[below(open.size())];
        TRY(inbox::decide_review(s, review.id, none ? inbox::Decision::none : inbox::Decision::stop, "operator",
                                 env_.clock.now()));
        phone = review.phone;
        return {};
      },
      [&] {
        if (phone.empty() || !none) return;
        history_.told.push_back({.when = now(), .what = Told::What::review_none, .phone = phone});
      });
}

// A number is taken out of service and put back.
void World::act_on_sender() {
  const SenderId id = senders_[below(senders_.size())];
  const auto set = [this, id](bool active) {
    return write([&](store::Session& s) -> Result<> {
      auto sender = store::workspaces::sender_by_id(s, id);
      sender->active = active;
      store::workspaces::put_sender(s, *sender);
      return {};
    });
  };
  (void)set(false);
  history_.senders_touched = now().order;
  queue_.at(true_ms_ + static_cast<int64_t>(below(kHourMs)), [this, set] { set_again(set); });
}

void World::set_again(std::function<Result<>(bool)> set) {
  if (product_ && set(true)) return;
  queue_.at(true_ms_ + kMinuteMs, [this, set] { set_again(set); });
}

// Consent withdrawn in writing, or a person struck off: what is planned must not leave.
void World::act_on_contact() {
  const std::string phone = below(2) == 0 ? busy_phone() : somebodys_phone();
  std::vector<int64_t> struck;
  (void)write(
      [&](store::Session& s) -> Result<> {
        for (auto& contact : store::contacts::all_by_phone(s, phone)) {
          contact.status = ContactStatus::blacklisted;
          store::contacts::update(s, contact, env_.clock.now());
          struck.push_back(contact.id.value);
        }
        return {};
      },
      [&] {
        for (const int64_t contact : struck) history_.struck[contact] = now();
      });
}

void World::single_send() {
  const std::string phone = somebodys_phone();
  const auto written = write([&](store::Session& s) -> Result<> {
    const auto workspace = workspaces_[below(workspaces_.size())];
    const auto contact = store::contacts::by_phone(s, workspace, phone);
    if (!contact) return {};
    if (const auto talk = store::inbox::by_phone(s, workspace, phone); talk && below(2) == 0) {
      const auto planned = inbox::reply(s, talk->id, "An answer from a person", "operator", env_.clock.now());
      if (!planned && planned.error().code != ErrorCode::conflict) return std::unexpected(planned.error());
      return {};
    }
    store::Ledger ledger(s, env_.clock.now());
    ledger.plan({.workspace = workspace,
                 .contact = contact->id,
                 .kind = below(2) == 0 ? MessageKind::urgent : MessageKind::single,
                 .purpose = Purpose::informational,
                 .phone = phone,
                 .body = fmt::format("single {}", below(1'000'000'000)),
                 .segments = 1,
                 .not_before = env_.clock.now(),
                 .not_after = below(3) == 0 ? env_.clock.now() + kHourMs : Instant{},
                 .created_by = "operator"});
    ledger.close();
    return {};
  });
  if (written && below(2) == 0) product_->hurry();
}

// ---- people
// ----------------------------------------------------------------------------------------------------------

std::string World::somebodys_phone() { return phones_[below(phones_.size())]; }

std::string World::busy_phone() {
  std::string out = somebodys_phone();
  read([&](store::Session& s) {
    const auto rows = store::ledger::lapsed(s, Instant{INT64_MAX}, 50);
    if (!rows.empty()) out = rows[below(rows.size())].phone;
  });
  return out;
}

// Small ones, and now and then one that is more than a part of the store.
std::string World::picture_url(uint64_t n) const {
  const std::string_view name = n % 30 == 0   ? "picture.jpg"
                                : n % 9 == 0  ? "page.jpg"
                                : n % 12 == 0 ? "missing.jpg"
                                              : "note.txt";
  return fmt::format("{}/2010-04-01/Accounts/{}/Messages/MM1/Media/{}", kSandboxUrl, scenario_.sandbox.account_sid,
                     name);
}

void World::somebody_texts() {
  constexpr std::string_view kTexts[] = {"STOP", "STOP", "Stop",        "please stop texting me", "START", "START",
                                         "HELP", "YES",  "Who is this?"};
  const std::string text(kTexts[below(std::size(kTexts))]);
  std::string from = product_ && below(2) == 0 ? busy_phone() : somebodys_phone();
  if (below(20) == 0) from = "+12065" + std::to_string(200'000 + below(700'000));  // nobody knows this number
  // A number that is nobody's sender here may be anybody's: what was lost on its way there is not fetched.
  uint64_t to = below(2);
  if (scenario_.reconciles && scenario_.senders < 2) to = 0;
  json::object body{{"from", from}, {"to", fmt::format("{}{}", kSender, to)}, {"body", text}};
  if (scenario_.media && ++pictures_ % 3 == 0) body["media"] = json::array{picture_url(pictures_)};
  const HttpRequest request{"POST", "/sandbox/inbound", {}, json::serialize(body)};
  check(sandbox_.handle(request, true_now()).response.status < 300, "the sandbox takes an inbound text");
}

}  // namespace tidings::sim
