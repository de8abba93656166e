// Words that may not stand where they would do harm: clocks, threads and the environment behind the simulator's back,
// sleeps in tests, notes to self, and names of places that exist on one machine only.
#include <algorithm>
#include <array>

#include "tests/structure/tree.h"

namespace tidings::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Ban {
  std::string_view word;
  std::string_view allowed;  // files or folders parted by spaces, "*_test.cc" for unit tests
  std::string_view instead;
};

constexpr std::string_view kClockHomes = "src/base/clock.cc src/app src/net src/store/sqlite src/store/postgres";
constexpr std::string_view kThreadHomes = "src/app src/net src/store/sqlite src/store/postgres *_test.cc";

// Code below src/, comments and literals left out.
constexpr auto kBans = std::to_array<Ban>({
    {"system_clock::now", kClockHomes, "Env's clock"},
    {"steady_clock::now", kClockHomes, "Env's clock"},
    {"high_resolution_clock", "", "Env's clock"},
    {"::time(", kClockHomes, "Env's clock"},
    {"time(nullptr)", kClockHomes, "Env's clock"},
    {"time(NULL)", "", "Env's clock"},
    {"gettimeofday", "", "Env's clock"},
    {"clock_gettime", kClockHomes, "Env's clock"},
    {"localtime", "", "a zone of flow/compliance"},
    {"localtime_r", "", "a zone of flow/compliance"},
    {"getenv", "src/app", "the configuration, read in app/"},
    {"secure_getenv", "src/app", "the configuration, read in app/"},
    {"std::thread", kThreadHomes, "a loop of app/"},
    {"std::jthread", kThreadHomes, "a loop of app/"},
    {"std::async", "", "a loop of app/"},
    {"sleep_for", "src/app src/net src/store/sqlite src/store/postgres", "a condition to wait for"},
    {"sleep_until", "src/app src/net src/store/sqlite src/store/postgres", "a condition to wait for"},
    {"usleep", "", "a condition to wait for"},
    {"nanosleep", "", "a condition to wait for"},
    {"std::random_device", "src/base", "Env's random"},
    {"rand(", "", "Env's random"},
    {"std::cout", "src/app", "the log"},
    {"std::cerr", "src/app", "the log"},
    {"strcpy", "", "std::string"},
    {"sprintf", "", "fmt::format"},
    {"GTEST_SKIP", "", "a test that runs"},
    {"DISABLED_", "", "a test that runs"},
});

bool allowed(const File& file, std::string_view where) {
  while (!where.empty()) {
    const size_t space = std::min(where.find(' '), where.size());
    const std::string_view one = where.substr(0, space);
    if (one == "*_test.cc" ? file.is_unit_test() : file.path == one || file.under(one)) return true;
    where.remove_prefix(std::min(space + 1, where.size()));
  }
  return false;
}

Findings check_banned_calls(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (!file.under("src") || !file.is_cpp()) continue;
    const std::string code = code_only(file.text);
    for (const Ban& ban : kBans) {
      if (allowed(file, ban.allowed)) continue;
      // A prefix of test names is banned wherever a word begins with it.
      const auto next = [&](size_t from) {
        return ban.word.ends_with('_') ? code.find(ban.word, from) : find_word(code, ban.word, from);
      };
      for (size_t at = next(0); at != std::string::npos; at = next(at + 1))
        out.push_back({file.path, line_of(code, at),
                       std::string(ban.word) + " is not for here; use " + std::string(ban.instead)});
    }
  }
  return out;
}

// Tests wait for a condition, never for a time. Only tests/system and tests/support drive real processes.
Findings check_tests_do_not_sleep(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    if (!file.under("tests") || !file.is_cpp() || file.under("tests/system") || file.under("tests/support")) continue;
    const std::string code = code_only(file.text);
    for (const std::string_view word : {"sleep_for", "sleep_until", "usleep", "nanosleep", "GTEST_SKIP"})
      if (const size_t at = find_word(code, word); at != std::string::npos)
        out.push_back({file.path, line_of(code, at), std::string(word) + " is not for tests: wait for a condition"});
  }
  return out;
}

// Put together here, so that this file does not hold what it looks for.
const std::vector<std::string>& notes_to_self() {
  static const std::vector<std::string> kWords = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                                  std::string("X") + "XX"};
  return kWords;
}
const std::vector<std::string>& private_places() {
  static const std::vector<std::string> kPlaces = {
      std::string("/wo") + "rk/",           std::string("../sha") + "red",          std::string(".lib") + "rary",
      std::string("deb.deb") + "ian.org",   std::string("registry.npm") + "js.org", std::string("pypi") + ".org",
      std::string("pythonhos") + "ted.org", std::string("artifact") + "registry",   std::string("pkg") + ".dev",
      std::string("node") + "source.com",   std::string("proxy.go") + "lang.org"};
  return kPlaces;
}

Findings check_notes_and_places(const Tree& tree) {
  Findings out;
  for (const File& file : tree.files) {
    for (const auto& word : notes_to_self())
      if (const size_t at = find_word(file.text, word); at != std::string::npos)
        out.push_back({file.path, line_of(file.text, at), word + ": do it, or write it into the tracker"});
    for (const auto& place : private_places())
      if (const size_t at = file.text.find(place); at != std::string::npos)
        out.push_back({file.path, line_of(file.text, at), "'" + place + "' is not there on another machine"});
  }
  return out;
}

TEST(Words, CallsStandWhereTheyMay) { EXPECT_EQ(report(check_banned_calls(project())), ""); }
TEST(Words, TestsDoNotSleep) { EXPECT_EQ(report(check_tests_do_not_sleep(project())), ""); }
TEST(Words, NoNotesToSelfAndNoPrivatePlaces) { EXPECT_EQ(report(check_notes_and_places(project())), ""); }

TEST(WordsSelf, EveryBanIsFoundSomewhere) {
  for (const Ban& ban : kBans) {
    const std::string use = "int x;\n  " + std::string(ban.word) + (ban.word.ends_with('_') ? "name;\n" : " ;\n");
    EXPECT_THAT(check_banned_calls({{{"src/flow/dispatch/a.cc", use}}}),
                ElementsAre(Finding{"src/flow/dispatch/a.cc", 2,
                                    std::string(ban.word) + " is not for here; use " + std::string(ban.instead)}));
  }
}

TEST(WordsSelf, AllowedPlacesProseAndLongerWordsPass) {
  EXPECT_THAT(
      check_banned_calls(
          {{{"src/base/clock.cc", "std::chrono::system_clock::now();"},
            {"src/app/config/env.cc", "std::getenv(name);"},
            {"src/store/queue_test.cc", "std::thread writer;"},
            {"src/domain/a.cc", "// getenv\nconst char* a = \"getenv\"; my_getenv(); std::this_thread::get_id();"}}}),
      IsEmpty());
}

TEST(WordsSelf, ASleepingTestIsFound) {
  EXPECT_THAT(check_tests_do_not_sleep({{{"tests/sim/a_test.cc", "\nstd::this_thread::sleep_for(1s);"},
                                         {"tests/system/b_test.cc", "std::this_thread::sleep_for(1s);"}}}),
              ElementsAre(Finding{"tests/sim/a_test.cc", 2, "sleep_for is not for tests: wait for a condition"}));
  EXPECT_THAT(check_banned_calls({{{"src/net/a_test.cc", "TEST(A, DISABLED_B)"}, {"src/sms/a_test.cc", "usleep(1);"}}}),
              ::testing::SizeIs(2));
}

TEST(WordsSelf, EveryNoteAndPlaceIsFound) {
  for (const auto& word : notes_to_self())
    EXPECT_THAT(check_notes_and_places({{{"docs/a.md", "fine\n" + word + ": later"}}}), ::testing::SizeIs(1)) << word;
  for (const auto& place : private_places())
    EXPECT_THAT(check_notes_and_places({{{"tools/a", "cd " + place + "x"}}}), ::testing::SizeIs(1)) << place;
}

}  // namespace
}  // namespace tidings::structure
