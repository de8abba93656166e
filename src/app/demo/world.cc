#include "app/demo/world.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/deployment.h"
#include "app/sandbox_server.h"

namespace tidings::app::demo {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = ".tidings-demo";
constexpr int kSenders = 4;

// Mild: enough for every part of the product to have something to do, and most people are reached.
carrier::sandbox::SandboxOptions carrier_options(uint16_t port) {
  carrier::sandbox::SandboxOptions out;
  out.inbound_url = fmt::format("http://127.0.0.1:{}/webhooks/twilio/sms", port);
  out.latency_ms = 40, out.jitter_ms = 80;
  out.rate_429 = 0.004, out.retry_after_s = 1;
  out.rate_500 = 0.01;
  out.rate_reset_after = 0.005;
  out.sent_ms = 300, out.delivered_ms = 1'500;
  out.rate_undelivered = 0.02;
  out.rate_lost = 0.01;
  out.rate_double = 0.02;
  out.rate_late = 0.02, out.late_ms = 8'000;
  out.reply_ms = 3'000;
  out.rate_stop = 0.01, out.rate_soft_stop = 0.005, out.rate_help = 0.005, out.rate_yes = 0.05, out.rate_reply = 0.02;
  out.remember_stop = true;
  out.magic = false;
  return out;
}

bool in_use(const std::string& data_dir) {
  const int lock = ::open((data_dir + "/tidings.db.lock").c_str(), O_RDWR | O_CLOEXEC);
  if (lock < 0) return false;
  const bool taken = ::flock(lock, LOCK_EX | LOCK_NB) != 0;
  ::close(lock);
  return taken;
}

}  // namespace

Result<> begin_afresh(const std::string& data_dir) {
  std::error_code ec;
  const fs::path folder(data_dir);
  if (fs::exists(folder, ec) && !fs::is_empty(folder, ec)) {
    if (!fs::exists(folder / kMark, ec)) {
      return fail(ErrorCode::conflict, "the folder holds something that is no demo's", data_dir,
                  "name another one with --data");
    }
    if (in_use(data_dir)) {
      return fail(ErrorCode::unavailable, "a demo is running in this folder already", data_dir,
                  "end it, or name another folder with --data");
    }
    for (const auto& entry : fs::directory_iterator(folder, ec)) fs::remove_all(entry.path(), ec);
  }
  fs::create_directories(folder, ec);
  std::ofstream mark(folder / kMark);
  mark << "made by `tidings demo`, which empties this folder whenever it starts\n";
  mark.close();
  if (ec || !mark) {
    return fail(ErrorCode::storage_full, "the demo's data folder cannot be made", data_dir,
                "name a folder you may write with --data");
  }
  return {};
}

struct World::Inside {
  WorldOptions options;
  SystemClock clock;
  Random random;
  Metrics metrics;
  std::unique_ptr<Log> log;
  std::unique_ptr<SandboxServer> carrier;
  std::unique_ptr<Deployment> deployment;
  std::string key;

  explicit Inside(WorldOptions o) : options(std::move(o)), random(options.seed) {}

  Config config() const {
    Config out;
    out.port = options.port;
    out.public_url = out.url();
    out.data_dir = options.data_dir;
    out.workspace.name = "demo";
    const carrier::sandbox::SandboxOptions about;
    out.carriers.push_back({.name = "sandbox",
                            .type = "sandbox",
                            .values = {{"account_sid", about.account_sid},
                                       {"auth_token", about.auth_token},
                                       {"base_url", fmt::format("http://127.0.0.1:{}", carrier->port())}},
                            .public_url = out.public_url});
    for (int i = 0; i < kSenders; ++i) {
      out.senders.push_back({.address = fmt::format("+1202555014{}", i),
                             .kind = SenderKind::ten_dlc,
                             .carrier = "sandbox",
                             .segments_per_s = 20,
                             .daily_cap = 0});
    }
    return out;
  }
};

World::World(WorldOptions options) : in_(std::make_unique<Inside>(std::move(options))) {}
World::~World() { stop(); }

std::string World::log_path() const { return in_->options.data_dir + "/server.log"; }

Result<> World::start() {
  try {
    in_->log = make_log(LogLevel::info, log_path());
  } catch (const std::exception& problem) {
    return fail(ErrorCode::storage_full, fmt::format("the log cannot be opened: {}", problem.what()), log_path());
  }
  in_->carrier = std::make_unique<SandboxServer>(
      Env{in_->clock, in_->random, *in_->log, in_->metrics},
      SandboxServerOptions{.seed = in_->options.seed, .carrier = carrier_options(in_->options.port)});
  TRY(in_->carrier->start());
  in_->deployment = std::make_unique<Deployment>(in_->config(), *in_->log);
  TRY(in_->deployment->start());
  in_->key = in_->deployment->new_key();
  return {};
}

void World::stop() {
  if (in_->deployment) in_->deployment->stop();
  if (in_->carrier) in_->carrier->stop();
}

const std::string& World::url() const { return in_->deployment->url(); }
const std::string& World::key() const { return in_->key; }

}  // namespace tidings::app::demo
