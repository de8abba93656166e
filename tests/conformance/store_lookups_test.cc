// What is stored of look-ups, on both engines: an answer is kept and holds for so long, nobody asks where there is one,
// an erased number is forgotten.
#include "store/lookups.h"

#include "store/erasures.h"
#include "store/imports.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreLookups : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
  }
  Instant now() const { return world_.clock.now(); }
  static std::string said(Session& s, std::string_view service, std::initializer_list<int64_t> numbers) {
    std::string out;
    const std::vector<int64_t> all(numbers);
    lookups::words(s, service, all, [&](size_t, const std::optional<lookups::Word>& word) {
      if (!word) {
        out += "none ";
      } else if (!word->answered) {
        out += "asked" + std::to_string(word->tries) + (word->asked_at.ms == 0 ? " " : "! ");
      } else {
        out += word->answer.line_type + (word->answer.valid ? "" : "-") + (word->answer.reachable ? " " : "~ ");
      }
    });
    return out;
  }
};

TIDINGS_FOR_EVERY_ENGINE(StoreLookups);

TEST_P(StoreLookups, NobodyAsksWhereThereIsAnAnswerThatHolds) {
  write([&](Session& s) {
    const Instant later = now() + 1000;
    EXPECT_TRUE(lookups::ask(s, "a", 1, now(), later, now()));
    EXPECT_TRUE(lookups::ask(s, "b", 1, now(), later, now()));
    EXPECT_FALSE(lookups::ask(s, "a", 1, now() + 5, later, now() - 1)) << "another node is at it";
    EXPECT_EQ(said(s, "a", {1, 2}), "asked1! none ");
    lookups::release(s, "a", 1, false);
    EXPECT_EQ(said(s, "a", {1}), "asked1 ");
    EXPECT_TRUE(lookups::ask(s, "a", 1, now() + 6, later, now() - 1));
    EXPECT_EQ(said(s, "a", {1}), "asked2! ");
    lookups::release(s, "a", 1, true);
    EXPECT_EQ(said(s, "a", {1}), "asked1 ");
    EXPECT_TRUE(lookups::ask(s, "a", 1, now() + 7, later, now()));
    lookups::answer(s, "a", 1, {true, false, "landline", "US", "Example"}, later);
    EXPECT_EQ(said(s, "a", {1}), "landline~ ");
    EXPECT_EQ(said(s, "b", {1}), "asked1! ");
    EXPECT_FALSE(lookups::ask(s, "a", 1, now() + 999, later, now() + 999));
    EXPECT_TRUE(lookups::unreachable(s, 1, now()));
    EXPECT_FALSE(lookups::unreachable(s, 1, later)) << "it holds no longer";
    EXPECT_FALSE(lookups::unreachable(s, 2, now()));
    EXPECT_TRUE(lookups::ask(s, "a", 1, later, later + 5, later));
    EXPECT_EQ(said(s, "a", {1}), "asked1! ") << "begun anew";
    lookups::answer(s, "a", 1, {true, true, "mobile", "US", ""}, later + 9);
    lookups::answer(s, "a", 1, {false, false, "unknown", "", ""}, later + 9);
    EXPECT_EQ(said(s, "a", {1}), "mobile ") << "answered once";
  });
}

TEST_P(StoreLookups, WhatIsOldIsForgotten) {
  write([&](Session& s) {
    for (int64_t i = 1; i <= 5; ++i) lookups::ask(s, "a", i, now(), now() + i, now());
    EXPECT_EQ(lookups::forget_old(s, now() + 4, 3), 3);
    EXPECT_EQ(lookups::forget_old(s, now() + 4, 3), 1);
    EXPECT_EQ(lookups::forget_old(s, now() + 4, 3), 0);
    EXPECT_EQ(said(s, "a", {4, 5}), "none asked1! ");
  });
}

TEST_P(StoreLookups, AnErasedNumberIsForgottenAndItsLateAnswerToo) {
  write([&](Session& s) {
    lookups::ask(s, "a", 12025550123, now(), now() + 9, now());
    lookups::ask(s, "b", 12025550123, now(), now() + 9, now());
    erasures::wipe_people(s, {.phone = "+12025550123"}, now());
    EXPECT_EQ(said(s, "a", {12025550123}), "none ");
    lookups::answer(s, "b", 12025550123, {true, true, "mobile", "US", ""}, now() + 9);
    EXPECT_EQ(said(s, "b", {12025550123}), "none ");
  });
}

TEST_P(StoreLookups, AnImportCountsItsQuestionsWhileItIsOpen) {
  write([&](Session& s) {
    imports::Job job{.workspace = {1}, .name = "n", .path = "p", .plan = "{}", .bytes = 9};
    job.lookup = "a";
    job.lookup_price = 5000;
    job.lookup_currency = "USD";
    job.id = imports::insert(s, job);
    EXPECT_TRUE(imports::asked(s, job.id));
    EXPECT_TRUE(imports::asked(s, job.id));
    imports::waits(s, job.id, "answers");
    auto back = *imports::by_id(s, job.id);
    EXPECT_EQ(back.lookup, "a");
    EXPECT_EQ(back.lookup_price, 5000);
    EXPECT_EQ(back.lookup_currency, "USD");
    EXPECT_EQ(back.lookups, 2);
    EXPECT_EQ(back.waits_for, "answers");
    EXPECT_EQ(back.state, imports::State::running);
    back.looked_up = 3;
    back.not_looked_up = 4;
    EXPECT_TRUE(imports::progress(s, back));
    back = *imports::by_id(s, job.id);
    EXPECT_EQ(back.lookups, 2);
    EXPECT_EQ(back.looked_up, 3);
    EXPECT_EQ(back.not_looked_up, 4);
    EXPECT_EQ(back.waits_for, "");
    imports::waits(s, job.id, "again");
    EXPECT_TRUE(imports::finish(s, job.id, imports::State::cancelled, "", now()));
    EXPECT_EQ(imports::by_id(s, job.id)->waits_for, "");
    EXPECT_FALSE(imports::asked(s, job.id)) << "nobody wants to know";
  });
}

}  // namespace
}  // namespace tidings::store
