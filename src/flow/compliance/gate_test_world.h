// For the tests of this room: a message that every rule allows, to be spoilt one fact at a time.
#pragma once

#include <string>
#include <vector>

#include "flow/compliance/facts.h"

namespace tidings::compliance {

struct TestWorld {
  Workspace workspace;
  Campaign campaign;
  Contact contact;
  Candidates zones;
  TzStatus tz{"2026f", true, ""};
  bool has_workspace = true, has_campaign = true, has_contact = true, has_zones = true, has_tz = true;
  std::vector<std::string> places{"US-NY"};
  const law::LawBook* law = &law::LawBook::standard();
  Facts facts;  // without its pointers

  TestWorld() {
    workspace.id = {1};
    campaign.id = {2};
    campaign.status = CampaignStatus::active;
    campaign.hours = {{{0x7f, 9 * 60, 17 * 60}}, {}};
    contact.id = {3};
    contact.phone = "+12125550123";
    contact.consent = Consent::express_written;
    contact.score = 90;
    zones_are({"America/New_York"});
    facts.now = *parse_utc("2026-11-20T15:31:40Z");  // Friday, 10:31 in New York
    facts.phone = {contact.phone, true, true};
    facts.suppressions.emplace();
    facts.under_review = false;
    facts.registers.emplace();
    facts.opt_in.emplace();
    facts.sent = SentFacts{facts.now - 40 * kDayMs, {}};
    facts.senders = SenderFacts{2, 1, std::nullopt};
    facts.body = BodyFacts{false, 120, 1, ""};
  }

  void zones_are(std::vector<std::string> names) {
    zones.sources.assign(names.size(), from_number);
    zones.zones = std::move(names);
  }

  void suppress(int64_t id, std::optional<Instant> lifted = std::nullopt) {
    if (!facts.suppressions) facts.suppressions.emplace();
    facts.suppressions->push_back({{id}, "keyword", "organisation", facts.now - kDayMs, lifted});
  }

  // So many left, one each minute from then on.
  void sent(int count, Instant oldest) {
    facts.sent = SentFacts{facts.now - 40 * kDayMs, {}};
    for (int i = 0; i < count; ++i) facts.sent->at.push_back(oldest + i * kMinuteMs);
  }

  // Borrows from this world.
  Facts view() const {
    Facts out = facts;
    out.workspace = has_workspace ? &workspace : nullptr;
    out.campaign = has_campaign ? &campaign : nullptr;
    out.contact = has_contact ? &contact : nullptr;
    out.zones = has_zones ? &zones : nullptr;
    out.tz = has_tz ? &tz : nullptr;
    out.places = &places;
    out.law = law;
    return out;
  }
};

}  // namespace tidings::compliance
