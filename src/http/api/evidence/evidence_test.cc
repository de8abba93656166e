// Evidence packs over HTTP: what is in one, that it verifies, and what is refused.
#include "http/api/evidence/evidence.h"

#include <sstream>

#include "access/audit.h"
#include "base/crypto.h"
#include "flow/evidence/verify.h"
#include "http/api_test_world.h"
#include "store/calls.h"
#include "store/erasures.h"
#include "store/optouts.h"

namespace tidings::http {
namespace {

class Evidence : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    post("/api/contacts", R"({"phone":"+12025550123","fields":{"name":"Ann"}})", 201);
  }
  json::value make(const std::string& body = R"({"phone":"+12025550123","reason":"complaint 17"})", int status = 201) {
    return post("/api/evidence", body, status);
  }
  // The whole file, piece by piece.
  std::string fetch(const std::string& id, int* pieces = nullptr) {
    std::string out, url = "/api/evidence/" + id;
    while (!url.empty()) {
      const auto answer = ask("GET", url);
      EXPECT_EQ(answer.status, 200) << answer.body;
      EXPECT_TRUE(answer.body.ends_with('\n'));
      out += answer.body;
      if (pieces != nullptr) ++*pieces;
      const auto link = std::string(answer.headers.get("Link"));
      url = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    }
    return out;
  }
  std::vector<json::value> lines_of(const std::string& pack, std::string_view section) {
    std::istringstream in(pack);
    std::vector<json::value> out;
    for (std::string line; std::getline(in, line);) {
      const auto value = parse_json(line);
      EXPECT_TRUE(value) << line;
      if (value && text(*value, "section") == section) out.push_back(value->at("data"));
    }
    return out;
  }
  tidings::evidence::Verdict verify(const std::string& pack) {
    std::istringstream in(pack);
    return tidings::evidence::verify(in, crypto::to_hex(evidence_key_.public_key()));
  }
};

TEST_F(Evidence, TellsEverythingOfANumberAndNothingOfOthers) {
  post("/api/consent-wordings", R"({"version":"v1","text":"I agree to get texts.","language":"en"})", 201);
  post("/api/contacts/+12025550123/consents", R"({"kind":"express_written","source":"web","wording":"v1"})", 201);
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello Ann"})", 202);
  post("/api/contacts", R"({"phone":"+12025550124","fields":{"name":"Bob"}})", 201);
  post("/api/messages/send", R"({"to":"+12025550124","body":"hello Bob"})", 202);
  webhook("/webhooks/twilio/sms", {{"Id", "IN1"}, {"From", kPhone}, {"To", kOurs}, {"Body", "please leave me alone"}});
  webhook("/webhooks/twilio/sms", {{"Id", "IN2"}, {"From", kPhone}, {"To", kOurs}, {"Body", "STOP"}});
  webhook("/webhooks/twilio/sms", {{"Id", "IN3"}, {"From", "+12025550124"}, {"To", kOurs}, {"Body", "Bob here"}});
  post("/api/optouts", R"({"phone":"+12025550123","reason":"asked by letter"})", 201);
  post("/api/optouts", R"({"phone":"+12025550124","reason":"Bob by letter"})", 201);

  const auto made = make();
  const auto pack = fetch(text(made, "id"));
  const auto verdict = verify(pack);
  ASSERT_TRUE(verdict.good) << verdict.line << ": " << verdict.problem << "\n" << pack;
  EXPECT_EQ(verdict.lines, made.at("lines").as_int64());
  EXPECT_EQ(static_cast<int64_t>(pack.size()), made.at("bytes").as_int64());
  EXPECT_EQ(text(made, "public_key"), verdict.public_key);
  EXPECT_EQ(verdict.manifest.at("reason"), json::value("complaint 17"));
  EXPECT_EQ(verdict.manifest.at("made_by"), json::value("alice"));
  EXPECT_EQ(verdict.manifest.at("tz"), json::value("2026f"));
  EXPECT_EQ(verdict.manifest.at("program"), json::value("1.2.3"));
  EXPECT_EQ(verdict.manifest.at("rules"), json::value(laws_.book().version()));

  EXPECT_EQ(lines_of(pack, "contact").size(), 1U);
  const auto consents = lines_of(pack, "consent");
  ASSERT_GE(consents.size(), 2U) << "given, and ended by the STOP";
  const auto wordings = lines_of(pack, "wording");
  ASSERT_EQ(wordings.size(), 1U);
  EXPECT_EQ(text(wordings[0], "text"), "I agree to get texts.");
  EXPECT_EQ(lines_of(pack, "opt_out").size(), 2U) << "by keyword and by hand";
  EXPECT_EQ(lines_of(pack, "review").size(), 1U);
  const auto inbound = lines_of(pack, "inbound");
  ASSERT_EQ(inbound.size(), 2U);
  EXPECT_EQ(text(inbound[1], "body"), "STOP");
  const auto messages = lines_of(pack, "message");
  ASSERT_GE(messages.size(), 2U) << "the single one, and the answer to STOP";
  EXPECT_EQ(messages[0].at("id"), sent.at("id"));
  EXPECT_EQ(text(messages[0], "body"), "hello Ann");
  EXPECT_EQ(text(messages[0], "state"), "blocked");
  std::string actions;
  for (const auto& one : lines_of(pack, "audit")) actions += text(one, "action") + " ";
  for (const char* action : {"evidence.make", "contact.create", "consent.record", "message.send", "optout.add"})
    EXPECT_NE(actions.find(action), std::string::npos) << action << " in " << actions;
  EXPECT_EQ(pack.find("Bob"), std::string::npos);
  EXPECT_EQ(pack.find("2025550124"), std::string::npos);
}

TEST_F(Evidence, DecisionsComeWithTheirTrace) {
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 202);
  write([&](store::Session& s) {
    store::Ledger ledger(s, clock_.now());
    ledger.record_decision(MessageId{sent.at("id").as_int64()}, {clock_.now(), 1, Reason::outside_legal_hours,
                                                                 clock_.now() + kHourMs, R"({"v":1,"no":"trace"})"});
    ledger.close();
  });
  const auto decisions = lines_of(fetch(text(make(), "id")), "decision");
  ASSERT_EQ(decisions.size(), 1U);
  EXPECT_EQ(decisions[0].at("message"), sent.at("id"));
  EXPECT_EQ(text(decisions[0], "reason"), "outside_legal_hours");
  EXPECT_EQ(decisions[0].at("trace").at("no"), json::value("trace")) << "as it was stored, readable or not";
}

TEST_F(Evidence, ACallSaysWhoTookIt) {
  const auto sent = post("/api/messages/send", R"({"to":"+12025550123","body":"hello"})", 202);
  const auto contact = get("/api/contacts?phone=%2B12025550123").at("items").at(0).at("id").as_int64();
  int64_t id = 0;
  write([&](store::Session& s) {
    store::Ledger ledger(s, clock_.now());
    id = ledger
             .plan({.workspace = {1}, .contact = {contact}, .phone = kPhone, .body = "hello", .channel = Channel::call})
             ->value;
    ledger.close();
    store::CallRow call{.message = {id}, .campaign = {}, .language = "en-AU"};
    store::calls::put(s, call);
    store::calls::hear(s, call, {.outcome = CallOutcome::human, .duration_s = 31, .sequence = 4});
  });
  const auto calls = lines_of(fetch(text(make(), "id")), "call");
  ASSERT_EQ(calls.size(), 1U) << "of the text there is none";
  EXPECT_EQ(calls[0].at("message"), json::value(id));
  EXPECT_EQ(text(calls[0], "outcome"), "human");
  EXPECT_EQ(calls[0].at("duration_s"), 31);
}

TEST_F(Evidence, OfANumberNobodyKnowsIsAPackToo) {
  const auto made = make(R"({"phone":"202 555 0199","region":"us","reason":"do we know them?"})");
  EXPECT_EQ(text(made, "phone"), "+12025550199");
  const auto pack = fetch(text(made, "id"));
  EXPECT_TRUE(verify(pack).good);
  EXPECT_EQ(made.at("lines"), json::value(3)) << "head, manifest, signature";
}

TEST_F(Evidence, OfAnErasedNumberOnlyTheRefusalIsLeft) {
  write([&](store::Session& s) {
    const auto key = s.number_keys->newest().value();
    store::erasures::add_key(s, key, clock_.now());
    store::optouts::suppress(s, {.phone = s.number_keys->name_of(key, "+12025550177"),
                                 .source = std::string(store::optouts::kErased),
                                 .created_at = clock_.now()});
  });
  const auto pack = fetch(text(make(R"({"phone":"+12025550177","reason":"do we know them?"})"), "id"));
  EXPECT_TRUE(verify(pack).good);
  const auto opt_outs = lines_of(pack, "opt_out");
  ASSERT_EQ(opt_outs.size(), 1U);
  EXPECT_EQ(text(opt_outs[0], "source"), "erased");
}

TEST_F(Evidence, IsPagedInWholeLines) {
  constexpr int kMany = 1'500;
  write([&](store::Session& s) {
    store::Ledger ledger(s, clock_.now());
    const auto contact = store::contacts::all_by_phone(s, kPhone).at(0).id;
    for (int i = 0; i < kMany; ++i) {
      store::NewMessage message{.workspace = workspace_, .kind = MessageKind::single, .phone = kPhone};
      if (i % 3 != 0) message.contact = contact;
      message.body = std::string(600, 'x') + std::to_string(i);
      ASSERT_TRUE(ledger.plan(message));
    }
    ledger.close();
  });
  int pieces = 0;
  const auto pack = fetch(text(make(), "id"), &pieces);
  EXPECT_GE(pieces, 2);
  EXPECT_TRUE(verify(pack).good);
  EXPECT_EQ(lines_of(pack, "message").size(), size_t{kMany}) << "of the contact, and to the number without one";
}

TEST_F(Evidence, TheAskingStandsInTheAuditChain) {
  make();
  make(R"({"phone":"+12025550123","reason":"again"})");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'evidence.make' AND detail = 'again'"), 1);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE subject LIKE '%2025550123%'"), 0) << "never the whole number";
  write([&](store::Session& s) { EXPECT_EQ(access::verify_audit(s).first_bad, 0); });
}

TEST_F(Evidence, BadInputIsRefused) {
  for (const char* body :
       {R"({"phone":"+12025550123"})", R"({"phone":"+12025550123","reason":""})",
        R"({"phone":"+12025550123","reason":"  \n"})", R"({"phone":"hello","reason":"x"})", R"({"reason":"x"})",
        R"({"phone":"+12025550123","reason":"x","lines":[]})", R"({"phone":"+12025550123","reason":7})", "[]"}) {
    make(body, 400);
  }
  make(R"({"phone":"+12025550123","reason":")" + std::string(1001, 'x') + "\"}", 400);
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'evidence.make'"), 0);
  get("/api/evidence/0123456789abcdef0123456789abcdef", 404);
  get("/api/evidence/..%2Ft.db", 404);
  const auto id = text(make(), "id");
  get("/api/evidence/" + id + "?after=99999999", 400);
  get("/api/evidence/" + id + "?after=x", 400);
  get("/api/evidence/" + id + "?before=1", 400);
  HttpRequest stranger{.method = "POST", .url = "/api/evidence", .body = R"({"phone":"+12025550123","reason":"x"})"};
  stranger.headers.add("Content-Type", "application/json");
  EXPECT_EQ(raw(stranger).status, 401);
  EXPECT_EQ(raw({.method = "GET", .url = "/api/evidence/" + id}).status, 401);
}

TEST_F(Evidence, PacksAreForgotten) {
  std::vector<std::string> ids;
  for (size_t i = 0; i <= limits::kEvidenceKept; ++i) ids.push_back(text(make(), "id"));
  get("/api/evidence/" + ids.front(), 404);
  EXPECT_EQ(ask("GET", "/api/evidence/" + ids.back()).status, 200);
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(folder_ / "evidence"),
                         std::filesystem::directory_iterator());
  };
  EXPECT_EQ(files(), static_cast<long>(limits::kEvidenceKept));
  clock_.advance(limits::kEvidenceKeptMs);
  ASSERT_TRUE(api_->tick());
  get("/api/evidence/" + ids.back(), 404);
  EXPECT_EQ(files(), 0);
  make();
  ASSERT_TRUE(evidence_->begin()) << "as after a crash";
  EXPECT_EQ(files(), 0);
}

}  // namespace
}  // namespace tidings::http
