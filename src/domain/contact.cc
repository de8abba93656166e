#include "domain/contact.h"

#include <array>

namespace tidings {
namespace {

constexpr std::array<std::string_view, 3> kStatus{"active", "inactive", "blacklisted"};
constexpr std::array<std::string_view, 8> kConsent{"unknown",     "express_written", "express", "implied",
                                                   "soft_opt_in", "transactional",   "inbound", "revoked"};

constexpr std::array<std::string_view, 5> kBasis{"none", "purchase", "inquiry", "contract", "request"};
constexpr std::array<std::string_view, 3> kPurpose{"any", "marketing", "informational"};
constexpr std::array<std::string_view, 9> kMethod{"unknown", "form", "keyword", "paper", "voice",
                                                  "import",  "api",  "opt_in",  "record"};

template <class T, size_t N>
std::optional<T> from(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<T>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(ContactStatus status) { return kStatus[static_cast<size_t>(status)]; }
std::string_view to_string(Consent consent) { return kConsent[static_cast<size_t>(consent)]; }
std::string_view to_string(ConsentBasis basis) { return kBasis[static_cast<size_t>(basis)]; }
std::string_view to_string(ConsentPurpose purpose) { return kPurpose[static_cast<size_t>(purpose)]; }
std::string_view to_string(ConsentMethod method) { return kMethod[static_cast<size_t>(method)]; }

std::optional<ContactStatus> contact_status_from(std::string_view name) { return from<ContactStatus>(kStatus, name); }
std::optional<Consent> consent_from(std::string_view name) { return from<Consent>(kConsent, name); }
std::optional<ConsentBasis> consent_basis_from(std::string_view name) { return from<ConsentBasis>(kBasis, name); }
std::optional<ConsentPurpose> consent_purpose_from(std::string_view name) {
  return from<ConsentPurpose>(kPurpose, name);
}
std::optional<ConsentMethod> consent_method_from(std::string_view name) { return from<ConsentMethod>(kMethod, name); }

bool permits_marketing(Consent consent) {
  return consent == Consent::express_written || consent == Consent::express || consent == Consent::implied ||
         consent == Consent::soft_opt_in;
}

}  // namespace tidings
