// What the do-not-contact registers say of the numbers of a batch: which of them bind each number, and the answer of
// each. On the journey: part of gathering facts, inside the claiming transaction; it asks the store only, never a
// service. Nothing is asked while no register is configured and no list is here. One thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/dnc_register.h"
#include "flow/compliance/facts.h"
#include "store/database.h"

namespace tidings::compliance {

class RegisterDesk {
 public:
  explicit RegisterDesk(std::vector<DncRegister> configured) : configured_(std::move(configured)) {}

  // One answer for each number, in order. A list that was uploaded for a register nobody configured binds everybody:
  // whom it names gets nothing, about others it says nothing but that they are clear.
  struct Asked {
    std::string_view phone;
    Channel channel = Channel::text;
  };
  std::vector<std::vector<RegisterFact>> ask(store::Session& s, std::span<const Asked> asked, Instant now);

 private:
  const std::vector<DncRegister> configured_;
};

}  // namespace tidings::compliance
