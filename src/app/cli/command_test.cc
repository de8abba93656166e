#include "app/cli/command.h"

#include <gmock/gmock.h>

#include "app/cli/cli_test_world.h"
#include "app/cli/completion.h"
#include "app/cli/exit_codes.h"

namespace tidings::app::cli {
namespace {

using test::FakeServer;
using test::run;
using ::testing::HasSubstr;

TEST(CommandLine, HelpListsTheCommandsAndTheExitCodes) {
  for (const auto& arguments : {std::vector<std::string>{}, std::vector<std::string>{"--help"}}) {
    const auto ran = run(arguments);
    EXPECT_EQ(ran.code, kDone);
    for (const char* word : {"demo", "serve", "import", "campaign", "why", "doctor", "Exit codes", "4 not found"})
      EXPECT_THAT(ran.out, HasSubstr(word));
    EXPECT_EQ(ran.err, "");
  }
  const auto of_one = run({"campaign", "create", "--help"});
  EXPECT_EQ(of_one.code, kDone);
  EXPECT_THAT(of_one.out, HasSubstr("--window"));
}

TEST(CommandLine, WhatItDoesNotKnowIsUsage) {
  const auto unknown = run({"frobnicate"});
  EXPECT_EQ(unknown.code, kUsage);
  EXPECT_THAT(unknown.err, HasSubstr("there is no command 'frobnicate'"));
  EXPECT_THAT(unknown.err, HasSubstr("campaign"));
  EXPECT_EQ(unknown.out, "");
  const auto below = run({"campaign", "begin"});
  EXPECT_EQ(below.code, kUsage);
  EXPECT_THAT(below.err, HasSubstr("(tidings campaign): commands: create, list"));
  const auto nothing = run({"campaign"});
  EXPECT_EQ(nothing.code, kUsage);
  EXPECT_THAT(nothing.err, HasSubstr("what should be done?"));
  const auto flag = run({"campaign", "show", "1", "--colour", "red"});
  EXPECT_EQ(flag.code, kUsage);
  EXPECT_THAT(flag.err, HasSubstr("tidings campaign show --help"));
  const auto missing = run({"why"});
  EXPECT_EQ(missing.code, kUsage);
  EXPECT_THAT(missing.err, HasSubstr("MESSAGE"));
  EXPECT_EQ(run({"campaign", "create", "--rate", "fast"}).code, kUsage);
}

TEST(CommandLine, WhatIsNotBuiltYetSaysSo) {
  for (const char* name : {"user", "export"}) {
    const auto ran = run({name, "import", "file.txt"});
    EXPECT_EQ(ran.code, kNotYet) << name;
    EXPECT_THAT(ran.err, HasSubstr("is not built yet"));
  }
}

TEST(CommandLine, SaysWhenNoServerAnswers) {
  const auto ran = run({"campaign", "list"}, {{"TIDINGS_URL", "http://127.0.0.1:1"}});
  EXPECT_EQ(ran.code, kUnreachable);
  EXPECT_THAT(ran.err, HasSubstr("no server answers at http://127.0.0.1:1"));
  EXPECT_THAT(ran.err, HasSubstr("tidings serve"));
}

TEST(CommandLine, EachKindOfRefusalHasItsExitCode) {
  FakeServer server;
  const std::pair<int, int> kCodes[] = {{400, kUsage},    {401, kNotAllowed},  {403, kNotAllowed},  {404, kNotFound},
                                        {409, kConflict}, {413, kUsage},       {429, kUnreachable}, {500, kFailed},
                                        {501, kNotYet},   {503, kUnreachable}, {507, kFailed}};
  for (const auto& [status, code] : kCodes) {
    server.answer("POST /api/campaigns/7/start",
                  R"({"detail":"it cannot be started","where":"campaign 7","hint":"look at it first"})", status);
    const auto ran = server.run({"campaign", "start", "7"});
    EXPECT_EQ(ran.code, code) << status;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("tidings: it cannot be started (campaign 7): look at it first")) << status;
  }
}

TEST(CommandLine, JsonIsPrintedUntouched) {
  FakeServer server;
  const std::string body = R"({ "items":[{"id":7,"extra":"kept"}],  "next":null })";
  server.answer("GET /api/campaigns", body);
  const auto ran = server.run({"campaign", "list", "--json"});
  EXPECT_EQ(ran.code, kDone);
  EXPECT_EQ(ran.out, body + "\n");
  EXPECT_EQ(server.asked().at(0).authorization, "Bearer tid_test");
}

TEST(CommandLine, AKeyOfAnotherServersFileIsNotTheEnd) {
  // Two key files; the server knows only what the fake answers: 401 for all. Both are tried, then it says so.
  FakeServer server;
  server.answer("GET /api/campaigns", R"({"detail":"the API key is not known"})", 401);
  const auto ran = server.run({"campaign", "list"});
  EXPECT_EQ(ran.code, kNotAllowed);
  EXPECT_EQ(server.asked().size(), 1U) << "a key that was given is the only one";
}

TEST(CommandLine, ArgumentsWithSlashesStayInTheirPlace) {
  FakeServer server;
  EXPECT_EQ(server.run({"why", "../campaigns?x=1"}).code, kNotFound);
  EXPECT_EQ(server.asked().at(0).path, "/api/outbox/..%2Fcampaigns%3Fx%3D1/why");
}

TEST(Completion, KnowsEveryCommandAndOption) {
  Context context;
  CommandTree tree(context);
  const auto script = bash_completion(tree.root());
  EXPECT_THAT(
      script,
      HasSubstr("'tidings campaign') subs='create list show preflight start pause resume undo stop edit revisions "
                "pools progress messages history export'"));
  EXPECT_THAT(script, HasSubstr("'tidings campaign create') subs=''; options='"));
  EXPECT_THAT(script, HasSubstr("--starts-at"));
  for (const auto& sub : tree.root().subs()) EXPECT_THAT(script, HasSubstr("'tidings " + sub->name() + "')"));
  const auto ran = run({"completion", "bash"});
  EXPECT_EQ(ran.out, script);
}

}  // namespace
}  // namespace tidings::app::cli
