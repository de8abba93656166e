// Every rule pack in force, and the books made of them: one for each choice of packs (a workspace may leave some out).
// On the journey: filled at start, filled anew when an operator changes a pack; the gate's facts borrow from it. Books
// live as long as the shelf, the replaced ones too: what was decided by one may still be read. Any thread.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "law/law_book.h"

namespace tidings::law {

class LawShelf {
 public:
  LawShelf();  // the pack that comes with the program
  LawShelf(const LawShelf&) = delete;

  // These, in this order, instead of what was there. Errors as LawBook::of(), and then nothing has changed.
  Result<> put(std::vector<Pack> packs);
  // Of all packs but those of these ids. An id that is not there leaves nothing out; a switch of a rule that went with
  // its pack goes too.
  const LawBook& book(std::span<const std::string> without = {}) const;
  // Goes up with every put(): what was remembered of an earlier book is old.
  uint64_t edition() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Pack> packs_;
  uint64_t edition_ = 1;
  mutable std::deque<LawBook> books_;
  mutable std::map<std::vector<std::string>, const LawBook*> current_;
};

}  // namespace tidings::law
