// For tests of the command line: streams in memory, and a server on loopback that answers what it is told and remembers
// what it was asked.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "app/cli/command.h"
#include "base/env.h"
#include "net/http_server.h"

namespace tidings::app::cli::test {

struct Ran {
  int code = 0;
  std::string out, err;
};

// A FILE that keeps what is written.
class Kept {
 public:
  Kept() : file_(::open_memstream(&data_, &size_)) {}
  ~Kept() {
    std::fclose(file_);
    std::free(data_);  // NOLINT: open_memstream's own
  }
  Kept(const Kept&) = delete;
  std::FILE* file() { return file_; }
  std::string text() {
    std::fflush(file_);
    return {data_, size_};
  }

 private:
  char* data_ = nullptr;
  size_t size_ = 0;
  std::FILE* file_;
};

inline Ran run(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  Kept out, err;
  Context context;
  context.out = out.file(), context.err = err.file();
  context.environment = environment;
  const int code = run_command_line(arguments, context);
  return {code, out.text(), err.text()};
}

class FakeServer {
 public:
  struct Asked {
    std::string method, path, query, body, authorization;
  };

  FakeServer()
      : server_({clock_, random_, *log_, metrics_}, {.port = 0},
                [this](net::IncomingRequest incoming, net::Responder responder) {
                  responder(take(std::move(incoming.request)));
                }) {
    EXPECT_TRUE(server_.start());
  }
  ~FakeServer() { server_.stop(); }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  // "GET /api/campaigns" is answered so from now on.
  void answer(const std::string& request, const std::string& body, int status = 200) {
    const std::lock_guard hold(lock_);
    answers_[request] = {status, {}, body};
  }
  std::vector<Asked> asked() {
    const std::lock_guard hold(lock_);
    return asked_;
  }
  Ran run(std::vector<std::string> arguments) {
    return test::run(arguments, {{"TIDINGS_URL", url()}, {"TIDINGS_KEY", "tid_test"}});
  }

 private:
  HttpResponse take(HttpRequest request) {
    const std::lock_guard hold(lock_);
    const size_t mark = request.url.find('?');
    const auto path = request.url.substr(0, mark);
    asked_.push_back({request.method, path, mark == std::string::npos ? "" : request.url.substr(mark + 1), request.body,
                      std::string(request.headers.get("Authorization"))});
    const auto found = answers_.find(request.method + " " + path);
    return found == answers_.end() ? HttpResponse{404, {}, R"({"detail":"there is no such thing","where":"path"})"}
                                   : found->second;
  }

  SystemClock clock_;
  Random random_{1};
  Metrics metrics_;
  std::unique_ptr<Log> log_ = make_silent_log();
  std::mutex lock_;
  std::map<std::string, HttpResponse> answers_;
  std::vector<Asked> asked_;
  net::HttpServer server_;
};

}  // namespace tidings::app::cli::test
