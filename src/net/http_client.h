// The runner of outgoing HTTP: keep-alive connections per host, http and https, HTTP/1.1. Carriers and services hand it
// requests as values. Any thread may send; done is called from the client's I/O thread and must be short.
//
// What it says about a failure decides whether a message may be sent again (base/http.h, Transport):
//   not_sent    the queue was full, no connection came about, TLS failed, or the time ran out while waiting for one
//   maybe_sent  anything after the first write was begun
// So that few requests end as maybe_sent without need, an idle connection is looked at before it is used again (closed
// or unexpectedly readable ones are thrown away) and is not used again at all after idle_reuse_ms.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/limits.h"

namespace tidings::net {

struct ClientOptions {
  int io_threads = 1;  // connections and queue are shared out among them
  size_t connections_per_host = limits::kCarrierConnections;
  size_t queue_per_host = limits::kCarrierQueue;
  int64_t connect_ms = limits::kConnectMs;  // name, connect and TLS
  int64_t idle_reuse_ms = limits::kReuseIdleMs;
  size_t answer_bytes = limits::kAnswerBytes;  // a longer answer is a failure
  // Only addresses of the public Internet (net/public_address.h), but for these places, "http://127.0.0.1:9000": for
  // requests to where somebody else's word leads.
  bool public_only = false;
  std::vector<std::string> also;
  std::string ca_file;  // PEM, trusted besides the system's authorities
  std::string user_agent = "tidings";

  Result<> validate() const;
};

class HttpClient final : public HttpRunner {
 public:
  HttpClient(Env env, ClientOptions options = {});
  ~HttpClient() override;  // stops

  // Errors: invalid_argument (options, ca_file).
  Result<> start();
  // After stop(), or before start(), done is called at once, in the caller's thread: not_sent.
  void send(HttpRequest request, Done done) override;
  void send_all(std::vector<Outgoing> all) override;
  // Ends what is outstanding as maybe_sent or not_sent, whichever is true. Idempotent; returns when the I/O threads
  // have ended. Not from done.
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net
