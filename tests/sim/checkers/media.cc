// What people send with their texts is there, whole, or has failed after as many tries as are made; none is asked for
// for ever, and each once.
#include <fmt/format.h>

#include "base/limits.h"
#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {

Findings check_media(const History& history) {
  Findings out;
  const auto& end = history.ending;
  constexpr int kTries = static_cast<int>(std::size(limits::kMediaRetryDelaysMs)) + 1;
  constexpr int64_t kLongestMs = 12 * kHourMs;  // all tries, with their pauses, and a stage that is slow
  if (static_cast<int64_t>(end.pieces.size()) != end.with_pieces)
    out.add(fmt::format("{} pieces came with {} texts", end.pieces.size(), end.with_pieces));
  for (const auto& piece : end.pieces) {
    if (piece.tries > kTries) out.add(fmt::format("piece {} was asked for {} times", piece.id, piece.tries));
    if (piece.state == MediumState::stored && !piece.whole)
      out.add(fmt::format("piece {} ({}) is not what the carrier gave", piece.id, piece.name));
    if (piece.state == MediumState::failed && piece.tries < kTries)
      out.add(fmt::format("piece {} ({}) was given up after {} tries", piece.id, piece.name, piece.tries));
    if (piece.state == MediumState::waiting && end.wall - piece.created_at > kLongestMs)
      out.add(fmt::format("piece {} ({}) still waits", piece.id, piece.name));
    if (piece.state == MediumState::stored && piece.name == "missing.jpg")
      out.add(fmt::format("piece {} is stored and was never there", piece.id));
  }
  return out;
}

}  // namespace tidings::sim
