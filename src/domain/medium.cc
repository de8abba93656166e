#include "domain/medium.h"

namespace tidings {

std::string_view to_string(MediumState state) {
  switch (state) {
    case MediumState::waiting:
      return "waiting";
    case MediumState::stored:
      return "stored";
    case MediumState::failed:
      return "failed";
  }
  return "failed";
}

}  // namespace tidings
