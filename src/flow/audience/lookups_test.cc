// Imports whose numbers are looked up, over a real embedded database, a clock turned by hand, and a service of the test
// behind the runner: what is asked, what is counted, what becomes of the rows, whatever becomes of a question.
#include "flow/audience/lookups.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <deque>
#include <map>

#include "flow/audience/import_test_world.h"
#include "store/lookups.h"
#include "store/washes.h"

namespace tidings::flow::test {
namespace {

using service::LookupEnd;
using store::imports::State;
using ::testing::HasSubstr;

// A body is a line type, or "invalid", "busy", "refused", "broken".
class PlainLookup final : public service::NumberLookup {
 public:
  HttpRequest build(std::string_view e164) const override { return {.url = std::string(e164)}; }
  service::LookupAnswer read(const HttpResult& result, std::string_view) const override {
    if (result.transport != Transport::answered) return service::lookup_unanswered(result);
    const auto& body = result.response.body;
    service::LookupAnswer out;
    out.problem = body;
    if (body == "refused") return service::lookup_refused(service::LookupRefusal::quota, "no more");
    if (body == "busy") out.end = LookupEnd::not_taken;
    if (body == "busy" || body == "broken") return out;
    out.end = LookupEnd::answered;
    out.valid = body != "invalid";
    out.type = service::line_type_of_word(body);
    return out;
  }
};

class Runner final : public HttpRunner {
 public:
  void send(HttpRequest request, Done done) override {
    asked.push_back(request.url);
    if (on_send) on_send();
    if (holds) {
      held.push_back({std::move(request), std::move(done)});
      return;
    }
    answer(request.url, done);
  }
  void answer(const std::string& number, const Done& done) {
    std::string word = "mobile";
    if (const auto at = words.find(number); at != words.end()) word = at->second;
    if (!all.empty()) word = all;
    if (word == "lost") return done({Transport::maybe_sent, {}, "timed out"});
    done({Transport::answered, {200, {}, word}, {}});
  }
  void let_go() {
    for (auto& one : std::exchange(held, {})) answer(one.request.url, one.done);
  }
  size_t times(const std::string& number) const { return static_cast<size_t>(std::ranges::count(asked, number)); }

  std::vector<std::string> asked;
  std::map<std::string, std::string> words;
  std::string all;  // every answer
  bool holds = false;
  std::deque<Outgoing> held;
  std::function<void()> on_send;
};

class LookedUp : public testing::Test {
 protected:
  LookedUp() { begin_again(); }

  // The process ends and starts again: what is under way is lost.
  void reopen() {
    world_.open();
    begin_again();
  }
  void begin_again() {
    LookupService service;
    service.terms = {"s", 5'000, "USD"};
    service.asks = std::make_shared<PlainLookup>();
    service.budget_per_day = per_day_;
    service.budget_total = total_;
    service.rate_per_s = rate_;
    service.in_flight = in_flight_;
    world_.stage.reset();
    lookups_ = std::make_unique<Lookups>(world_.env, world_.database, runner_, std::vector{service});
    const auto folder = world_.file_path("");
    world_.stage = std::make_unique<ImportStage>(world_.env, world_.database, folder,
                                                 ImportStageOptions{.chunk = 10, .cleanup = 7}, lookups_.get());
    world_.imports = std::make_unique<Imports>(world_.env, world_.database, folder, std::vector{service.terms});
  }
  static std::string file(int from, int n) {
    std::string out = "phone,consent\n";
    for (int i = from; i < from + n; ++i) out += us_phone(i) + ",\n";
    return out;
  }
  ImportId begin(const std::string& text, LookupMissing missing = LookupMissing::wait) {
    const std::string name = fmt::format("file{}.csv", files_++);
    world_.spool(text, name);
    const auto made = world_.create({.path = name, .lookup = "s", .lookup_missing = missing});
    EXPECT_TRUE(made) << (made ? "" : made.error().describe());
    return made.value_or(ImportJob{}).id;
  }
  WorkspaceId another_workspace() {
    std::optional<WorkspaceId> id;
    world_.write([&](store::Session& s) { id = store::workspaces::insert(s, Workspace{.name = "another"}); });
    return id.value_or(WorkspaceId{});
  }
  ImportId begin_for_another(const std::string& text) {
    world_.spool(text, "another.csv");
    const auto made = world_.imports->create(another_workspace(), {.path = "another.csv", .lookup = "s"});
    return made.value_or(ImportJob{}).id;
  }
  void run(int seconds = 1) {
    for (int i = 0; i < seconds * 10; ++i) {
      for (int n = 0; n < 1000; ++n) {
        const auto done = world_.stage->tick();
        if (!done || *done == 0) break;
      }
      world_.clock.advance(100);
    }
  }
  ImportJob job(ImportId id) { return world_.job(id); }
  int64_t used() {
    return world_.read([&](store::Session& s) { return store::washes::used(s, "lookup:s", world_.clock.now()); });
  }
  std::string reasons(ImportId id) {
    std::string out;
    for (const auto& one : world_.rejects(id)) out += fmt::format("{}:{}:{} ", one.row, one.column, one.reason);
    return out;
  }

  int64_t per_day_ = 0, total_ = 0;
  double rate_ = 1000;
  size_t in_flight_ = 4;
  ImportWorld world_;
  Runner runner_;
  std::unique_ptr<Lookups> lookups_;
  int files_ = 0;
};

TEST_F(LookedUp, EachNumberIsAskedOnceAndTheAnswerDecidesItsRows) {
  runner_.words = {{us_phone(1), "landline"}, {us_phone(2), "invalid"}, {us_phone(3), "strange"}};
  const auto id = begin(file(0, 25) + us_phone(1) + ",\n" + us_phone(5) + ",\n");
  run();
  expect_counts(job(id), 23, 0, 1, 3);
  EXPECT_EQ(reasons(id), "3:phone:lookup_no_texts 4:phone:lookup_invalid 27:phone:lookup_no_texts ");
  EXPECT_EQ(world_.rejects(id)[0].value, us_phone(1));
  EXPECT_EQ(runner_.asked.size(), 25U);
  EXPECT_EQ(used(), 25);
  EXPECT_EQ(job(id).lookups, 25);
  EXPECT_EQ(job(id).looked_up, 27);
  EXPECT_EQ(job(id).not_looked_up, 0);
  EXPECT_THAT(world_.notes(id), HasSubstr("line_not_known:=1"));
  EXPECT_FALSE(world_.contact(us_phone(1)));
  const auto again = begin(file(0, 25));
  run();
  expect_counts(job(again), 0, 23, 0, 2);
  EXPECT_EQ(runner_.asked.size(), 25U);
  world_.clock.advance(91 * kDayMs);
  begin(file(0, 25));
  run();
  EXPECT_EQ(runner_.asked.size(), 50U) << "an answer holds for so long";
}

TEST_F(LookedUp, AQuestionIsCountedBeforeItLeaves) {
  int64_t before = 0;
  in_flight_ = 1;
  begin_again();
  runner_.on_send = [&] { EXPECT_EQ(used(), ++before); };
  begin(file(0, 7));
  run();
  EXPECT_EQ(before, 7);
}

TEST_F(LookedUp, NoRowIsStoredBeforeItsAnswerAndOthersGoOn) {
  runner_.holds = true;
  const auto id = begin(file(0, 3));
  run();
  EXPECT_EQ(runner_.asked.size(), 3U);
  EXPECT_EQ(job(id).state, State::running);
  EXPECT_EQ(job(id).rows(), 0);
  EXPECT_EQ(job(id).waits_for, "answers of s");
  world_.spool(file(100, 30), "other.csv");
  const auto quick = world_.imports->create(another_workspace(), {.path = "other.csv"});
  ASSERT_TRUE(quick);
  run();
  EXPECT_EQ(job(quick->id).state, State::done);
  EXPECT_EQ(job(id).rows(), 0);
  runner_.let_go();
  run();
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(job(id).waits_for, "");
  EXPECT_EQ(runner_.asked.size(), 3U);
}

// What the room promises of every row: an opt-out counts.
TEST_F(LookedUp, WhoeverOptsOutIsHeardAndCostsNothing) {
  runner_.all = "landline";
  const auto id = begin("phone,consent\n" + us_phone(1) + ",revoked\n" + us_phone(2) + ",\n");
  run();
  EXPECT_EQ(runner_.asked, std::vector<std::string>{us_phone(2)});
  expect_counts(job(id), 1, 0, 0, 1);
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::revoked);
}

TEST_F(LookedUp, WhatThePlanKnowsIsNotAskedFor) {
  const auto id = begin("phone\n+442079460018\nnonsense\n" + us_phone(1) + "\n");
  run();
  EXPECT_EQ(runner_.asked, std::vector<std::string>{us_phone(1)});
  expect_counts(job(id), 2, 0, 0, 1);
  EXPECT_EQ(job(id).looked_up, 1);
}

TEST_F(LookedUp, NothingIsSaidOfAnErasedNumber) {
  world_.write([&](store::Session& s) {
    const auto key = s.number_keys->newest().value();
    store::erasures::add_key(s, key, world_.clock.now());
    store::optouts::suppress(s, {.phone = s.number_keys->name_of(key, us_phone(1)),
                                 .source = std::string(store::optouts::kErased),
                                 .created_at = world_.clock.now()});
  });
  const auto id = begin(file(0, 3));
  run();
  EXPECT_EQ(runner_.times(us_phone(1)), 0U);
  EXPECT_EQ(reasons(id), "3:phone:erased ");
  EXPECT_EQ(runner_.asked.size(), 2U);
}

TEST_F(LookedUp, AContactThatWasThereIsMarkedAndStaysSo) {
  world_.know({.phone = us_phone(1)});
  runner_.words = {{us_phone(1), "landline"}};
  const auto id = begin(file(0, 3));
  run();
  expect_counts(job(id), 2, 0, 0, 1);
  EXPECT_THAT(world_.notes(id), HasSubstr("found_unreachable:=1"));
  EXPECT_FALSE(world_.contact(us_phone(1))->sms_capable);
  world_.import(file(0, 3));
  EXPECT_FALSE(world_.contact(us_phone(1))->sms_capable) << "a file without a look-up knows no better";
  world_.clock.advance(91 * kDayMs);
  runner_.words.clear();
  begin(file(0, 3));
  run();
  EXPECT_TRUE(world_.contact(us_phone(1))->sms_capable) << "it has become a mobile's";
}

TEST_F(LookedUp, ACancelledImportAsksNothingMore) {
  runner_.holds = true;
  const auto id = begin(file(0, 10));
  run();
  EXPECT_EQ(runner_.asked.size(), 4U);
  ASSERT_TRUE(world_.imports->cancel(id));
  runner_.holds = false;
  runner_.let_go();
  run(5);
  EXPECT_EQ(runner_.asked.size(), 4U);
  EXPECT_EQ(used(), 4);
}

TEST_F(LookedUp, WhatIsNotWaitedForIsNotAskedLater) {
  runner_.all = "refused";
  in_flight_ = 1;
  begin_again();
  const auto id = begin(file(0, 10), LookupMissing::keep);
  run();
  expect_counts(job(id), 10, 0, 0, 0);
  EXPECT_EQ(job(id).not_looked_up, 10);
  EXPECT_THAT(world_.notes(id), HasSubstr("not_looked_up:=10"));
  EXPECT_EQ(used(), 0) << "what is refused is not charged";
  runner_.all.clear();
  world_.clock.advance(kDayMs);
  run(5);
  EXPECT_EQ(runner_.asked.size(), 1U);
}

TEST_F(LookedUp, ARefusalIsWaitedOutAndSaid) {
  runner_.all = "refused";
  const auto id = begin(file(0, 10));
  run();
  const auto asked = runner_.asked.size();
  EXPECT_EQ(job(id).waits_for, "s: no more");
  EXPECT_EQ(job(id).state, State::running);
  run(60);
  EXPECT_EQ(runner_.asked.size(), asked) << "left alone for a while";
  runner_.all.clear();
  world_.clock.advance(limits::kLookupRefusedMs);
  run();
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(job(id).looked_up, 10);
}

TEST_F(LookedUp, AServiceThatIsDownHoldsTheImportAndIsAskedSeldom) {
  runner_.all = "lost";
  const auto id = begin(file(0, 10));
  run(120);
  EXPECT_EQ(job(id).rows(), 0);
  EXPECT_EQ(job(id).waits_for, "s: timed out");
  EXPECT_LE(runner_.asked.size(), 12U);
  runner_.all.clear();
  run(300);
  EXPECT_EQ(job(id).looked_up, 10);
  EXPECT_EQ(job(id).state, State::done);
}

TEST_F(LookedUp, OneThatIsDownDoesNotHoldAnImportThatShallGoOn) {
  runner_.all = "lost";
  const auto id = begin(file(0, 30), LookupMissing::keep);
  run(60);
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(job(id).imported, 30);
  EXPECT_EQ(job(id).not_looked_up, 30);
}

TEST_F(LookedUp, ANumberThatNeverGetsAnAnswerDoesNotHoldTheOthers) {
  runner_.words = {{us_phone(4), "broken"}};
  const auto first = begin(file(0, 10));
  run(30);
  EXPECT_EQ(job(first).state, State::running);
  const auto other = begin_for_another(file(40, 1));
  run(40);
  EXPECT_EQ(job(other).state, State::done);
  EXPECT_EQ(job(first).state, State::done) << "the service answers for others";
  EXPECT_EQ(job(first).looked_up, 9);
  EXPECT_EQ(job(first).not_looked_up, 1);
  EXPECT_GE(runner_.times(us_phone(4)), 3U);
}

TEST_F(LookedUp, NorDoesItHoldItsOwnImportForEver) {
  runner_.words = {{us_phone(4), "broken"}};
  const auto id = begin(file(0, 10));
  run(600);
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(job(id).not_looked_up, 1);
  EXPECT_EQ(runner_.times(us_phone(4)), static_cast<size_t>(limits::kLookupTriesAlone));
}

TEST_F(LookedUp, TooFastIsWaitedOutAndNotCharged) {
  runner_.words = {{us_phone(2), "busy"}};
  const auto id = begin(file(0, 4));
  run(2);
  runner_.words.clear();
  run(10);
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(used(), 4);
}

TEST_F(LookedUp, TheBudgetOfADayHoldsOverRestartsAndEndsWithTheDay) {
  per_day_ = 5;
  begin_again();
  const auto id = begin(file(0, 8));
  run(2);
  EXPECT_EQ(runner_.asked.size(), 5U);
  EXPECT_THAT(job(id).waits_for, HasSubstr("budget of this day is used up"));
  reopen();
  run(2);
  EXPECT_EQ(runner_.asked.size(), 5U);
  world_.clock.advance(kDayMs);
  run(2);
  EXPECT_EQ(job(id).state, State::done);
  EXPECT_EQ(runner_.asked.size(), 8U);
}

TEST_F(LookedUp, TheBudgetInTotalEnds) {
  total_ = 5;
  begin_again();
  const auto id = begin(file(0, 8), LookupMissing::keep);
  run(2);
  EXPECT_EQ(job(id).looked_up, 5);
  EXPECT_EQ(job(id).not_looked_up, 3);
  world_.clock.advance(3 * kDayMs);
  begin(file(20, 8), LookupMissing::keep);
  run(2);
  EXPECT_EQ(runner_.asked.size(), 5U);
}

TEST_F(LookedUp, TheRateIsKept) {
  rate_ = 2;
  in_flight_ = 1;
  begin_again();
  begin(file(0, 100));
  run(10);
  EXPECT_GE(runner_.asked.size(), 19U);
  EXPECT_LE(runner_.asked.size(), 21U);
}

TEST_F(LookedUp, AServiceNobodyConfiguredIsRefusedAndOneThatIsGoneIsSaid) {
  world_.spool(file(0, 3));
  const auto none = world_.create({.lookup = "nobody"});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().where, "lookup");
  EXPECT_THAT(none.error().describe(), HasSubstr("known ones: s"));
  const auto id = begin(file(0, 3));
  lookups_ = std::make_unique<Lookups>(world_.env, world_.database, runner_, std::vector<LookupService>{});
  world_.stage = std::make_unique<ImportStage>(world_.env, world_.database, world_.file_path(""), ImportStageOptions{},
                                               lookups_.get());
  run();
  EXPECT_THAT(job(id).waits_for, HasSubstr("no look-up service of this name is configured any more"));
  EXPECT_TRUE(runner_.asked.empty());
}

TEST_F(LookedUp, ADryRunAsksNobodyAndCountsEachNumberOnce) {
  begin(file(0, 4));
  run();
  runner_.asked.clear();
  world_.spool(file(0, 10) + us_phone(9) + ",\n", "dry.csv");
  const auto made = world_.create({.path = "dry.csv", .dry_run = true, .lookup = "s"});
  ASSERT_TRUE(made);
  run();
  const auto done = job(made->id);
  EXPECT_EQ(done.state, State::done);
  EXPECT_TRUE(runner_.asked.empty());
  EXPECT_EQ(done.lookups, 6);
  EXPECT_EQ(done.looked_up, 4);
  EXPECT_EQ(done.not_looked_up, 7);
  EXPECT_THAT(json::serialize(import_json(done)), HasSubstr(R"("cost":{"amount":"0.03","currency":"USD"})"));
}

// The process dies at any statement of any transaction: what was under way may be asked again, nothing else.
TEST_F(LookedUp, NoNumberIsPaidForTwiceWhereverItDies) {
  in_flight_ = 2;
  begin_again();
  for (int64_t n = 1; n < 400; n += 3) {
    const int from = static_cast<int>(n) * 12;
    runner_.asked.clear();
    const auto id = begin(file(from, 12));
    world_.database.statements_left = n;
    bool died = false;
    for (int i = 0; i < 200 && !died; ++i) {
      const auto done = world_.stage->tick();
      died = !done;
      if (done && *done == 0) world_.clock.advance(100);
    }
    world_.database.statements_left = 0;
    const size_t under_way = lookups_->in_flight();
    reopen();
    run(2);
    ASSERT_EQ(job(id).state, State::done) << n;
    expect_counts(job(id), 12, 0, 0, 0);
    EXPECT_LE(runner_.asked.size(), 12 + under_way) << n;
    for (int i = from; i < from + 12; ++i) EXPECT_GE(runner_.times(us_phone(i)), 1U);
    if (!died) break;
  }
}

}  // namespace
}  // namespace tidings::flow::test
