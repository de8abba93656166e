// What happened in a simulated world, seen from outside the product (the wire, the carrier, the people), and what its
// store holds at the end. Plain values only: the checkers read nothing else, so each can be shown a made-up history
// that breaks its promise. One thread.
//
// Three times: order is the place in the world's sequence of happenings; true_ms is the world's own time, which never
// jumps; wall is the product's clock, which may.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/campaign.h"
#include "domain/contact.h"
#include "domain/medium.h"
#include "domain/message.h"
#include "domain/workspace.h"
#include "law/pack.h"
#include "store/ledger.h"

namespace tidings::sim {

struct When {
  uint64_t order = 0;
  int64_t true_ms = 0;
  Instant wall;
};

// A request to send left the product.
struct Left {
  When when;
  int64_t message = 0;  // our id, as it travels in the callback URL
  std::string to, from, body;
  int segments = 0;
};

// The carrier took a message.
struct Accepted {
  When when;
  int64_t message = 0;
  std::string to, from, body, sid;
};

// Somebody told the product, and it said yes (2xx, or the operator's call returned).
struct Told {
  enum class What { stop, soft_stop, start, manual_stop, manual_lift, review_none, status };
  When when;
  What what = What::stop;
  std::string phone;
  std::string token;            // of the webhook, the same for its repeats
  bool acted = true;            // false: it reached the product, which did not say yes; it may act later all the same
  std::string provider_id;      // the carrier's, of a text or of what the status is about
  std::string provider_status;  // of a status
  int64_t message = 0;
};

// A webhook and its answer.
struct Hook {
  When when;
  std::string token, body;
  bool genuine = true;
  int status = 0;  // 0: it never reached the product
};

// What an operator set of a campaign, from then on.
struct Setting {
  When when;
  double rate_per_s = 0;
  AllowedHours hours;
  CampaignStatus status = CampaignStatus::active;
  int revision = 0;
};

// What a pre-flight told at a campaign's start, and the facts about its people then and at the end, as plain text:
// whoever says STOP, is struck off, written to by somebody else has others.
struct Foretold {
  When when;
  int64_t campaign = 0;
  int revision = 0;
  struct Fate {
    std::string fate;  // sends, blocked, held, expires, later
    Reason reason{};
  };
  std::map<int64_t, Fate> fates;  // by contact
  std::map<int64_t, std::string> facts;
};

// One change of a message's state, from a trigger in the store: committed ones only.
struct Move {
  int64_t message = 0;
  MessageState from{}, to{};
  Reason reason{};
  int64_t newest_consent = 0;  // id of the newest consent record at that moment
  Instant handed_at;           // the product's clock, of a move to handed
};

// A record of the history of consents.
struct Consented {
  int64_t id = 0, contact = 0;
  Consent kind{};
  Instant given_at, recorded_at, expires_at;
  bool for_marketing_texts = true;
  bool by_start = false;  // brought back, or given, by the person's own START
};

struct HookRow {
  std::string state, headers, body;
};

// What the carrier's own log says at the end.
struct AtCarrier {
  std::string sid, status;
  bool inbound = false;
};

// The store at the end of the world, when everything has come to rest.
// A piece somebody sent, as it stands in the end.
struct Piece {
  int64_t id = 0;
  std::string name;  // at the carrier
  MediumState state = MediumState::waiting;
  int tries = 0;
  Instant created_at;
  bool whole = false;  // stored: its bytes are those of the carrier, and its hash is theirs
};

struct Ending {
  Instant wall;
  std::vector<Workspace> workspaces;
  std::vector<Sender> senders;
  std::vector<Contact> contacts;
  std::vector<Campaign> campaigns;
  std::vector<store::LedgerRow> messages;
  std::vector<Move> moves;
  std::vector<HookRow> hooks;
  std::vector<Consented> consents;  // by id
  std::set<int64_t> questions;      // messages that ask for consent
  std::set<int64_t> stuck;          // messages that were claimed, handed or unknown for all of the last half hour
  std::map<int64_t, std::vector<store::ledger::StateCount>> counts, recounts;  // by campaign
  std::map<int64_t, std::string> facts;                                        // of all contacts, as Foretold::facts
  bool reconciled = false;                                                     // the carrier was asked for everything
  std::vector<AtCarrier> at_carrier;
  std::set<std::string> inbound;  // the carrier's ids of texts in the inbox
  std::vector<Piece> pieces;
  int64_t with_pieces = 0;  // texts in the inbox that came with one
  int64_t audit_rows = 0, audit_first_bad = 0;
};

struct History {
  uint64_t seed = 0;
  double deployment_rate = 0;
  int sms_pool = 0;  // so many campaigns may be active at once
  std::string deployment_test_recipient;
  bool consents = false;  // every consent has its record from the beginning
  std::vector<law::ConsentRow> consent_law;
  std::vector<law::Rule> law;  // of the packs in force; none = the law was off
  std::vector<Left> left;
  std::vector<Accepted> accepted;
  std::vector<Told> told;
  std::vector<Hook> hooks;
  // Contacts of each campaign's audience before it was made: none joins later.
  std::map<int64_t, std::vector<int64_t>> audiences;
  std::map<int64_t, std::vector<Setting>> settings;  // of each campaign, from its making on
  std::vector<Foretold> foretold;
  uint64_t senders_touched = 0;    // order of the last time one was taken out of service
  std::vector<int64_t> boots;      // true_ms
  std::map<int64_t, When> struck;  // contacts an operator blacklisted
  Ending ending;

  // What held of a campaign when that happened.
  Setting setting(const Campaign& campaign, uint64_t order) const {
    Setting out{{}, campaign.rate_per_s, campaign.hours, CampaignStatus::active, campaign.revision};
    const auto all = settings.find(campaign.id.value);
    if (all == settings.end()) return out;
    for (const auto& one : all->second) {
      if (&one == &all->second.front() || one.when.order < order) out = one;
    }
    return out;
  }
  const store::LedgerRow* message(int64_t id) const {
    // Ids are given without gaps from 1.
    if (id < 1 || id > static_cast<int64_t>(ending.messages.size())) return nullptr;
    const auto& row = ending.messages[static_cast<size_t>(id - 1)];
    return row.id.value == id ? &row : nullptr;
  }
  template <class T>
  static const T* find(const std::vector<T>& all, int64_t id) {
    for (const auto& one : all) {
      if (one.id.value == id) return &one;
    }
    return nullptr;
  }
};

// What a checker found; empty = the promise was kept. At most a few lines a promise: the first ones tell.
class Findings {
 public:
  void add(std::string line) {
    ++n_;
    if (lines_.size() < 5) lines_.push_back(std::move(line));
  }
  size_t size() const { return n_; }
  bool empty() const { return n_ == 0; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  size_t n_ = 0;
  std::vector<std::string> lines_;
};

}  // namespace tidings::sim
