// What the demo shows, gathered from the API: the campaign's progress, where people are and what holds them, the last
// replies. One thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/cli/api_client.h"
#include "app/demo/audience.h"
#include "base/clock.h"

namespace tidings::app::demo {

struct PlaceState {
  size_t place = 0;
  int people = 0, delivered = 0, left = 0;  // left: at the carrier or beyond
  int held = 0;                             // by hours
  int ended = 0;                            // blocked, refused, failed, cancelled
  Instant opens;                            // when those held are looked at again; 0 = nobody is held
};

struct Reply {
  std::string who, text;
  bool opted_out = false, under_review = false;
};

struct DemoState {
  json::value progress;
  std::vector<PlaceState> places;
  std::vector<Reply> replies;
  int64_t opt_outs = 0, reviews = 0;
  std::string a_message, a_held_message;  // ids to ask `why` about; empty = none yet
};

class Watch {
 public:
  Watch(cli::ApiClient& api, const AudienceFile& audience, std::string campaign);

  // Everything but the places, which cost more.
  Result<> look();
  Result<> look_at_places();
  const DemoState& state() const { return state_; }

 private:
  void note(const json::value& message);

  cli::ApiClient& api_;
  std::string campaign_;
  std::map<std::string, size_t> place_of_;  // by number
  std::map<std::string, std::string> name_of_;
  DemoState state_;
};

}  // namespace tidings::app::demo
