// Suppressions (who must not be texted, since when, why) and reviews (suspected opt-outs that wait for a person). A
// number counts for the whole organisation, all senders and campaigns, unless a suppression names a workspace.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "domain/ids.h"
#include "store/database.h"

namespace tidings::store::optouts {

// The sources of a suppression; START lifts only keyword ones.
inline constexpr std::string_view kKeyword = "keyword";  // the person's own STOP
inline constexpr std::string_view kCarrier = "carrier";  // the carrier says opted out (21610, OptOutType)
inline constexpr std::string_view kReview = "review";    // a suspected opt-out, decided by a person or by time
inline constexpr std::string_view kManual = "manual";    // somebody entered it
inline constexpr std::string_view kList = "list";        // a do-not-contact list
inline constexpr std::string_view kErased = "erased";    // their data was erased; only the keyed hash is kept

struct Suppression {
  SuppressionId id;
  std::string phone;
  WorkspaceId workspace;  // 0 = the whole organisation
  std::string source, detail;
  Instant created_at, lifted_at;
  std::string lifted_by;
};

// false: the same one is in force already.
bool suppress(Session& s, const Suppression& suppression);
std::vector<Suppression> in_force(Session& s, std::string_view phone);
std::vector<Suppression> history(Session& s, std::string_view phone);
// Of this name alone, not of the keyed hashes it may stand under.
std::vector<Suppression> history(Session& s, std::string_view phone, SuppressionId after, int64_t most);
std::vector<Suppression> page(Session& s, SuppressionId after, int64_t most);
std::optional<Suppression> by_id(Session& s, SuppressionId id);
bool lift(Session& s, SuppressionId id, Instant at, std::string_view by);

struct Review {
  ReviewId id;
  WorkspaceId workspace;
  std::string phone;
  ContactId contact;
  InboundId inbound;
  std::string because;
  Instant created_at, due_at;
  std::string decision;  // "stop", "none", or empty while open
  Instant decided_at;
  std::string decided_by;
};

ReviewId open_review(Session& s, const Review& review);
bool under_review(Session& s, std::string_view phone);
std::vector<Review> open_reviews(Session& s, ReviewId after, int64_t most);
std::vector<Review> due_reviews(Session& s, Instant now, size_t most);
std::vector<Review> reviews_of(Session& s, std::string_view phone, ReviewId after, int64_t most);  // decided ones too
std::optional<Review> review_by_id(Session& s, ReviewId id);
bool decide(Session& s, ReviewId id, std::string_view decision, Instant at, std::string_view by);
void decide_all_of(Session& s, std::string_view phone, std::string_view decision, Instant at, std::string_view by);

}  // namespace tidings::store::optouts
