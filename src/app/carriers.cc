#include "app/carriers.h"

#include <fmt/format.h>

#include <algorithm>

#include "carrier/generic/generic.h"
#include "carrier/openphone/openphone.h"
#include "carrier/twilio/twilio.h"
#include "carrier/vonage/vonage.h"

namespace tidings::app {
namespace {

using carrier::Carrier;
using carrier::CarrierConfig;

// Twilio's wire format against the simulator on this machine; it must not reach anybody real by a slip of the pen.
Result<std::unique_ptr<Carrier>> make_sandbox(const CarrierConfig& config) {
  const auto base = config.values.find("base_url");
  const auto url = split_url(base == config.values.end() ? std::string_view{} : std::string_view(base->second));
  if (!url || !is_loopback(*url)) {
    return fail(ErrorCode::invalid_argument, "base_url of a sandbox carrier must be on this machine", "base_url",
                "write where `tidings sandbox` listens, such as http://127.0.0.1:8090");
  }
  return carrier::twilio::make_twilio(config);
}

struct Row {
  std::string_view type;
  carrier::CarrierFactory make;
};
constexpr Row kCarriers[] = {
    {"twilio", carrier::twilio::make_twilio},          {"vonage", carrier::vonage::make_vonage},
    {"openphone", carrier::openphone::make_openphone}, {"quo", carrier::openphone::make_openphone},
    {"generic", carrier::generic::make_generic},       {"sandbox", make_sandbox},
};

}  // namespace

std::vector<std::string> carrier_types() {
  std::vector<std::string> out;
  for (const Row& row : kCarriers) out.emplace_back(row.type);
  return out;
}

Result<std::unique_ptr<Carrier>> make_carrier(const CarrierConfig& config) {
  for (const Row& row : kCarriers) {
    if (row.type == config.type) return row.make(config);
  }
  const std::string known = fmt::format("known types: {}", fmt::join(carrier_types(), ", "));
  return fail(ErrorCode::invalid_argument, fmt::format("there is no carrier type '{}'", config.type), "type", known);
}

}  // namespace tidings::app
