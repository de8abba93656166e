// HTTP as plain values, so that carriers and services can build requests and read answers without a socket, and one
// runner (net/, or the simulator) does the network. No URL or header name of any product here.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace tidings {

// Header names compare without case; order and repeats are kept.
class HttpHeaders {
 public:
  void add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }
  void reserve(size_t n) { all_.reserve(n); }
  std::string_view get(std::string_view name) const;  // first of that name, or empty
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // outgoing: absolute (http or https). Incoming: the target as received, "/path?query"
  HttpHeaders headers;
  std::string body;
  int64_t timeout_ms = 15'000;  // outgoing only: from start to the answer's last byte
  int64_t leave_by_ms = 0;  // outgoing only: by the monotonic clock; not begun later, then not_sent. 0 = no such time
  bool first = false;       // outgoing only: goes before the others that wait for a free connection
};

struct HttpResponse {
  int status = 200;
  HttpHeaders headers;
  std::string body;
};

// How a request ended on the network.
enum class Transport {
  answered,    // a whole response was read
  not_sent,    // no byte of the request left (name, connect or TLS failure): safe to try again
  maybe_sent,  // it left, wholly or in part, and no whole answer came: the other side may have acted on it
};

struct HttpResult {
  Transport transport = Transport::not_sent;
  HttpResponse response;   // only when answered
  std::string problem;     // only when not: one line for people
  bool too_large = false;  // maybe_sent: it was answered, with more than the runner takes
};

// The runner of outgoing requests. done is called exactly once, from a thread of the runner, never before send returns
// has been ordered with anything: treat it as concurrent. done must be short and must not block.
class HttpRunner {
 public:
  using Done = std::function<void(HttpResult)>;
  virtual ~HttpRunner() = default;
  virtual void send(HttpRequest request, Done done) = 0;
  // The same for many at once, in order.
  struct Outgoing {
    HttpRequest request;
    Done done;
  };
  virtual void send_all(std::vector<Outgoing> all) {
    for (auto& one : all) send(std::move(one.request), std::move(one.done));
  }
};

// application/x-www-form-urlencoded and query strings. Order and repeats are kept.
using FormFields = std::vector<std::pair<std::string, std::string>>;
FormFields parse_form(std::string_view text);  // never fails: a broken escape stays as it is
std::string encode_form(const FormFields& fields);
std::string percent_encode(std::string_view text);                           // RFC 3986 unreserved stay
std::string percent_decode(std::string_view text);                           // '+' stays
std::string_view form_get(const FormFields& fields, std::string_view name);  // first of that name, or empty

// An absolute http(s) URL taken apart; views into the text given.
struct UrlParts {
  std::string_view scheme, authority, host, port, target;  // port may be empty; target begins with '/' or is empty
};
Result<UrlParts> split_url(std::string_view url);
// Whether an http(s) URL's host is this machine: localhost, 127.0.0.0/8 or [::1].
bool is_loopback(const UrlParts& url);

}  // namespace tidings
