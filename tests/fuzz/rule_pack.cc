// A rule pack as somebody wrote it. Whatever is read must hold together as a book and name what it binds; whatever is
// refused must say where and what was expected.
#include <string>

#include "fuzz_input.h"
#include "law/law_shelf.h"
#include "law/pack_reader.h"

using namespace tidings::law;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(fuzz_text(data, size));
  auto pack = read_pack(text, "p.toml");
  if (!pack) {
    const auto& error = pack.error();
    must(error.where.starts_with("p.toml line "), "a refusal says where");
    must(!error.what.empty() && !error.hint.empty(), "and what was expected");
    return 0;
  }
  for (const auto& rule : pack->rules) {
    for (const auto& span : rule.hours.allow) {
      must(span.days != 0 && span.start_minute >= 0 && span.start_minute <= 1440 && span.end_minute <= 1440,
           "a span is of a week and a day");
    }
    for (const auto& cap : rule.caps) {
      must(cap.most > 0 && cap.window_ms > 0, "a cap lets something through");
    }
  }
  static LawShelf shelf;
  const auto edition = shelf.edition();
  std::vector<Pack> packs;
  packs.push_back(std::move(*pack));
  const auto book = LawBook::of(packs);
  if (!book) {
    must(!book.error().where.empty(), "packs that do not fit together say which");
    must(!shelf.put(packs) && shelf.edition() == edition, "the old packs stay");
    return 0;
  }
  const std::vector<std::string> places{"US-FL", "US", "FR"};
  (void)book->binding({.places = places, .date = "2026-11-20"});
  (void)book->freezing(places, "2026-11-20");
  (void)book->cap_window_ms(places);
  return 0;
}
