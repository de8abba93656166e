// What the gate must know of the people behind a batch of messages: one question a message instead of four. Inside the
// transaction that decides. Details (which suppression, when the oldest message leaves the window) are asked for the
// few messages that have any.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/contact.h"
#include "store/database.h"

namespace tidings::store {

struct FactsWanted {
  ContactId contact;       // 0 = none
  std::string_view phone;  // must live until the call returns
  Instant sent_since;      // counts messages that left after this; 0 = do not count
};

struct FactsFound {
  std::optional<Contact> contact;  // without tags
  bool suppressed = false;         // any suppression of this number is in force, of whatever workspace
  bool erased_known = true;        // false: they may have been erased, the key to say so is not at hand
  bool under_review = false;
  int64_t sent = 0;
  bool opt_in = false;  // a question of double opt-in to this number is open
  ConsentId consent;    // the record of the contact's present consent; 0 = none
};

// each(i, found) once for every wanted one, in order.
void facts_of(Session& s, const std::vector<FactsWanted>& wanted, const std::function<void(size_t, FactsFound)>& each);

}  // namespace tidings::store
