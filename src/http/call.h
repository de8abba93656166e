// What a handler gets, and how it answers. A handler is a plain function from a Call to a response or an Error; it runs
// on a worker. Reads have a snapshot, writes a transaction; an Error undoes the write. Errors become answers in one
// place (net/problem.h).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/keys.h"
#include "base/http.h"
#include "base/json.h"
#include "base/limits.h"
#include "domain/workspace.h"
#include "http/api.h"

namespace tidings::http {

struct Call {
  const Services& services;
  const HttpRequest& request;
  std::string path;                 // without the query
  std::vector<std::string> params;  // of the path, in order
  FormFields query;
  access::Principal who;
  Instant now;
  json::value body = json::object{};  // writes: the body, {} when there is none
  store::Session* session = nullptr;  // reads and writes
  std::shared_ptr<void> upload;       // a body that was streamed
  std::function<bool()> gone;         // nobody waits for the answer any more

  store::Session& s() const { return *session; }
  // The nth number of the path. Error: not_found when it is no id.
  Result<int64_t> id(size_t nth = 0) const;
  void audit(std::string_view action, std::string_view subject, std::string_view detail = {}) const;
};

using Handler = Result<HttpResponse> (*)(Call& call);

HttpResponse answer(const json::value& value, int status = 200);
HttpResponse csv_answer(std::string text, std::string_view file_name);
// {"items":[…],"next":…}; next is null at the end.
HttpResponse list_answer(json::array items, json::value next);

json::value plain_number(double number);  // whole ones as 10, not as 1E1
json::value instant_or_null(Instant at);
json::value text_or_null(std::string_view text);
json::value id_or_null(int64_t id);

// The query string, every parameter named: an unknown one is an error, so a misspelt filter is never ignored.
class QueryReader {
 public:
  explicit QueryReader(const FormFields& fields) : fields_(fields) {}

  std::optional<std::string> text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);  // every one of that name
  std::optional<int64_t> integer(std::string_view name);
  std::optional<bool> boolean(std::string_view name);     // true, false, 1, 0
  std::optional<Instant> instant(std::string_view name);  // ISO 8601
  int64_t limit();                                        // ?limit=, 1 … kPageMost
  int64_t after();                                        // ?after=, 0 = from the beginning
  void problem(std::string_view name, std::string_view what);
  Result<> done();

 private:
  const FormFields& fields_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
};

// The workspace asked for; without a number the only one there is. Errors: not_found; invalid_argument when one must be
// named.
Result<Workspace> workspace_of(store::Session& s, std::optional<int64_t> id);

// A country as people give it for a number, in capitals; empty stays empty. Error: invalid_argument, where: region.
Result<std::string> read_region(std::string text);

// A Database whose transaction is the one that is open: lets a stage's own class work inside a handler's write.
class InSession final : public store::Database {
 public:
  explicit InSession(store::Session& session) : session_(session) {}
  Result<> write(const Work& work) override { return work(session_); }
  void write_async(Work work, Done done) override { done(work(session_)); }
  Result<> read(const Work& work) override { return work(session_); }
  Result<> backup(const std::string& path) override;
  void stop() override {}
  size_t queued_writes() const override { return 0; }

 private:
  store::Session& session_;
};

}  // namespace tidings::http
