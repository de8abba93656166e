#include "net/http_client.h"

#include <openssl/ssl.h>

#include "base/check.h"
#include "net/client_pool.h"
#include "net/wire.h"

namespace tidings::net {

Result<> ClientOptions::validate() const {
  const auto wrong = [](const char* where, const char* what) { return fail(ErrorCode::invalid_argument, what, where); };
  if (io_threads < 1 || io_threads > 16) return wrong("http_client.io_threads", "must be 1 to 16");
  if (connections_per_host < static_cast<size_t>(io_threads)) {
    return wrong("http_client.connections_per_host", "must be at least one for each I/O thread");
  }
  if (queue_per_host < static_cast<size_t>(io_threads)) {
    return wrong("http_client.queue_per_host", "must be at least one for each I/O thread");
  }
  if (connect_ms < 1) return wrong("http_client.connect_ms", "must be at least 1");
  if (idle_reuse_ms < 0) return wrong("http_client.idle_reuse_ms", "must not be negative");
  if (answer_bytes < 1) return wrong("http_client.answer_bytes", "must be at least 1");
  return {};
}

struct HttpClient::Inside {
  std::shared_ptr<ClientCore> core;
  std::vector<std::shared_ptr<ClientShard>> shards;
  std::atomic<size_t> next_shard = 0;
  std::mutex mutex;  // start and stop
  std::atomic<bool> started = false;
  bool stopped = false;

  JobPtr make_job(HttpRequest request, HttpRunner::Done done) const;
};

JobPtr HttpClient::Inside::make_job(HttpRequest request, HttpRunner::Done done) const {
  auto job = std::make_unique<ClientJob>();
  job->done = std::move(done);
  job->timeout_ms = request.timeout_ms;
  job->deadline_ms = steady_ms() + request.timeout_ms;
  job->leave_by_ms = request.leave_by_ms > 0 ? std::min(request.leave_by_ms, job->deadline_ms) : job->deadline_ms;
  job->first = request.first;
  if (const Result<UrlParts> url = split_url(request.url); !url) {
    job->refusal = url.error().describe();
  } else if (Result<std::string> wire = write_request(request, *url, core->options.user_agent); !wire) {
    job->refusal = wire.error().describe();
  } else {
    job->wire = std::move(*wire);
    job->tls = url->scheme == "https";
    job->host = url->host;
    job->port = url->port.empty() ? (job->tls ? "443" : "80") : std::string(url->port);
    job->head_only = request.method == "HEAD";
    request.url.resize(url->scheme.size() + 3 + url->authority.size());
    job->host_key = std::move(request.url);
  }
  return job;
}

asio::ssl::context& ClientCore::tls_ready() {
  std::call_once(authorities, [this] {
    boost::system::error_code ec;  // none at all: every handshake fails and says so
    tls.set_default_verify_paths(ec);
  });
  return tls;
}

HttpClient::HttpClient(Env env, ClientOptions options) : in_(std::make_unique<Inside>()) {
  Metrics& m = env.metrics;
  in_->core = std::shared_ptr<ClientCore>(new ClientCore{
      .env = env,
      .options = std::move(options),
      .connections_opened = m.counter("http_client_connections_opened_total", "Outgoing HTTP connections opened"),
      .queue_full = m.counter("http_client_queue_full_total", "Outgoing requests refused because the queue was full")});
}

HttpClient::~HttpClient() { stop(); }

Result<> HttpClient::start() {
  ClientCore& core = *in_->core;
  const ClientOptions& o = core.options;
  TRY(o.validate());
  const std::lock_guard lock(in_->mutex);
  if (in_->started || in_->stopped) return fail(ErrorCode::conflict, "the HTTP client has been started already");
  boost::system::error_code ec;
  if (!o.ca_file.empty()) {
    core.tls.load_verify_file(o.ca_file, ec);
    if (ec) {
      return fail(ErrorCode::invalid_argument, "cannot read certificates: " + ec.message(), o.ca_file,
                  "give a file of PEM certificates");
    }
  }
  core.tls.set_verify_mode(asio::ssl::verify_peer, ec);
  SSL_CTX_set_min_proto_version(core.tls.native_handle(), TLS1_2_VERSION);
  TlsChannel::prepare(core.tls.native_handle());
  const auto threads = static_cast<size_t>(o.io_threads);
  for (size_t i = 0; i < threads; ++i) {
    in_->shards.push_back(
        std::make_shared<ClientShard>(in_->core, o.connections_per_host / threads, o.queue_per_host / threads));
    in_->shards.back()->start();
  }
  in_->started = true;
  return {};
}

void HttpClient::send(HttpRequest request, Done done) {
  std::vector<Outgoing> one;
  one.push_back({std::move(request), std::move(done)});
  send_all(std::move(one));
}

void HttpClient::send_all(std::vector<Outgoing> all) {
  const size_t shards = in_->shards.size();
  if (!in_->started) {
    for (auto& one : all) one.done(HttpResult{Transport::not_sent, {}, "the HTTP client is not running"});
    return;
  }
  const size_t first = shards == 1 ? 0 : in_->next_shard.fetch_add(all.size());
  std::vector<std::vector<JobPtr>> jobs(shards);
  for (size_t i = 0; i < all.size(); ++i) {
    jobs[(first + i) % shards].push_back(in_->make_job(std::move(all[i].request), std::move(all[i].done)));
  }
  for (size_t i = 0; i < shards; ++i) {
    if (!jobs[i].empty()) in_->shards[i]->submit(std::move(jobs[i]));
  }
}

void HttpClient::stop() {
  const std::lock_guard lock(in_->mutex);
  if (std::exchange(in_->stopped, true)) return;
  for (const auto& shard : in_->shards) check(!shard->on_io_thread(), "stop() is not called from done");
  for (const auto& shard : in_->shards) shard->begin_stop();
  for (const auto& shard : in_->shards) shard->join();
}

}  // namespace tidings::net
