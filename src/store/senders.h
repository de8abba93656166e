// Which sender a person knows, and brands with what they have used of their day (domain/brand.h). Throws StoreFailure
// inside a transaction, as all of store.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/brand.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::senders {

struct Person {
  WorkspaceId workspace;
  ContactId contact;       // 0 = none
  std::string_view phone;  // must live until the call returns
};
// each(i, sender) once for every one, in order; 0 = they know none. It may be gone, or stopped.
void known_to(Session& s, const std::vector<Person>& people, const std::function<void(size_t, SenderId)>& each);

void put_brand(Session& s, const Brand& brand);
std::vector<Brand> brands(Session& s);
int64_t brand_used(Session& s, const std::string& brand, int64_t day);
void use_brand(Session& s, const std::string& brand, int64_t day, int64_t segments);  // negative: given back
// The network of a number, as far as it was looked up; empty = nobody knows.
std::string network_of(Session& s, std::string_view phone);

}  // namespace tidings::store::senders
