#include "domain/message.h"

#include <array>

namespace tidings {
namespace {

constexpr std::array<std::string_view, kMessageStates> kStateNames{
    "planned",     "claimed", "handed",  "unknown", "accepted",  "sent",    "delivered",
    "undelivered", "failed",  "blocked", "refused", "cancelled", "expired", "unresolved"};
constexpr std::array<std::string_view, 7> kKindNames{"confirmation", "reply",    "urgent", "single",
                                                     "reminder",     "campaign", "check"};
constexpr std::array<std::string_view, 2> kPurposeNames{"marketing", "informational"};

template <class E, size_t N>
std::optional<E> from_name(const std::array<std::string_view, N>& names, std::string_view name) {
  for (size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_string(MessageState state) { return kStateNames[static_cast<size_t>(state)]; }
std::optional<MessageState> message_state_from(std::string_view name) {
  return from_name<MessageState>(kStateNames, name);
}
std::string_view to_string(MessageKind kind) { return kKindNames[static_cast<size_t>(kind)]; }
std::optional<MessageKind> message_kind_from(std::string_view name) { return from_name<MessageKind>(kKindNames, name); }
std::string_view to_string(Purpose purpose) { return kPurposeNames[static_cast<size_t>(purpose)]; }
std::optional<Purpose> purpose_from(std::string_view name) { return from_name<Purpose>(kPurposeNames, name); }

bool is_final(MessageState state) {
  switch (state) {
    case MessageState::planned:
    case MessageState::claimed:
    case MessageState::handed:
    case MessageState::unknown:
    case MessageState::accepted:
    case MessageState::sent:
      return false;
    default:
      return true;
  }
}

bool counts_as_sent(MessageState state) {
  switch (state) {
    case MessageState::handed:
    case MessageState::unknown:
    case MessageState::accepted:
    case MessageState::sent:
    case MessageState::delivered:
    case MessageState::undelivered:
    case MessageState::failed:
    case MessageState::unresolved:
      return true;
    default:
      return false;
  }
}

bool may_move(MessageState from, MessageState to) {
  using S = MessageState;
  const auto carriers_word = [&] {
    return to == S::accepted || to == S::sent || to == S::delivered || to == S::undelivered || to == S::failed;
  };
  switch (from) {
    // The carrier's word may come for an earlier attempt that was believed lost: then it must not be sent again.
    case S::planned:
      return carriers_word() || to == S::claimed || to == S::cancelled || to == S::expired || to == S::blocked;
    case S::claimed:
      return carriers_word() || to == S::blocked || to == S::planned || to == S::handed || to == S::cancelled ||
             to == S::expired;
    // Receipts overtake the send's own answer, so the carrier's word may come while handed.
    case S::handed:
      return carriers_word() || to == S::refused || to == S::planned || to == S::unknown;
    case S::unknown:
      return carriers_word() || to == S::refused || to == S::planned || to == S::unresolved;
    case S::unresolved:
      return carriers_word();  // a receipt that comes very late still tells the truth
    case S::accepted:
      return to == S::sent || to == S::delivered || to == S::undelivered || to == S::failed || to == S::cancelled;
    case S::sent:
      return to == S::delivered || to == S::undelivered || to == S::failed;
    default:
      return false;
  }
}

}  // namespace tidings
