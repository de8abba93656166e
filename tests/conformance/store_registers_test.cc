// Do-not-contact registers on every engine: lists with their numbers, answers of services, and what replaces what.
#include "store/registers.h"

#include "store/contacts.h"
#include "store/ledger.h"
#include "store/washes.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreRegisters : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
  }
  Instant now() const { return world_.clock.now(); }
  registers::List full(RegisterId of) const {
    return {.of = of,
            .source = "FTC",
            .snapshot_at = now() - 5,
            .expires_at = now() + 7,
            .covers = {"+1202", "+1203"},
            .region = "US",
            .column = "tel",
            .path = "upload-1.csv",
            .bytes = 99,
            .created_at = now() - 1,
            .created_by = "alice"};
  }
  static bool has(Session& s, int64_t slot, int64_t number) {
    bool out = false;
    registers::listed(s, {{slot, number}}, [&](size_t, bool yes) { out = yes; });
    return out;
  }
};
TIDINGS_FOR_EVERY_ENGINE(StoreRegisters);

TEST_P(StoreRegisters, AListComesOutAsItWentIn) {
  write([&](Session& s) {
    EXPECT_TRUE(registers::all(s).empty());
    const auto us = registers::put(s, "us", now());
    EXPECT_EQ(registers::put(s, "us", now()), us);
    EXPECT_NE(registers::put(s, "au", now()), us);
    EXPECT_EQ(registers::by_name(s, "us")->list, RegisterListId{});
    EXPECT_FALSE(registers::by_name(s, "none"));
    const auto id = *registers::add_list(s, full(us));
    auto list = *registers::list_by_id(s, id);
    EXPECT_EQ(list.of, us);
    EXPECT_EQ(list.slot, 1);
    EXPECT_EQ(list.state, registers::ListState::loading);
    EXPECT_EQ(list.source, "FTC");
    EXPECT_EQ(list.snapshot_at, now() - 5);
    EXPECT_EQ(list.expires_at, now() + 7);
    EXPECT_EQ(list.covers, (std::vector<std::string>{"+1202", "+1203"}));
    EXPECT_EQ(list.region + list.column + list.path + list.created_by, "UStelupload-1.csvalice");
    EXPECT_EQ(list.bytes, 99);
    EXPECT_EQ(list.created_at, now() - 1);
    EXPECT_TRUE(registers::path_in_use(s, "upload-1.csv"));
    EXPECT_FALSE(registers::path_in_use(s, "upload-2.csv"));
    list.read_bytes = 50;
    list.lines = 7;
    list.rejected = 3;
    EXPECT_TRUE(registers::progress(s, list));
    list = *registers::list_by_id(s, id);
    EXPECT_EQ(list.read_bytes, 50);
    EXPECT_EQ(list.lines, 7);
    EXPECT_EQ(list.rejected, 3);
    registers::fail_list(s, id, "no list", now());
    EXPECT_FALSE(registers::progress(s, list)) << "it is not loading any more";
    list = *registers::list_by_id(s, id);
    EXPECT_EQ(list.state, registers::ListState::failed);
    EXPECT_EQ(list.problem, "no list");
    EXPECT_EQ(list.finished_at, now());
    registers::path_gone(s, id);
    EXPECT_EQ(registers::list_by_id(s, id)->path, "");
    registers::cleaned(s, id);
    EXPECT_EQ(registers::list_by_id(s, id)->slot, 0);
    EXPECT_TRUE(registers::lists_here(s).empty());
    EXPECT_EQ(registers::lists_of(s, us, {INT64_MAX}, 10).size(), 1U);
    EXPECT_TRUE(registers::lists_of(s, us, id, 10).empty());
  });
}

TEST_P(StoreRegisters, NumbersOfListsStandApartAndTheNewerReplaces) {
  write([&](Session& s) {
    constexpr int64_t kLongest = 999'999'999'999'999;
    const auto us = registers::put(s, "us", now());
    const auto first = *registers::list_by_id(s, *registers::add_list(s, full(us)));
    registers::add_numbers(s, first, std::vector<int64_t>{1, kLongest});
    registers::add_numbers(s, first, std::vector<int64_t>{kLongest, 5});
    registers::add_numbers(s, first, {});
    registers::put_in_force(s, first, registers::count_numbers(s, first), now());
    EXPECT_EQ(registers::list_by_id(s, first.id)->numbers, 3);
    const auto second = *registers::list_by_id(s, *registers::add_list(s, full(us)));
    EXPECT_EQ(second.slot, 2);
    registers::add_numbers(s, second, std::vector<int64_t>{7});
    EXPECT_TRUE(has(s, 1, 1));
    EXPECT_TRUE(has(s, 1, kLongest));
    EXPECT_FALSE(has(s, 2, 1));
    EXPECT_EQ(registers::by_name(s, "us")->list, first.id);
    registers::put_in_force(s, second, 1, now());
    const auto known = *registers::by_name(s, "us");
    EXPECT_EQ(known.list, second.id);
    EXPECT_EQ(known.slot, 2);
    EXPECT_EQ(known.snapshot_at, now() - 5);
    EXPECT_EQ(known.expires_at, now() + 7);
    EXPECT_EQ(known.covers.size(), 2U);
    EXPECT_EQ(registers::list_by_id(s, first.id)->state, registers::ListState::replaced);
    EXPECT_EQ(registers::lists_here(s).size(), 2U);
    EXPECT_EQ(registers::forget_numbers(s, first, 2), 2);
    EXPECT_EQ(registers::forget_numbers(s, first, 2), 1);
    EXPECT_EQ(registers::forget_numbers(s, first, 2), 0);
    EXPECT_TRUE(has(s, 2, 7));
    registers::cleaned(s, first.id);
    EXPECT_EQ(registers::list_by_id(s, *registers::add_list(s, full(us)))->slot, 1) << "its place is free again";
    EXPECT_TRUE(registers::remove_list(s, known));
    EXPECT_EQ(registers::list_by_id(s, second.id)->state, registers::ListState::removed);
    EXPECT_FALSE(registers::remove_list(s, *registers::by_name(s, "us")));
  });
}

TEST_P(StoreRegisters, RefusedLinesInTheirOrder) {
  write([&](Session& s) {
    const std::vector<registers::Reject> some{{9, "b", "two"}, {2, "a", "one \"x\""}};
    registers::add_rejects(s, {1}, some);
    registers::add_rejects(s, {1}, some);  // read again after a crash
    registers::add_rejects(s, {2}, std::vector<registers::Reject>{{3, "c", ""}});
    const std::vector<registers::Reject> expected{{2, "a", "one \"x\""}, {9, "b", "two"}};
    EXPECT_EQ(registers::rejects(s, {1}, 0, 10), expected);
    EXPECT_EQ(registers::rejects(s, {1}, 2, 10).size(), 1U);
    EXPECT_EQ(registers::rejects(s, {1}, 0, 1).size(), 1U);
  });
}

TEST_P(StoreRegisters, TheLastWordOfAServiceCounts) {
  write([&](Session& s) {
    const auto au = registers::put(s, "au", now());
    const auto sg = registers::put(s, "sg", now());
    using registers::Word;
    const std::vector<std::pair<int64_t, Word>> first{{61400000001, Word{RegisterAnswer::clear, now(), now() + 5}},
                                                      {61400000002, Word{RegisterAnswer::listed, now(), now() + 6}}};
    registers::put_words(s, au, {3}, first);
    const std::vector<std::pair<int64_t, Word>> later{
        {61400000001, Word{RegisterAnswer::listed, now() + 1, now() + 9}}};
    registers::put_words(s, au, {4}, later);
    std::vector<std::string> said;
    registers::words(s, {{au, 61400000002}, {au, 61400000001}, {sg, 61400000001}, {au, 61400000003}},
                     [&](size_t i, std::optional<Word> word) {
                       EXPECT_EQ(i, said.size());
                       said.push_back(word ? fmt::format("{} {} {}", to_string(word->answer), word->at - now(),
                                                         word->expires_at - now())
                                           : "none");
                     });
    EXPECT_EQ(said, (std::vector<std::string>{"listed 0 6", "listed 1 9", "none", "none"}));
  });
}

TEST_P(StoreRegisters, AWashComesOutAsItWentInAndMovesOnce) {
  write([&](Session& s) {
    washes::Batch batch{.of = {7},
                        .reference = "tidings-1",
                        .numbers = {"+61400000001", "+61400000002"},
                        .asked_at = now(),
                        .next_at = now() + 3};
    batch.id = washes::add(s, batch);
    auto other = batch;
    other.reference = "tidings-2";
    other.numbers = {};
    other.id = washes::add(s, other);
    auto back = *washes::by_id(s, batch.id);
    EXPECT_EQ(back.of, RegisterId{7});
    EXPECT_EQ(back.reference, "tidings-1");
    EXPECT_EQ(back.state, washes::State::asking);
    EXPECT_EQ(back.numbers, batch.numbers);
    EXPECT_EQ(back.asked_at, now());
    EXPECT_EQ(back.next_at, now() + 3);
    EXPECT_EQ(washes::open(s).size(), 2U);
    back.state = washes::State::unclear;
    back.looks = 2;
    back.problem = "timed out";
    back.next_at = now() + 9;
    EXPECT_TRUE(washes::move(s, back));
    back = *washes::by_id(s, batch.id);
    EXPECT_EQ(back.state, washes::State::unclear);
    EXPECT_EQ(back.looks, 2);
    EXPECT_EQ(back.problem, "timed out");
    EXPECT_EQ(back.next_at, now() + 9);
    back.state = washes::State::done;
    back.ended_at = now() + 10;
    EXPECT_TRUE(washes::move(s, back));
    EXPECT_FALSE(washes::move(s, back)) << "it has ended";
    EXPECT_EQ(washes::open(s).size(), 1U);
    EXPECT_EQ(washes::page(s, {INT64_MAX}, 10).front().id, other.id);
    EXPECT_EQ(washes::page(s, other.id, 10).size(), 1U);
  });
  EXPECT_FALSE(db_->write([&](Session& s) -> Result<> {
    washes::add(s, {.of = {7}, .reference = "tidings-1"});
    return {};
  })) << "a reference is used once";
}

TEST_P(StoreRegisters, WhatWasSpentIsCountedByDay) {
  write([&](Session& s) {
    const Instant day{20'000 * kDayMs};
    washes::use(s, "a", day, 5);
    washes::use(s, "a", day + kDayMs - 1, 2);
    washes::use(s, "a", day + kDayMs, 10);
    washes::use(s, "a", day + kDayMs, -4);
    washes::use(s, "b", day, 100);
    EXPECT_EQ(washes::used(s, "a", day + kDayMs + 5), 6);
    EXPECT_EQ(washes::used(s, "a", day + 5), 13);
    EXPECT_EQ(washes::used(s, "none", day), 0);
  });
}

TEST_P(StoreRegisters, WhoseNumbersAreWaitedFor) {
  write([&](Session& s) {
    std::vector<MessageId> ids;
    Ledger ledger(s, now());
    for (int i = 0; i < 5; ++i) {
      NewMessage one;
      one.workspace = {1};
      one.campaign = {i == 4 ? 2 : 1};
      one.kind = MessageKind::campaign;
      one.phone = "+6140000000" + std::to_string(i);
      one.contact = *contacts::insert(s, {.workspace = {1}, .phone = one.phone}, now());
      one.not_before = now() + (i < 3 ? 5 : 1);
      ids.push_back(*ledger.plan(one));
    }
    ledger.close();
    const auto last_digits = [](const std::vector<washes::Waiting>& all) {
      std::string out;
      for (const auto& one : all) out += one.phone.back();
      return out;
    };
    EXPECT_EQ(last_digits(washes::planned(s, {1}, {}, {}, 10)), "3012");
    EXPECT_EQ(last_digits(washes::planned(s, {1}, {}, {}, 2)), "30");
    EXPECT_EQ(last_digits(washes::planned(s, {1}, now() + 5, ids[0], 10)), "12") << "after one of the same time";
    EXPECT_EQ(last_digits(washes::planned(s, {1}, now() + 1, ids[3], 10)), "012");
    s.script(fmt::format("UPDATE message SET reason = 36 WHERE id IN ({}, {}, {})", ids[1].value, ids[2].value,
                         ids[4].value));
    EXPECT_EQ(last_digits(washes::held(s, {}, 10)), "124");
    EXPECT_EQ(last_digits(washes::held(s, ids[1], 1)), "2");
    EXPECT_EQ(washes::held(s, {}, 10).front().not_before, now() + 5);
    washes::wake(s, washes::held(s, {}, 2), now() + 2);
    EXPECT_EQ(ledger::by_id(s, ids[1])->not_before, now() + 2);
    EXPECT_EQ(ledger::by_id(s, ids[0])->not_before, now() + 5) << "held for nothing of the kind";
    EXPECT_EQ(ledger::by_id(s, ids[4])->not_before, now() + 1);
  });
}

}  // namespace
}  // namespace tidings::store
