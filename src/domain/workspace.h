// A workspace: one organisation's or department's people, senders, texts and limits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/channel.h"
#include "domain/ids.h"
#include "domain/policy.h"

namespace tidings {

struct Workspace {
  WorkspaceId id;
  std::string name;
  bool active = true;
  std::string default_region = "US";  // ISO 3166, for numbers written without a country
  int score_threshold = 85;           // marketing campaigns only [seed 000]
  int frequency_cap = 0;              // messages to one number within frequency_window_ms, over all campaigns; 0 = none
  int64_t frequency_window_ms = kDayMs;
  double rate_per_s = 0;             // messages a second of this workspace; 0 = no limit of its own
  int64_t undo_campaign_ms = 0;      // nothing of a campaign leaves this long after its start
  int64_t undo_single_ms = 0;        // single sends that are not urgent wait this long
  int64_t review_limit_ms = kDayMs;  // a suspected opt-out nobody decides becomes one after this
  std::string stop_text = "You are unsubscribed and will get no more messages. Reply START to subscribe again.";
  std::string start_text = "You are subscribed again. Reply STOP to unsubscribe.";
  std::string help_text = "Reply STOP to unsubscribe. For help contact the sender of these messages.";
  Policy policy;
  std::string test_recipient;  // E.164; when set, every message of this workspace goes there (test mode)
};

// What kind of number messages leave from; rates by type come from reference/providers §1.9.
enum class SenderKind : int { long_code = 0, toll_free = 1, short_code = 2, ten_dlc = 3, alphanumeric = 4 };
std::string_view to_string(SenderKind kind);
std::optional<SenderKind> sender_kind_from(std::string_view name);
double default_segments_per_s(SenderKind kind);

struct Sender {
  SenderId id;
  WorkspaceId workspace;
  std::string address;  // E.164, short code, or alphanumeric name
  SenderKind kind = SenderKind::long_code;
  std::string carrier;  // name of the configured carrier
  double segments_per_s = 1;
  int daily_cap = 100;  // messages in any 24 hours [seed 000]; 0 = none
  bool active = true;
  bool standby = false;  // takes over only while none of the others can send
  std::string brand;     // registered with US networks, which cap its segments a day (domain/brand.h); empty = none
  bool texts = true, calls = false;  // what it is used for; calls: address is E.164

  bool serves(Channel channel) const { return channel == Channel::call ? calls : texts; }
};

}  // namespace tidings
