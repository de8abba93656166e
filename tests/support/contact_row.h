// A contact of that very key and number, made when it is missing: a message planned for a contact must be to its
// number.
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "domain/ids.h"
#include "store/database.h"

namespace tidings::test {

inline ContactId contact_row(store::Session& s, int64_t id, std::string_view phone) {
  s.script(
      fmt::format("INSERT INTO contact (id, workspace_id, phone, sms_capable, region, status, consent, score, zone, "
                  "zone_confirmed, "
                  "place, case_ref, fields, created_at, updated_at) VALUES ({0}, {0} + 1000, '{1}', 1, 'US', 0, 1, 0, "
                  "'', 0, '', '', "
                  "'{{}}', 0, 0) ON CONFLICT DO NOTHING",
                  id, phone));
  return ContactId{id};
}

}  // namespace tidings::test
