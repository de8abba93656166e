#include "app/sandbox_server.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "carrier/sandbox/sandbox.h"
#include "net/http_client.h"
#include "net/http_server.h"

namespace tidings::app {
namespace {
constexpr int64_t kHangMs = 120'000;
// Webhooks on the wire at once. More wait here: a carrier does not lose callbacks because its own client's queue is
// full.
constexpr size_t kWebhooksAtOnce = 512;
}  // namespace

using carrier::sandbox::Action;
using carrier::sandbox::SandboxCarrier;

struct SandboxServer::Inside {
  struct Waiting {
    HttpResponse response;
    net::Responder responder;
    bool drop = false;
  };

  Env env;
  SandboxServerOptions options;
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<SandboxCarrier> carrier;           // from start(), once its options are known to be valid
  std::multimap<int64_t, Waiting> answers;         // by due time, monotonic
  std::deque<carrier::sandbox::Webhook> webhooks;  // due, not on the wire yet
  size_t on_the_wire = 0;
  bool stopping = false;
  net::HttpClient client;
  net::HttpServer server;
  std::thread thread;

  Inside(Env e, SandboxServerOptions o)
      : env(e),
        options(std::move(o)),
        client(e),
        server(e, {.address = options.address, .port = options.port},
               [this](const net::IncomingRequest& incoming, net::Responder responder) {
                 take(incoming, std::move(responder));
               }) {}

  void take(const net::IncomingRequest& incoming, net::Responder responder) {
    std::unique_lock lock(mutex);
    auto handling = carrier->handle(incoming.request, env.clock.now());
    if (handling.action == Action::hang) {
      // Kept, unanswered, for longer than anybody waits.
      answers.emplace(env.clock.monotonic_ms() + kHangMs, Waiting{{}, std::move(responder), true});
      changed.notify_one();
      return;
    }
    Waiting waiting{std::move(handling.response), std::move(responder), handling.action != Action::answer};
    if (handling.delay_ms <= 0) {
      changed.notify_one();
      lock.unlock();
      finish(std::move(waiting));
      return;
    }
    answers.emplace(env.clock.monotonic_ms() + handling.delay_ms, std::move(waiting));
    changed.notify_one();
  }

  static void finish(Waiting waiting) {
    if (waiting.drop) {
      waiting.responder.reset();
    } else {
      waiting.responder(std::move(waiting.response));
    }
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      const int64_t now_ms = env.clock.monotonic_ms();
      std::vector<Waiting> due;
      while (!answers.empty() && answers.begin()->first <= now_ms) {
        due.push_back(std::move(answers.begin()->second));
        answers.erase(answers.begin());
      }
      for (auto& webhook : carrier->due(env.clock.now())) webhooks.push_back(std::move(webhook));
      std::vector<carrier::sandbox::Webhook> now;
      while (!webhooks.empty() && on_the_wire < kWebhooksAtOnce) {
        now.push_back(std::move(webhooks.front()));
        webhooks.pop_front();
        ++on_the_wire;
      }
      if (!due.empty() || !now.empty()) {
        lock.unlock();
        for (auto& waiting : due) finish(std::move(waiting));
        for (auto& webhook : now) send(std::move(webhook));
        lock.lock();
        continue;
      }
      int64_t wait = 1000;
      if (!answers.empty()) wait = std::min(wait, answers.begin()->first - now_ms);
      if (const auto next = carrier->next_due()) wait = std::min(wait, *next - env.clock.now());
      changed.wait_for(lock, std::chrono::milliseconds(std::max<int64_t>(wait, 1)));
    }
  }

  void send(carrier::sandbox::Webhook webhook) {
    client.send(std::move(webhook.request), [this, id = webhook.id](const HttpResult& result) {
      std::lock_guard lock(mutex);
      --on_the_wire;
      carrier->webhook_done(id, result, env.clock.now());
      changed.notify_one();
    });
  }
};

SandboxServer::SandboxServer(Env env, SandboxServerOptions options)
    : in_(std::make_unique<Inside>(env, std::move(options))) {}

SandboxServer::~SandboxServer() { stop(); }

Result<> SandboxServer::start() {
  TRY(in_->options.carrier.validate());
  in_->carrier.emplace(in_->options.carrier, in_->options.seed);
  TRY(in_->client.start());
  TRY(in_->server.start());
  in_->thread = std::thread([this] { in_->run(); });
  return {};
}

void SandboxServer::stop() {
  {
    std::lock_guard lock(in_->mutex);
    in_->stopping = true;
    in_->changed.notify_one();
  }
  if (in_->thread.joinable()) in_->thread.join();
  in_->client.stop();
  {
    std::lock_guard lock(in_->mutex);
    in_->answers.clear();
  }
  in_->server.stop();
}

uint16_t SandboxServer::port() const { return in_->server.port(); }

}  // namespace tidings::app
