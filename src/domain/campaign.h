// A campaign: whom, what, when, how fast. Created by http/, planned by flow/campaign, sent by flow/dispatch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/call.h"
#include "domain/channel.h"
#include "domain/hours.h"
#include "domain/ids.h"
#include "domain/message.h"

namespace tidings {

enum class CampaignStatus : int {
  draft = 0,
  scheduled = 1,
  active = 2,
  paused = 3,
  stopped = 4,
  completed = 5,
  expired = 6,
  queued = 7  // to run, and waits for a place in its pool
};
std::string_view to_string(CampaignStatus status);
std::optional<CampaignStatus> campaign_status_from(std::string_view name);

// What it sends. hybrid: a text, and a call where the text was not delivered.
enum class CampaignType : int { sms = 0, voice = 1, hybrid = 2 };
inline constexpr CampaignType kCampaignTypes[] = {CampaignType::sms, CampaignType::voice, CampaignType::hybrid};
std::string_view to_string(CampaignType type);
std::optional<CampaignType> campaign_type_from(std::string_view name);
// Campaigns active at once are limited by pool. A hybrid one is in the pool of texts, which are most of it.
inline constexpr CampaignType kCampaignPools[] = {CampaignType::sms, CampaignType::voice};
constexpr CampaignType pool_of(CampaignType type) {
  return type == CampaignType::voice ? CampaignType::voice : CampaignType::sms;
}
constexpr bool sends_texts(CampaignType type) { return type != CampaignType::voice; }
constexpr bool makes_calls(CampaignType type) { return type != CampaignType::sms; }

// What its calls say and how. Without meaning where it makes none.
struct SpokenPart {
  std::string text;                // template, Mustache as the body
  std::string language = "en-US";  // BCP 47
  std::string voice;               // the carrier's name of it; empty = its default for the language
  MachinePolicy machine = MachinePolicy::leave_text;
  int ring_s = 30;            // how long it may ring
  int64_t call_after_ms = 0;  // hybrid: so long after its text was taken, unless that was delivered
  bool operator==(const SpokenPart&) const = default;
};

// Contacts of a list, or of a filter; all given parts must hold. An empty audience is refused at creation.
struct Audience {
  ListId list;                    // 0 = not by list
  std::vector<std::string> tags;  // any of them
  std::optional<int> min_score;
  std::string region;     // ISO 3166; empty = any
  bool everyone = false;  // must be said in so many words
};

struct Campaign {
  CampaignId id;
  WorkspaceId workspace;
  CampaignType type = CampaignType::sms;
  std::string name;
  CampaignStatus status = CampaignStatus::draft;
  Purpose purpose = Purpose::marketing;
  std::string body;  // template snapshot, Mustache; voice: empty
  SpokenPart spoken;
  int template_version = 1;  // grows when the body changes
  int revision = 1;          // grows with every edit
  Audience audience;
  AllowedHours hours;
  Instant starts_at;                   // 0 = when a person starts it
  Instant not_after;                   // 0 = none: messages not sent by then expire
  int64_t expire_after_ms = 0;         // 0 = none: a message not sent this long after it was due expires
  int64_t undo_ms = 0;                 // nothing leaves this long after the start
  Instant undo_until;                  // set by the start; 0 = no undo window
  Instant queued_at;                   // queued: since when; who waits longest is next
  double rate_per_s = 10;              // messages a second [seed 001]
  double weight = 1;                   // share of what all campaigns use, against the others'
  std::vector<SenderId> senders;       // empty = all active ones of the workspace
  std::optional<int> score_threshold;  // overrides the workspace's
  std::vector<MediaId> media;          // what goes along with the text
  int max_segments = 10;
  std::string test_recipient;  // test mode of this campaign
  Instant created_at, started_at, ended_at;
  // the plan's progress; moves in the same transaction as the rows it made
  int64_t plan_cursor = 0;  // last contact id looked at
  bool planned = false;     // the audience is exhausted
  int64_t planned_count = 0;
};

}  // namespace tidings
