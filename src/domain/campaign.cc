#include "domain/campaign.h"

#include <array>

namespace tidings {
namespace {
constexpr std::array<std::string_view, 8> kNames{"draft",   "scheduled", "active",  "paused",
                                                 "stopped", "completed", "expired", "queued"};
}

std::string_view to_string(CampaignStatus status) { return kNames[static_cast<size_t>(status)]; }

std::string_view to_string(CampaignType type) { return type == CampaignType::sms ? "sms" : "voice"; }

std::optional<CampaignStatus> campaign_status_from(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<CampaignStatus>(i);
  }
  return std::nullopt;
}

}  // namespace tidings
