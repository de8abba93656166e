// What happens in a demo: the audience is imported and a campaign to it started, by the same API and in the same way as
// anybody's. One thread.
#pragma once

#include <string>

#include "app/cli/api_client.h"
#include "app/demo/audience.h"
#include "base/clock.h"

namespace tidings::app::demo {

struct Story {
  json::value import_job;
  std::string campaign;  // its id
  double rate_per_s = 0;
  int inside = 0;  // people whose window is open at the start
};

// file_path: where the contact file is written. ended() says whether the person does not want to wait any longer.
Result<Story> begin_story(cli::ApiClient& api, const AudienceFile& audience, const std::string& file_path, Instant now,
                          const std::function<bool()>& ended);

}  // namespace tidings::app::demo
