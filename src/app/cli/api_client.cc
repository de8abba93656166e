#include "app/cli/api_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "app/cli/table.h"
#include "app/first_start.h"
#include "base/env.h"
#include "base/log.h"
#include "net/fetch.h"
#include "net/http_client.h"
#include "net/problem.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kPatienceMs = 60'000;  // an export or a batch may take a while
constexpr const char* kUsualUrl = "http://127.0.0.1:8080";

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

bool on_this_machine(const std::string& url) {
  const auto parts = split_url(url);
  return parts && is_loopback(*parts);
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

std::vector<std::string> find_keys(const Context& context, const std::string& url) {
  if (!context.key.empty()) return {context.key};
  if (const auto key = context.variable("TIDINGS_KEY"); !key.empty()) return {key};
  std::vector<std::string> out;
  if (!on_this_machine(url)) return out;
  // Tried from the back: the server's own folder before the demo's.
  std::vector<std::string> folders = {"data/demo", "data"};
  if (const auto own = context.variable("TIDINGS_STORE_DATA_DIR"); !own.empty()) folders.push_back(own);
  for (const auto& folder : folders) {
    if (auto key = first_line(key_file(folder)); !key.empty() && std::ranges::find(out, key) == out.end())
      out.push_back(std::move(key));
  }
  return out;
}

}  // namespace

struct ApiClient::Network {
  SystemClock clock;
  Random random = Random::from_system();
  Metrics metrics;
  std::unique_ptr<Log> log = make_silent_log();
  net::HttpClient client{{clock, random, *log, metrics}, {.answer_bytes = limits::kMediaBytes}};
};

ApiClient::ApiClient(const Context& context)
    : url_(without_slash(context.url.empty() ? context.variable("TIDINGS_URL", kUsualUrl) : context.url)),
      keys_(find_keys(context, url_)),
      runner_(context.runner) {}
ApiClient::~ApiClient() = default;

HttpResult ApiClient::run(HttpRequest request) {
  if (runner_ == nullptr) {
    network_ = std::make_unique<Network>();
    if (const auto started = network_->client.start(); !started)
      return {Transport::not_sent, {}, started.error().describe()};
    runner_ = &network_->client;
  }
  return net::fetch(*runner_, std::move(request));
}

// A key found in a file may be another server's: the next one is tried. Nothing has happened on a 401.
bool ApiClient::next_key() {
  if (keys_.size() < 2) return false;
  keys_.pop_back();
  return true;
}

Result<HttpResponse> ApiClient::judge(HttpResult result) {
  if (result.transport == Transport::not_sent) {
    return fail(ErrorCode::unavailable, fmt::format("no server answers at {}", url_), result.problem,
                "start one with `tidings serve` or `tidings demo`, or name it with --url");
  }
  if (result.transport == Transport::maybe_sent) {
    return fail(ErrorCode::unavailable, fmt::format("the server at {} did not finish its answer", url_), result.problem,
                "it may have done what was asked: look before asking again");
  }
  last_body_ = result.response.body;
  if (result.response.status / 100 == 2) return std::move(result.response);
  auto error = error_of_answer(result.response);
  if (error.code == ErrorCode::unauthenticated && keys_.empty()) {
    error.hint = "give --key or TIDINGS_KEY; the server's first start wrote it to DATA/admin.key";
  }
  return std::unexpected(std::move(error));
}

Result<HttpResponse> ApiClient::call(const std::string& method, const std::string& path, const Query& query,
                                     const std::string& body, const std::string& content_type) {
  while (true) {
    HttpRequest request{.method = method, .url = url_ + path, .body = body, .timeout_ms = kPatienceMs};
    if (!query.empty()) request.url += "?" + encode_form(query);
    if (!keys_.empty()) request.headers.add("Authorization", "Bearer " + keys_.back());
    if (!content_type.empty()) request.headers.add("Content-Type", content_type);
    auto answer = judge(run(std::move(request)));
    if (answer || answer.error().code != ErrorCode::unauthenticated || !next_key()) return answer;
  }
}

namespace {
Result<json::value> body_of(Result<HttpResponse> answer) {
  if (!answer) return std::unexpected(std::move(answer.error()));
  if (answer->body.empty()) return json::value(json::object{});
  auto value = parse_json(answer->body);
  if (!value) return fail(ErrorCode::internal, "the server's answer is not JSON", value.error().what, "is it Tidings?");
  return value;
}
}  // namespace

Result<json::value> ApiClient::get(const std::string& path, const Query& query) {
  return body_of(call("GET", path, query));
}
Result<json::value> ApiClient::post(const std::string& path, const json::value& body, const Query& query) {
  return body_of(call("POST", path, query, json::serialize(body), "application/json"));
}
Result<json::value> ApiClient::patch(const std::string& path, const json::value& body) {
  return body_of(call("PATCH", path, {}, json::serialize(body), "application/json"));
}
Result<json::value> ApiClient::put(const std::string& path, const json::value& body) {
  return body_of(call("PUT", path, {}, json::serialize(body), "application/json"));
}
Result<json::value> ApiClient::remove(const std::string& path) { return body_of(call("DELETE", path)); }

Result<HttpResponse> ApiClient::upload(const std::string& path, const Query& query, const std::string& file,
                                       const std::function<void(uint64_t, uint64_t)>& progress) {
  // Which key is right is found out before the bytes travel.
  while (keys_.size() > 1) {
    const auto asked = call("GET", path);
    if (asked || asked.error().code != ErrorCode::unauthenticated) break;
  }
  HttpRequest head{.method = "POST", .url = url_ + path};
  if (!query.empty()) head.url += "?" + encode_form(query);
  if (!keys_.empty()) head.headers.add("Authorization", "Bearer " + keys_.back());
  head.headers.add("Content-Type", "text/csv");
  return judge(net::upload_file(std::move(head), file, progress));
}

Error error_of_answer(const HttpResponse& response) {
  Error error{net::error_code_of(response.status), fmt::format("the server answered {}", response.status), {}, {}};
  const auto problem = parse_json(response.body);
  if (!problem || !problem->is_object()) return error;
  const auto text = [&](const char* name, std::string& into) {
    const auto* value = problem->as_object().if_contains(name);
    if (value != nullptr && value->is_string()) into = harmless(std::string_view(value->as_string()));
  };
  text("detail", error.what);
  text("where", error.where);
  text("hint", error.hint);
  std::string code;
  text("code", code);
  if (code == to_string(ErrorCode::not_yet)) error.code = ErrorCode::not_yet;
  return error;
}

Result<> csv_pages(ApiClient& api, const std::string& path, const std::function<Result<>(std::string_view)>& take) {
  Query query;
  while (true) {
    const auto page = TRY(api.call("GET", path, query));
    TRY(take(page.body));
    const auto link = page.headers.get("Link");
    const size_t from = link.find('?'), to = link.find('>');
    if (from == std::string_view::npos || to == std::string_view::npos) return {};
    const auto next = parse_form(link.substr(from + 1, to - from - 1));
    query.assign(next.begin(), next.end());
  }
}

std::string api_path(std::initializer_list<std::string_view> parts) {
  std::string out = "/api";
  for (const auto part : parts) out += "/" + percent_encode(part);
  return out;
}

}  // namespace tidings::app::cli
