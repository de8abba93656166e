// The flags of `campaign create` and `campaign edit` as the API's JSON. What the flags mean is checked here only as far
// as their form; the server judges the rest. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "base/json.h"

namespace tidings::app::cli {

struct CampaignFlags {
  std::string name, body, body_file, purpose, type, window, starts_at, not_after, region, test_recipient;
  std::string list;  // name, or id
  std::vector<std::string> tags, closed, senders, media;
  std::optional<int64_t> min_score, score_threshold, max_segments;
  std::optional<double> rate, weight;
  std::optional<int64_t> expire_after_s, undo_s, revision;
  std::vector<std::string> clear;                             // edit: fields to take away
  std::string spoken, spoken_file, language, voice, machine;  // of calls
  std::optional<int64_t> ring_s, call_after_s;
  bool everyone = false, start = false;
};

// The flags about calls, of both commands. In campaign_change.cc.
void add_spoken_flags(Command& command, const std::shared_ptr<CampaignFlags>& flags);

// Of `campaign edit`: only what is given.
Result<json::object> campaign_changes_json(const CampaignFlags& flags);

// senders must be ids by then. Errors: invalid_argument naming the flag; not_found (body file).
Result<json::object> campaign_json(const CampaignFlags& flags);

// Numbers stay; addresses become the ids of the senders in /api/senders' answer. Error: not_found.
Result<std::vector<std::string>> sender_ids(const std::vector<std::string>& wanted, const json::value& senders);

}  // namespace tidings::app::cli
