// A campaign: whom, what, when, how fast. Created by http/, planned by flow/campaign, sent by flow/dispatch.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
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

// What it sends; each kind has its own pool of campaigns active at once. Voice is not built: creation refuses it.
enum class CampaignType : int { sms = 0, voice = 1 };
inline constexpr CampaignType kCampaignTypes[] = {CampaignType::sms, CampaignType::voice};
std::string_view to_string(CampaignType type);

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
  std::string body;          // template snapshot, Mustache
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
  int max_segments = 10;
  std::string test_recipient;  // test mode of this campaign
  Instant created_at, started_at, ended_at;
  // the plan's progress; moves in the same transaction as the rows it made
  int64_t plan_cursor = 0;  // last contact id looked at
  bool planned = false;     // the audience is exhausted
  int64_t planned_count = 0;
};

}  // namespace tidings
