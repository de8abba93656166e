#include "law/law_shelf.h"

#include <algorithm>

#include "base/check.h"
#include "law/pack_reader.h"

namespace tidings::law {

LawShelf::LawShelf() {
  auto standard = read_pack(std::string(standard_pack()), "standard.toml");
  check(standard.has_value(), "the program's own rule pack reads");
  std::vector<Pack> packs;
  packs.push_back(std::move(*standard));
  check(put(std::move(packs)).has_value(), "the program's own rule pack holds together");
}

Result<> LawShelf::put(std::vector<Pack> packs) {
  auto all = TRY(LawBook::of(packs));
  const std::lock_guard lock(mutex_);
  packs_ = std::move(packs);
  ++edition_;
  current_.clear();
  current_[{}] = &books_.emplace_back(std::move(all));
  return {};
}

uint64_t LawShelf::edition() const {
  const std::lock_guard lock(mutex_);
  return edition_;
}

const LawBook& LawShelf::book(std::span<const std::string> without) const {
  std::vector<std::string> key(without.begin(), without.end());
  std::ranges::sort(key);
  const std::lock_guard lock(mutex_);
  if (const auto it = current_.find(key); it != current_.end()) return *it->second;
  std::vector<Pack> chosen;
  for (const auto& pack : packs_) {
    if (!std::ranges::binary_search(key, pack.id)) chosen.push_back(pack);
  }
  // Switches of rules that went with their pack have nothing to switch.
  for (auto& pack : chosen) {
    std::erase_if(pack.switches, [&](const Switch& change) {
      return std::ranges::none_of(chosen, [&](const Pack& other) {
        const auto named = [&](const auto& row) { return row.id == change.rule; };
        return std::ranges::any_of(other.rules, named) || std::ranges::any_of(other.consents, named);
      });
    });
  }
  auto made = LawBook::of(std::move(chosen));
  check(made.has_value(), "packs that hold together do so without some of them");
  return *(current_[key] = &books_.emplace_back(std::move(*made)));
}

}  // namespace tidings::law
