// For the tests of this room: the Api behind a real server on loopback, over a real embedded database, with one
// workspace, one sender, one key, and a carrier whose webhooks are plain forms. Every answer is also written down, so
// that tools/check_openapi.py can hold it against docs/api/openapi.yaml.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "access/keys.h"
#include "base/json.h"
#include "flow/delivery/delivery.h"
#include "flow/inbox/inbox.h"
#include "http/api.h"
#include "http/routes.h"
#include "net/fetch.h"
#include "net/http_client.h"
#include "store/contacts.h"
#include "store/ledger.h"
#include "store/number_keys.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::http {

inline constexpr const char* kPublicUrl = "https://sms.example.org";
inline constexpr const char* kPhone = "+12025550123";
inline constexpr const char* kOurs = "+12025550100";

// Signs by a header that names the URL.
class FormCarrier : public carrier::Carrier {
 public:
  std::string_view name() const override { return "tw"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  const carrier::MediaRules& media_rules() const override {
    static const carrier::MediaRules kRules{.most = 2, .types = {{"image/jpeg", 5'000'000}, {"image/png", 600'000}}};
    return kRules;
  }

  carrier::Signature check_signature(const carrier::WebhookRequest& request, Instant) const override {
    const auto signature = request.headers.get("X-Signature");
    if (signature.empty()) return carrier::Signature::absent;
    if (signature == "old " + request.url) return carrier::Signature::stale;
    return signature == "for " + request.url ? carrier::Signature::valid : carrier::Signature::invalid;
  }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest& request) const override {
    const auto form =
        parse_form(request.method == "GET" ? request.url.substr(request.url.find('?') + 1) : request.body);
    carrier::WebhookEvent out;
    out.provider_id = form_get(form, "Id");
    if (out.provider_id.empty()) return fail(ErrorCode::invalid_argument, "it names no message", "Id");
    out.from = form_get(form, "From");
    out.to = form_get(form, "To");
    out.text = form_get(form, "Body");
    out.type = carrier::EventType::inbound_message;
    for (const auto& [name, value] : form) {
      if (name == "Media") out.media.emplace_back(value, "image/png");
    }
    if (form_get(form, "Status") == "delivered") {
      out.type = carrier::EventType::delivery_status;
      out.state = DeliveryState::delivered;
      out.provider_status = "delivered";
    }
    if (const auto ref = form_get(form, "Ask"); !ref.empty()) {  // somebody took a call
      out.type = carrier::EventType::call_asks;
      out.client_ref = ref;
    }
    return out;
  }
  bool makes_calls() const override { return true; }
  HttpResponse instruct(const carrier::OutgoingCall& call, const carrier::WebhookEvent&) const override {
    HttpResponse out;
    out.body = fmt::format("{} says to {} in {}: {}", call.from, call.to, call.language, call.text);
    return out;
  }
  HttpResponse answer(const carrier::WebhookEvent&) const override {
    HttpResponse out;
    out.headers.add("Content-Type", "text/xml");
    out.body = "<Response/>";
    return out;
  }
};

// One that can be asked for its list.
class ListedCarrier final : public FormCarrier {
 public:
  std::string_view name() const override { return "listed"; }
  std::optional<HttpRequest> build_list(const carrier::ListQuery&, std::string_view) const override {
    return HttpRequest{};
  }
};

class ApiTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string made = (std::filesystem::temp_directory_path() / "tidings-http-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
    std::filesystem::create_directories(folder_ / "imports");
    auto opened = store::sqlite::open(
        env_, {.path = (folder_ / "t.db").string(),
               .number_keys = std::make_shared<store::NumberKeys>((folder_ / "erasure.keys").string())});
    ASSERT_TRUE(opened) << opened.error().describe();
    db_ = std::move(*opened);
    ASSERT_TRUE(store::migrate(*db_));
    write([&](store::Session& s) {
      workspace_ = store::workspaces::insert(s, {.name = "one"});
      sender_ = store::workspaces::put_sender(s, {.workspace = workspace_, .address = kOurs, .carrier = "tw"});
      key_ = access::make_key(s, "alice", clock_.now());
    });
    carriers_.emplace("tw", std::make_unique<FormCarrier>());
    campaigns_ = std::make_unique<flow::Campaigns>(env_, *db_);
    evidence_ = std::make_unique<tidings::evidence::Packs>(
        env_, *db_, (folder_ / "evidence").string(), [this]() -> Result<crypto::SigningKey> { return evidence_key_; });
    ASSERT_TRUE(evidence_->begin());
    journal_ = std::make_unique<intake::WebhookJournal>(
        env_, [this](std::string_view name) { return dispatch::find_carrier(carriers_, name); });
    receipts_ = std::make_unique<intake::ReceiptQueue>(
        env_, *db_, [this](store::Session& s, std::span<const intake::Arrived> all) -> Result<> {
          largest_batch_ = std::max(largest_batch_, all.size());
          for (const auto& one : all) TRY(sink(s, *one.event, one.carrier));
          return {};
        });
    preflights_ = std::make_unique<preflight::Preflights>(
        env_, *db_,
        preflight::Setting{
            .has_carrier = [this](std::string_view name) { return dispatch::find_carrier(carriers_, name) != nullptr; },
            .make_gatherer =
                [this] {
                  return std::make_unique<compliance::Gatherer>(compliance::TzStatus{"2026f", true, {}}, laws_);
                }});
    reconciler_ = std::make_unique<watch::Reconciler>(
        env_, *db_, client_, std::vector<const carrier::Carrier*>{&listed_}, watch::Sink{}, watch::ReconcilerOptions{});
    ASSERT_TRUE(workers_.start());
    ASSERT_TRUE(client_.start());
    serve();
  }
  void TearDown() override {
    if (server_) server_->stop();
    workers_.stop();
    client_.stop();
    if (db_) db_->stop();
    api_.reset();
    std::filesystem::remove_all(folder_);
  }

  void serve() {
    Services with{.env = env_,
                  .database = *db_,
                  .campaigns = *campaigns_,
                  .campaign_options = {.pools = {},
                                       .makes_calls = [](std::string_view) { return true; },
                                       .outgoing = {.find_carrier =
                                                        [this](std::string_view name) {
                                                          return dispatch::find_carrier(carriers_, name);
                                                        },
                                                    .public_url = kPublicUrl}},
                  .preflights = *preflights_,
                  .carriers = carriers_,
                  .journal = *journal_,
                  .sink = [this](store::Session& s, const carrier::WebhookEvent& event,
                                 std::string_view carrier) { return sink(s, event, carrier); },
                  .receipts = *receipts_,
                  .webhook_readers = [](const carrier::CarrierConfig& config) -> Result<explain::WebhookReader> {
                    if (config.type != "twilio") return fail(ErrorCode::not_yet, "not built yet", "carrier");
                    auto carrier = std::make_shared<FormCarrier>();
                    return explain::WebhookReader{
                        [carrier](const auto& request, Instant now) { return carrier->check_signature(request, now); },
                        [carrier](const auto& request) { return carrier->read_webhook(request); }};
                  },
                  .tz = {"2026f", true, {}},
                  .laws = laws_,
                  .evidence = *evidence_,
                  .incidents = incidents_,
                  .program_version = "1.2.3",
                  .public_url = kPublicUrl,
                  .import_dir = (folder_ / "imports").string(),
                  .registers = registers_,
                  .reconcile = [this](store::Session& s, const watch::Asked& asked,
                                      Instant now) { return reconciler_->ask(s, asked, now); }};
    api_ = std::make_unique<Api>(std::move(with), workers_);
    server_ = std::make_unique<net::HttpServer>(
        env_, net::ServerOptions{.port = 0},
        [this](net::IncomingRequest in, net::Responder out) {
          in.remote_is_loopback = in.remote_is_loopback && !far_away_;
          api_->handle(std::move(in), std::move(out));
        },
        [this](const HttpRequest& head) { return api_->upload(head); });
    ASSERT_TRUE(server_->start());
  }

  virtual Result<> sink(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier) {
    if (sink_fails_ || event.provider_id == kPoison) return fail(ErrorCode::internal, "a fault of the test");
    if (event.type == carrier::EventType::delivery_status) return delivery_.apply(s, event, carrier, clock_.now());
    if (auto applied = inbox_.apply(s, event, carrier, clock_.now()); !applied) return std::unexpected(applied.error());
    return {};
  }

  void write(const std::function<void(store::Session&)>& work) {
    const auto done = db_->write([&](store::Session& s) -> Result<> {
      work(s);
      return {};
    });
    ASSERT_TRUE(done) << done.error().describe();
  }

  HttpResponse raw(HttpRequest request) {
    request.url = fmt::format("http://127.0.0.1:{}{}", server_->port(), request.url);
    auto result = net::fetch(client_, request);
    EXPECT_EQ(result.transport, Transport::answered) << result.problem;
    return std::move(result.response);
  }
  // With the key; the body is JSON when it is not empty.
  HttpResponse ask(const std::string& method, const std::string& url, const std::string& body = {},
                   const std::string& idempotency = {}) {
    HttpRequest request{.method = method, .url = url, .body = body};
    request.headers.add("Authorization", "Bearer " + key_);
    if (!body.empty()) request.headers.add("Content-Type", "application/json");
    if (!idempotency.empty()) request.headers.add("Idempotency-Key", idempotency);
    auto response = raw(request);
    write_down(method, url, body, response);
    return response;
  }
  // The body of an answer of that status.
  json::value get(const std::string& url, int status = 200) { return body_of(ask("GET", url), status); }
  json::value post(const std::string& url, const std::string& body, int status, const std::string& idempotency = {}) {
    return body_of(ask("POST", url, body, idempotency), status);
  }
  static json::value body_of(const HttpResponse& response, int status) {
    EXPECT_EQ(response.status, status) << response.body;
    auto value = parse_json(response.body);
    EXPECT_TRUE(value) << response.body;
    return value.value_or(json::object{});
  }
  HttpResponse webhook(const std::string& path, const FormFields& form, std::string signature = {}) {
    HttpRequest request{.method = "POST", .url = path, .body = encode_form(form)};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    if (signature.empty()) signature = std::string("for ") + kPublicUrl + path;
    if (signature != "none") request.headers.add("X-Signature", signature);
    return raw(request);
  }
  int64_t count(const char* sql) {
    int64_t out = -1;
    write([&](store::Session& s) {
      auto rows = s.open_text(sql, nullptr, 0);
      if (rows->next()) out = rows->integer(0);
      while (rows->next()) {
      }
    });
    return out;
  }
  static std::string text(const json::value& value, const char* name) {
    return std::string(value.at(name).as_string());
  }

  static bool is_json(const HttpResponse& response) {
    return response.headers.get("Content-Type").find("json") != std::string_view::npos;
  }
  void write_down(const std::string& method, const std::string& url, const std::string& body,
                  const HttpResponse& response) {
    const auto match = find_route(method, url.substr(0, url.find('?')));
    if (match.route == nullptr || method == "HEAD") return;
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::filesystem::create_directories(TIDINGS_API_ANSWERS);
    std::ofstream out(fmt::format("{}/{}.{}.jsonl", TIDINGS_API_ANSWERS, test->test_suite_name(), test->name()),
                      first_answer_ ? std::ios::trunc : std::ios::app);
    first_answer_ = false;
    out << json::serialize(json::object{{"method", match.route->method},
                                        {"path", match.route->path},
                                        {"request", body},
                                        {"status", response.status},
                                        {"type", json::string_view(response.headers.get("Content-Type"))},
                                        {"body", is_json(response) ? response.body : std::string()}})
        << "\n";
  }

  ManualClock clock_{Instant{1'795'014'400'000}};  // 2026-11-18, 15:06:40 UTC: open in Europe and the US
  Random random_{1};
  std::unique_ptr<Log> log_ = make_silent_log();
  Metrics metrics_;
  Env env_{clock_, random_, *log_, metrics_};
  std::filesystem::path folder_;
  law::LawShelf laws_;
  std::unique_ptr<store::Database> db_;
  dispatch::CarrierSet carriers_;
  std::unique_ptr<flow::Campaigns> campaigns_;
  std::unique_ptr<preflight::Preflights> preflights_;
  std::unique_ptr<tidings::evidence::Packs> evidence_;
  watch::Incidents incidents_{env_};
  crypto::SigningKey evidence_key_ = crypto::SigningKey::make();
  std::unique_ptr<intake::WebhookJournal> journal_;
  std::unique_ptr<intake::ReceiptQueue> receipts_;  // ticked by the test
  delivery::Delivery delivery_{env_};
  inbox::Inbox inbox_{env_};
  net::WorkerPool workers_;
  net::HttpClient client_{env_};
  ListedCarrier listed_;
  std::unique_ptr<watch::Reconciler> reconciler_;  // asked only
  std::unique_ptr<Api> api_;
  std::unique_ptr<net::HttpServer> server_;
  std::vector<DncRegister> registers_;  // as configured; serve() again after a change
  WorkspaceId workspace_;
  SenderId sender_;
  std::string key_;
  static constexpr const char* kPoison = "SM-poison";  // its receipts cannot be applied
  size_t largest_batch_ = 0;                           // receipts applied together
  bool sink_fails_ = false, far_away_ = false, first_answer_ = true;
};

}  // namespace tidings::http
