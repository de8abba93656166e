// tidings doctor: looks at everything a server needs before, or while, it runs. One line each: ok, warn or fail, and
// what to do.
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "app/carriers.h"
#include "app/cli/api_client.h"
#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/json_fields.h"
#include "app/cli/server_config.h"
#include "app/cli/trial_message.h"
#include "app/free_port.h"
#include "app/open_store.h"
#include "flow/compliance/tz_status.h"

namespace tidings::app::cli {
namespace {

constexpr uint64_t kSpaceFail = 100ULL << 20, kSpaceWarn = 1ULL << 30;

class Findings {
 public:
  explicit Findings(Context& context) : context_(context) {}

  void ok(std::string_view what, std::string_view words) { line("ok", what, words, {}); }
  void warn(std::string_view what, std::string_view words, std::string_view advice) {
    ++warnings_;
    line("warn", what, words, advice);
  }
  void wrong(std::string_view what, std::string_view words, std::string_view advice) {
    ++failures_;
    line("FAIL", what, words, advice);
  }
  void wrong(std::string_view what, const Error& error) {
    wrong(what, error.where.empty() ? error.what : fmt::format("{} ({})", error.what, error.where), error.hint);
  }
  int failures() const { return failures_; }
  int warnings() const { return warnings_; }

 private:
  void line(std::string_view verdict, std::string_view what, std::string_view words, std::string_view advice) {
    put(context_.out, fmt::format("{:<5} {:<14} {}\n", verdict, what, words));
    if (!advice.empty()) put(context_.out, fmt::format("{:<20} → {}\n", "", advice));
  }
  Context& context_;
  int failures_ = 0, warnings_ = 0;
};

void look_at_folder(const Config& config, Findings& out) {
  namespace fs = std::filesystem;
  std::error_code ec;
  fs::path folder = fs::absolute(config.data_dir, ec);
  const bool there = fs::exists(folder, ec);
  while (!fs::exists(folder, ec) && folder.has_parent_path() && folder != folder.parent_path())
    folder = folder.parent_path();
  if (::access(folder.c_str(), W_OK | X_OK) != 0) {
    out.wrong("data folder", fmt::format("{} cannot be written", folder.string()),
              "change its owner, or set store.data_dir");
  } else {
    out.ok("data folder", there ? config.data_dir : config.data_dir + " is made at the first start");
  }
  struct statvfs about{};
  if (::statvfs(folder.c_str(), &about) != 0) return;
  const uint64_t free = static_cast<uint64_t>(about.f_bavail) * about.f_frsize;
  const auto words = fmt::format("{:.1f} GB free", static_cast<double>(free) / (1 << 30));
  if (free < kSpaceFail) {
    out.wrong("disk space", words, "free some: nothing is accepted when the disk is full");
  } else if (free < kSpaceWarn) {
    out.warn("disk space", words, "100,000 messages take about 100 MB");
  } else {
    out.ok("disk space", words);
  }
}

void look_at_database(const Config& config, Findings& out) {
  std::error_code ec;
  if (config.database.empty() && !std::filesystem::exists(config.database_path(), ec)) {
    out.ok("database", "none yet; made at the first start");
    return;
  }
  const auto read = app::read_beside(config, [](store::Session&) { return Result<>(); });
  if (!read) {
    out.wrong("database", read.error());
    return;
  }
  if (const auto whole = app::check_store(config); !whole) {
    out.wrong("database", whole.error());
    return;
  }
  out.ok("database", store_name(config));
}

void look_at_time(Findings& out) {
  const auto tz = compliance::check_tz_database();
  if (tz.fresh) {
    out.ok("time zones",
           tz.version == "unknown" ? "the tz database knows the newest rules" : "the tz database is of " + tz.version);
  } else {
    out.wrong("time zones", tz.problem, "install the newest tzdata package; until then messages with hours are held");
  }
}

void look_at_carriers(const Config& config, Findings& out) {
  if (config.carriers.empty()) {
    out.warn("carriers", "none is configured: nothing can be sent", "add [carrier.twilio] with its keys");
    return;
  }
  for (const auto& wanted : config.carriers) {
    const auto made = make_carrier(wanted);
    if (!made) {
      out.wrong("carrier", config.placed(wanted, made.error()));
      continue;
    }
    out.ok("carrier", fmt::format("{} (type {})", wanted.name, wanted.type));
    if (const auto warning = (*made)->warning(); !warning.empty())
      out.warn("carrier", fmt::format("{}: {}", wanted.name, warning), "docs/how-to/generic-carrier.md");
  }
  if (config.senders.empty()) {
    out.warn("senders", "none in the configuration", "add [[sender]] address = \"+1…\", or PUT /api/senders");
  } else {
    out.ok("senders", fmt::format("{} in the configuration", config.senders.size()));
  }
  const bool real = std::ranges::any_of(config.carriers, [](const auto& c) { return c.type != "sandbox"; });
  const auto url = split_url(config.public_url);
  if (real && url && url->scheme != "https") {
    out.warn("public url", fmt::format("{} cannot be reached by a carrier", config.public_url),
             "set server.public_url to the https address carriers use: receipts and replies come there");
  }
  if (config.dispatch.test_recipient.empty()) return;
  out.warn("test mode", "on: every message goes to the test recipient", "take test_mode.enabled out to send for real");
}

// The checks of /readyz that failed.
std::string what_is_missing(const std::string& body) {
  const auto answer = parse_json(body);
  std::string out;
  if (!answer) return "no answer from /readyz";
  for (const auto& check : items_at(*answer, "checks")) {
    if (!flag_at(check, "ok"))
      out += (out.empty() ? "" : "; ") + text_at(check, "name") + ": " + text_at(check, "problem");
  }
  return out;
}

void look_at_server(Context& context, const Config& config, Findings& out) {
  Context local = context;
  if (local.url.empty()) local.url = config.url();
  ApiClient api(local);
  const auto alive = api.call("GET", "/healthz");
  if (alive) {
    const auto ready = api.call("GET", "/readyz");
    if (ready) {
      out.ok("server", fmt::format("runs at {} and is ready", api.url()));
    } else {
      out.wrong("server", fmt::format("runs at {} and is not ready: {}", api.url(), what_is_missing(api.last_body())),
                "mend that; it is looked at again at every /readyz");
    }
    return;
  }
  const auto port = port_is_free(config.address, config.port);
  if (port) {
    out.ok("port", fmt::format("{} is free; no server runs there", config.port));
  } else {
    out.wrong("port", port.error());
  }
}

struct Trial {
  std::string number;  // empty: none is wished
  std::optional<int64_t> seconds;
};
constexpr int64_t kTrialS = 120;

void send_to(Context& context, const Config& config, const Trial& trial, Findings& out) {
  Context local = context;
  if (local.url.empty()) local.url = config.url();
  ApiClient api(local);
  for (const auto& step : send_trial(api, trial.number, trial.seconds.value_or(kTrialS) * kSecondMs)) {
    switch (step.verdict) {
      case TrialStep::Verdict::ok:
        out.ok("test message", step.words);
        break;
      case TrialStep::Verdict::warn:
        out.warn("test message", step.words, step.advice);
        break;
      case TrialStep::Verdict::wrong:
        out.wrong("test message", step.words, step.advice);
        break;
    }
  }
}

Result<int> doctor(Context& context, const ServerFlags& flags, const Trial& trial) {
  Findings out(context);
  const auto config = server_config(context, flags);
  if (!config) {
    out.wrong("configuration", config.error());
    look_at_time(out);
    return kFailed;
  }
  out.ok("configuration", flags.config.empty() ? "read" : flags.config);
  look_at_folder(*config, out);
  look_at_database(*config, out);
  look_at_time(out);
  look_at_carriers(*config, out);
  look_at_server(context, *config, out);
  if (!trial.number.empty()) send_to(context, *config, trial, out);
  if (out.failures() == 0) {
    put(context.out,
        out.warnings() == 0 ? "all is well\n" : fmt::format("works, with {} to look at\n", out.warnings()));
  }
  return out.failures() == 0 ? kDone : kFailed;
}

}  // namespace

void add_doctor(Command& root) {
  auto& command = root.sub("doctor", "check configuration, disk, time zones, carriers, server");
  const auto flags = std::make_shared<ServerFlags>();
  add_config_flags(command, *flags);
  command.option("--port", flags->port, "PORT", "as for serve");
  command.footer("Exit code 1 when something fails, 0 when there are only warnings.");
  const auto trial = std::make_shared<Trial>();
  command.option("--send-to", trial->number, "NUMBER",
                 "send one real message through the running server, and follow it to its receipt");
  command.option("--seconds", trial->seconds, "N", "to wait for the receipt; 120");
  command.run([flags, trial](Context& context) { return doctor(context, *flags, *trial); });
}

}  // namespace tidings::app::cli
