#include "domain/campaign.h"

#include <array>

namespace tidings {
namespace {
constexpr std::array<std::string_view, 8> kNames{"draft",   "scheduled", "active",  "paused",
                                                 "stopped", "completed", "expired", "queued"};
constexpr std::array<std::string_view, 3> kTypes{"sms", "voice", "hybrid"};
}  // namespace

std::string_view to_string(CampaignStatus status) { return kNames[static_cast<size_t>(status)]; }

std::string_view to_string(CampaignType type) { return kTypes[static_cast<size_t>(type)]; }

std::optional<CampaignType> campaign_type_from(std::string_view name) {
  for (const auto type : kCampaignTypes) {
    if (to_string(type) == name) return type;
  }
  return std::nullopt;
}

std::optional<CampaignStatus> campaign_status_from(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<CampaignStatus>(i);
  }
  return std::nullopt;
}

}  // namespace tidings
