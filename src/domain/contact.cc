#include "domain/contact.h"

#include <array>

namespace tidings {
namespace {

constexpr std::array<std::string_view, 3> kStatus{"active", "inactive", "blacklisted"};
constexpr std::array<std::string_view, 8> kConsent{"unknown",     "express_written", "express", "implied",
                                                   "soft_opt_in", "transactional",   "inbound", "revoked"};

}  // namespace

std::string_view to_string(ContactStatus status) { return kStatus[static_cast<size_t>(status)]; }
std::string_view to_string(Consent consent) { return kConsent[static_cast<size_t>(consent)]; }

std::optional<ContactStatus> contact_status_from(std::string_view name) {
  for (size_t i = 0; i < kStatus.size(); ++i) {
    if (kStatus[i] == name) return static_cast<ContactStatus>(i);
  }
  return std::nullopt;
}

std::optional<Consent> consent_from(std::string_view name) {
  for (size_t i = 0; i < kConsent.size(); ++i) {
    if (kConsent[i] == name) return static_cast<Consent>(i);
  }
  return std::nullopt;
}

bool permits_marketing(Consent consent) {
  return consent == Consent::express_written || consent == Consent::express || consent == Consent::implied ||
         consent == Consent::soft_opt_in;
}

}  // namespace tidings
