// A message from one of our numbers to another stands twice in the carrier's list: as it left, and as it came in,
// newer, with the same text. A look-up took the id of the one that came in, whose receipts never come.
#include "base/json.h"
#include "tests/regression/desk.h"

namespace tidings::regression {
namespace {

class BetweenOurOwnNumbers : public Desk {
 protected:
  HttpResponse at_sandbox(const std::string& method, const std::string& url, const std::string& body = {}) {
    HttpRequest request;
    request.method = method, request.url = url, request.body = body;
    return sandbox_.handle(request, world_.clock.now()).response;
  }
};

TEST_F(BetweenOurOwnNumbers, ALookUpTakesTheOneThatLeft) {
  ASSERT_EQ(at_sandbox("POST", "/sandbox/options", R"({"own_numbers":"+12125550001"})").status, 200);
  const auto id = single("+12125550001", "from us to us");
  tick(2);
  ASSERT_EQ(waiting(), 1U);
  next(Way::answer_lost);
  tick();
  for (int i = 0; i < 3; ++i) {
    pass(2 * kHourMs);
    (void)sandbox_.due(world_.clock.now());
    tick(2);
    all(Way::through);
    tick(2);
  }
  const auto sent = parse_json(at_sandbox("GET", "/sandbox/messages?to=%2B12125550001").body);
  ASSERT_TRUE(sent);
  EXPECT_EQ(row(id).provider_id, sent->at("messages").at(0).at("sid").as_string());
  EXPECT_EQ(row(id).state, MessageState::delivered);
}

}  // namespace
}  // namespace tidings::regression
