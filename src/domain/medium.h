// A piece of media: a picture, a film, a card. Either somebody sent it with a message and it is fetched from the
// carrier, or we send it and it was uploaded before.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/ids.h"

namespace tidings {

// The numbers are stored: never renumber.
enum class MediumState : int {
  waiting = 0,  // to be fetched, or being fetched
  stored = 1,
  failed = 2,  // it could not be fetched, and is not asked for again
};
std::string_view to_string(MediumState state);

struct Medium {
  MediaId id;
  WorkspaceId workspace;
  InboundId inbound;  // 0 = ours
  int position = 0;   // in the message it came with, from 0
  MediumState state = MediumState::waiting;
  std::string carrier, url;  // of one that came; the URL is the carrier's, and a secret in some
  std::string said_type;     // what the carrier, or the uploader, called it
  std::string type;          // what its bytes are; empty until stored
  int64_t bytes = 0;
  std::string sha256;  // hex
  std::string name;    // as uploaded; never believed
  std::string token;   // ours: of its public address
  int tries = 0;
  Instant next_at;      // waiting
  std::string problem;  // failed, or why it is waiting again
  std::string created_by;
  Instant created_at, stored_at;
};

}  // namespace tidings
