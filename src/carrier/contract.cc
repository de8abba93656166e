#include "carrier/contract.h"

namespace tidings::carrier {

std::string_view to_string(Signature signature) {
  switch (signature) {
    case Signature::valid:
      return "valid";
    case Signature::invalid:
      return "invalid";
    case Signature::stale:
      return "stale";
    case Signature::absent:
      return "absent";
  }
  return "invalid";
}

std::string_view to_string(EventType type) {
  switch (type) {
    case EventType::inbound_message:
      return "inbound_message";
    case EventType::delivery_status:
      return "delivery_status";
    case EventType::call_status:
      return "call_status";
    case EventType::ignored:
      return "ignored";
  }
  return "ignored";
}

}  // namespace tidings::carrier
