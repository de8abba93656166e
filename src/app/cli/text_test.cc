// Tables, JSON lines, explanations, views: what people and pipes read.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "app/cli/cli_test_world.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_lines.h"
#include "app/cli/progress_view.h"
#include "app/cli/show.h"
#include "app/cli/table.h"
#include "app/cli/why.h"
#include "app/demo/view.h"

namespace tidings::app::cli {
namespace {

using test::Kept;
using test::run;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Table, AlignsByWhatIsSeen) {
  Table table({">ID", "NAME", "TEXT"});
  table.row({"7", "João", "one\nline"});
  table.row({"1234", "さくら", std::string(200, 'x')});
  EXPECT_EQ(table.text(40),
            "  ID  NAME    TEXT\n"
            "   7  João    one line\n"
            "1234  さくら  " +
                std::string(25, 'x') + "…\n");
}

TEST(Table, Numbers) {
  EXPECT_EQ(thousands(0), "0");
  EXPECT_EQ(thousands(999), "999");
  EXPECT_EQ(thousands(7596), "7,596");
  EXPECT_EQ(thousands(-1234567), "-1,234,567");
}

TEST(Table, BarsAndCutsHaveExactlyTheirWidth) {
  for (const double share : {-1.0, 0.0, 0.01, 0.33, 0.5, 0.999, 1.0, 7.0})
    EXPECT_EQ(display_width(bar(share, 12)), 12U);
  EXPECT_EQ(bar(0.5, 4), "██  ");
  EXPECT_EQ(cut("Grüße", 5), "Grüße");
  EXPECT_EQ(cut("Grüße!", 5), "Grüß…");
  EXPECT_EQ(fit("a", 3), "a  ");
  EXPECT_EQ(cut("a\xff", 0), "");
  EXPECT_EQ(display_width("\xff\xc3"), 2U) << "broken bytes count as one each";
}

TEST(Show, TimesInWords) {
  EXPECT_EQ(plain_time("2026-11-20T21:31:39.120Z"), "2026-11-20 21:31:39 UTC");
  EXPECT_EQ(plain_time(""), "");
  EXPECT_EQ(duration_words(1), "1 s");
  EXPECT_EQ(duration_words(3 * kHourMs + 20 * kMinuteMs), "3 h 20 min");
  EXPECT_EQ(duration_words(5 * kMinuteMs), "5 min");
}

std::string answered(const std::string& input, const Explain& explain) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  EXPECT_EQ(::write(ends[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
  ::close(ends[1]);
  std::FILE* in = ::fdopen(ends[0], "r");
  Kept out;
  EXPECT_TRUE(answer_lines(in, out.file(), explain));
  std::fclose(in);
  return out.text();
}

Result<json::value> doubled(const json::value& question) {
  if (!question.is_int64()) return fail(ErrorCode::invalid_argument, "no number");
  return json::value(question.as_int64() * 2);
}

TEST(JsonLines, OneLineOutForEachIn) {
  EXPECT_EQ(
      answered("1\n2\r\n\"x\"\nnot json\n\n3", doubled),
      "2\n4\n{\"error\":\"no number\"}\n"
      "{\"error\":\"the text is not valid JSON: syntax error (byte 0): check quotes, commas and braces there\"}\n"
      "{\"error\":\"the text is not valid JSON: incomplete JSON (byte 0): check quotes, commas and braces there\"}"
      "\n6\n");
  EXPECT_EQ(answered("", doubled), "");
  EXPECT_EQ(answered("\n", doubled).substr(0, 9), "{\"error\":");
}

TEST(JsonLines, ALineThatNeverEndsCostsNeitherMemoryNorTheRest) {
  char path[] = "/tmp/tidings_lines_XXXXXX";
  const int fd = ::mkstemp(path);
  std::FILE* file = ::fdopen(fd, "w+");
  put(file, "1\n" + std::string(3 << 20, '7') + "\n2\n");
  std::fflush(file);
  std::rewind(file);
  ::lseek(fd, 0, SEEK_SET);
  Kept out;
  ASSERT_TRUE(answer_lines(file, out.file(), doubled));
  std::fclose(file);
  ::unlink(path);
  EXPECT_EQ(out.text(), "2\n{\"error\":\"the line is too long: at most 1 MiB\"}\n4\n");
}

TEST(JsonLines, AnswersBeforeItWaitsForMore) {
  int question[2], reply[2];
  ASSERT_EQ(::pipe(question), 0);
  ASSERT_EQ(::pipe(reply), 0);
  std::FILE* in = ::fdopen(question[0], "r");
  std::FILE* out = ::fdopen(reply[1], "w");
  std::thread other([&] { EXPECT_TRUE(answer_lines(in, out, doubled)); });
  char got[8] = {};
  for (int i = 0; i < 3; ++i) {  // each answer is read before the next question is put
    ASSERT_EQ(::write(question[1], "4\n", 2), 2);
    ASSERT_EQ(::read(reply[0], got, sizeof got), 2);
    EXPECT_EQ(std::string_view(got, 2), "8\n");
  }
  ::close(question[1]);
  other.join();
  std::fclose(in), std::fclose(out);
  ::close(reply[0]);
}

TEST(Explain, AnswersPeopleWithoutAServer) {
  const auto segments = run({"explain", "segments", "It\u2019s"});
  EXPECT_EQ(segments.code, kDone) << segments.err;
  EXPECT_THAT(segments.out, HasSubstr("1 segment in UCS-2"));
  EXPECT_THAT(segments.out, HasSubstr("(U+2019), character 3"));
  EXPECT_THAT(run({"explain", "reply", "please stop"}).out, HasSubstr("stop: "));
  EXPECT_THAT(run({"explain", "reply", "see you", "--json"}).out, HasSubstr("\"class\":\"none\""));
  const auto hours =
      run({"explain", "hours", "--phone", "+12125550123", "--allow", "09:00-17:00", "--at", "2026-11-21T03:00:00Z"});
  EXPECT_THAT(hours.out, HasSubstr("not allowed at 2026-11-21T03:00:00Z; next at 2026-11-21T14:00:00Z"));
  EXPECT_THAT(hours.out, HasSubstr("America/New_York"));
  EXPECT_EQ(run({"explain", "hours", "--zone", "Mars/Base", "--at", "2026-11-21T03:00:00Z"}).code, kUsage);
  EXPECT_EQ(run({"explain", "webhook", "{\"carrier\":"}).code, kUsage);
}

const char* kProgress = R"({"campaign":3,"name":"Spring","status":"active","planned":true,
    "totals":{"recipients":2000,"queued":1100,"in_flight":2,"unknown":1,"accepted":10,"delivered":850,"failed":7,
              "blocked":30,"refused":0,"cancelled":0,"expired":0,"unresolved":0,"sent":868},
    "counts":[{"state":"planned","reason":"outside_window","words":"it is too early there","n":1000}],
    "held":1000,"held_until":"2026-11-21T09:00:00Z","replies":12,
    "rate":{"limit_per_s":12,"measured_per_s":11.5,"average_per_s":null},
    "forecast":{"ends_at":null,"words":"it depends"},"history":[],"can":["pause"]})";

TEST(ProgressView, ShowsStatesHoldsAndPace) {
  const Instant now = *parse_utc("2026-11-20T21:00:00Z");
  const auto lines = progress_lines(*parse_json(kProgress), 90, {}, now);
  const auto text = fmt::format("{}", fmt::join(lines, "\n"));
  for (const char* words :
       {"Campaign 3, Spring: active", "delivered                850", "held                   1,000",
        "waiting                  100", "1,000 held: it is too early there", "in 12 h 00 min", "11.5/s now, limit 12/s",
        "it depends"})
    EXPECT_THAT(text, HasSubstr(words));
  for (const auto& line : lines) EXPECT_LE(display_width(line), 90U) << line;
  EXPECT_THAT(progress_summary(*parse_json(kProgress)), HasSubstr("850 of 2,000 delivered"));
  EXPECT_FALSE(has_ended(*parse_json(kProgress)));
}

TEST(Why, TellsTheStoryInOrder) {
  const auto text = why_words(*parse_json(R"({"message":{"id":17,"to":"+12025550101","state":"delivered","words":null,
      "kind":"campaign","purpose":"marketing","campaign":3,"segments":1,"body":"Hi","created_by":"ann",
      "created_at":"2026-11-20T21:00:00Z"},
      "decisions":[{"at":"2026-11-20T21:00:01Z","verdict":"hold","words":"too early","until":"2026-11-20T21:05:00Z",
                    "explained":"rule one"},
                   {"at":"2026-11-20T21:05:00Z","verdict":"allow","words":null,"until":null,"explained":""}],
      "attempts":[{"number":1,"sender":"+12025550142","handed_at":"2026-11-20T21:05:00Z","outcome":"accepted",
                   "provider_id":"SM1"}],
      "receipts":[{"at":"2026-11-20T21:05:02Z","state":"delivered","applied":true}]})"));
  EXPECT_EQ(text,
            "Message 17 to +12025550101: delivered\n"
            "  campaign, marketing of campaign 3, 1 segment\n"
            "  \"Hi\"\n"
            "  2026-11-20 21:00:00 UTC  planned by ann\n"
            "  2026-11-20 21:00:01 UTC  the gate said hold: too early, until 2026-11-20 21:05:00 UTC\n"
            "      rule one\n"
            "  2026-11-20 21:05:00 UTC  the gate let it through\n"
            "  2026-11-20 21:05:00 UTC  try 1 from +12025550142: accepted as SM1\n"
            "  2026-11-20 21:05:02 UTC  the carrier says delivered\n");
}

TEST(Why, TellsWhatOneThatHasNotLeftWaitsFor) {
  const auto told = [](const std::string& waits) {
    return why_words(*parse_json(R"({"message":{"id":17,"to":"+12025550101","state":"planned","kind":"campaign",
        "purpose":"marketing","created_at":"2026-11-20T21:00:00Z"},"waits_for":)" +
                                 waits + "}"));
  };
  EXPECT_THAT(told(R"({"code":"day_used_up","words":"its senders have used up their day",
                       "until":"2026-11-21T21:01:00Z"})"),
              EndsWith("  2026-11-21 21:01:00 UTC  it waits: its senders have used up their day\n"));
  EXPECT_THAT(told(R"({"code":"campaign","words":"its campaign is paused","until":null})"),
              EndsWith("  now  it waits: its campaign is paused\n"));
  EXPECT_THAT(told(R"({"code":"held","words":"too early","until":"2026-11-20T21:05:00Z"})"),
              EndsWith("  2026-11-20 21:05:00 UTC  it is looked at again\n"));
  EXPECT_THAT(told("null"), EndsWith("planned\n"));
}

demo::DemoState demo_state() {
  demo::DemoState state;
  state.progress = *parse_json(kProgress);
  const auto where = demo::places();
  const Instant opens = *parse_utc("2026-11-21T09:00:00Z");
  for (size_t i = 0; i < where.size(); ++i) {
    state.places.push_back({.place = i, .people = 100, .delivered = 40, .left = 45, .ended = 1});
    if (i % 2 == 0) state.places.back() = {.place = i, .people = 100, .held = 90, .opens = opens};
  }
  for (int i = 0; i < 8; ++i)
    state.replies.push_back({.who = "João +5511", .text = std::string(150, 'y'), .opted_out = i == 0});
  state.a_held_message = "42";
  return state;
}

TEST(DemoView, FitsEveryScreen) {
  const demo::About about{.url = "http://127.0.0.1:8080", .program = "build/release/tidings", .campaign = "1"};
  const Instant now = *parse_utc("2026-11-20T21:00:00Z");
  for (const size_t columns : {60UL, 80UL, 120UL, 200UL}) {
    for (const size_t rows : {24UL, 30UL, 45UL, 60UL}) {
      const auto lines = demo_lines(demo_state(), about, {columns, rows, {}}, now);
      EXPECT_LT(lines.size(), rows) << columns << "x" << rows;
      for (const auto& line : lines) EXPECT_LE(display_width(line), columns) << line;
      const auto text = fmt::format("{}", fmt::join(lines, "\n"));
      for (const char* words : {"build/release/tidings why 42", "build/release/tidings messages", "press q or Ctrl-C",
                                "held until Sat", "there, in 12"})
        EXPECT_THAT(text, HasSubstr(words)) << columns << "x" << rows;
    }
  }
}

TEST(DemoView, EmptyBeginningsAreFineToo) {
  const demo::About about{.url = "u", .program = "tidings", .options = "--url u", .campaign = "1"};
  demo::DemoState state;
  state.progress = *parse_json("{}");
  const auto lines = demo_lines(state, about, {80, 24, {}}, Instant{1'790'000'000'000});
  EXPECT_GT(lines.size(), 8U);
  EXPECT_THAT(next_commands(state, about), ElementsAre("tidings why 1 --url u", "tidings messages --url u",
                                                       "tidings send +12125550123 \"Hello from Tidings\" --url u"));
}

}  // namespace
}  // namespace tidings::app::cli
