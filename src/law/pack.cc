#include "law/pack.h"

namespace tidings::law {
std::string_view to_string(Applies applies) {
  switch (applies) {
    case Applies::calls:
      return "calls";
    case Applies::texts:
      return "texts";
    case Applies::both:
      return "both";
  }
  return "both";
}

std::string_view to_string(RuleKind kind) {
  switch (kind) {
    case RuleKind::law:
      return "law";
    case RuleKind::carrier:
      return "carrier";
    case RuleKind::code:
      return "code";
    case RuleKind::advice:
      return "advice";
  }
  return "law";
}

std::string_view to_string(ConsentLifts lifts) {
  switch (lifts) {
    case ConsentLifts::no:
      return "no";
    case ConsentLifts::unclear:
      return "unclear";
    case ConsentLifts::yes:
      return "yes";
  }
  return "unclear";
}

std::string_view to_string(Mark mark) {
  switch (mark) {
    case Mark::verified:
      return "V";
    case Mark::second_hand:
      return "V2";
    case Mark::unverified:
      return "U";
  }
  return "U";
}

}  // namespace tidings::law
