// The command line's side of the API: paths and JSON in, JSON or an Error out. Blocking; one thread.
//
// The key: --key, TIDINGS_KEY, else the key file of a server on this machine (data folders "data" and "data/demo", or
// TIDINGS_STORE_DATA_DIR). Key files are used only towards this machine: a key never leaves it unasked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/context.h"
#include "base/http.h"
#include "base/json.h"

namespace tidings::app::cli {

using Query = FormFields;

class ApiClient {
 public:
  explicit ApiClient(const Context& context);
  ~ApiClient();

  // The answer's body as it came, when the server says yes. path without the query.
  Result<HttpResponse> call(const std::string& method, const std::string& path, const Query& query = {},
                            const std::string& body = {}, const std::string& content_type = {});
  Result<json::value> get(const std::string& path, const Query& query = {});
  Result<json::value> post(const std::string& path, const json::value& body = json::object{}, const Query& query = {});
  Result<json::value> patch(const std::string& path, const json::value& body);
  Result<json::value> put(const std::string& path, const json::value& body);
  Result<json::value> remove(const std::string& path);
  // The file as the body; progress may be empty.
  Result<HttpResponse> upload(const std::string& path, const Query& query, const std::string& file,
                              const std::function<void(uint64_t sent, uint64_t of)>& progress);

  const std::string& url() const { return url_; }
  // Of the last answer, for --json.
  const std::string& last_body() const { return last_body_; }

 private:
  struct Network;
  Result<HttpResponse> judge(HttpResult result);
  HttpResult run(HttpRequest request);
  bool next_key();

  std::string url_;
  std::vector<std::string> keys_;  // those not yet refused, the present one last
  std::string last_body_;
  HttpRunner* runner_ = nullptr;
  std::unique_ptr<Network> network_;
};

// What an answer that says no means. A problem JSON's own words where there are any.
Error error_of_answer(const HttpResponse& response);

// Every page of a CSV answer, in order; its Link header says where the next one is. An error of take ends it.
Result<> csv_pages(ApiClient& api, const std::string& path, const std::function<Result<>(std::string_view)>& take);

// A path from parts, each escaped: api_path({"campaigns", id, "start"}) is "/api/campaigns/7/start".
std::string api_path(std::initializer_list<std::string_view> parts);

}  // namespace tidings::app::cli
