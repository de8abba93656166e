// tidings demo: a whole campaign on this machine, to look at. Each start begins afresh in a data folder of its own.
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/import_view.h"
#include "app/cli/live.h"
#include "app/cli/show.h"
#include "app/cli/until_signal.h"
#include "app/demo/story.h"
#include "app/demo/view.h"
#include "app/demo/world.h"
#include "app/free_port.h"

namespace tidings::app::cli {
namespace {

constexpr int64_t kPort = 8080;
constexpr int kPortsTried = 20;
constexpr int64_t kFrameMs = 500;
constexpr int64_t kPlacesMs = 2'000;
constexpr int64_t kLineMs = 2'000;
constexpr int kHeldEveryLines = 15;

struct DemoFlags {
  std::optional<int64_t> people, seed, port;
  std::string data = "data/demo";
  bool no_view = false;
};

// The port asked for must be free; the usual one gives way to the next free one.
Result<uint16_t> choose_port(Context& context, const DemoFlags& flags) {
  const int64_t wanted = flags.port.value_or(kPort);
  if (wanted < 1 || wanted > 65535)
    return fail(ErrorCode::invalid_argument, fmt::format("{} is no port", wanted), "--port", "1 to 65535");
  for (int64_t port = wanted; port < wanted + kPortsTried && port <= 65535; ++port) {
    const auto free = port_is_free("127.0.0.1", static_cast<uint16_t>(port));
    if (!free && flags.port) return std::unexpected(free.error());
    if (!free) continue;
    if (port != wanted) put(context.out, fmt::format("port {} is in use; the demo takes {}\n", wanted, port));
    return static_cast<uint16_t>(port);
  }
  return fail(ErrorCode::unavailable, fmt::format("no port from {} on is free", wanted), "--port", "name a free one");
}

demo::About about_of(const Context& context, const std::string& url, const DemoFlags& flags, const demo::Story& story) {
  demo::About out{.url = url, .program = context.program, .options = "", .campaign = story.campaign};
  // What the commands find by themselves is left out.
  if (url != "http://127.0.0.1:8080") out.options = "--url " + url;
  if (flags.data != "data/demo")
    out.options += fmt::format("{}--key $(cat {}/admin.key)", out.options.empty() ? "" : " ", flags.data);
  return out;
}

Result<> watch_on_terminal(Context& context, demo::Watch& watch, const demo::About& about) {
  Live live(context);
  const SystemClock clock;
  int64_t places_at = 0;
  while (true) {
    TRY(watch.look());
    if (clock.monotonic_ms() >= places_at) {
      TRY(watch.look_at_places());
      places_at = clock.monotonic_ms() + kPlacesMs;
    }
    live.draw(demo::demo_lines(watch.state(), about, {live.columns(), live.rows(), {.colour = true}}, clock.now()));
    if (live.wait(kFrameMs)) return {};
  }
}

void say_held(Context& context, demo::Watch& watch, Instant now) {
  for (const auto& line : demo::held_lines(watch.state(), now)) put(context.out, "  " + line + "\n");
}

Result<> watch_in_lines(Context& context, demo::Watch& watch, const demo::About& about, UntilSignal& until) {
  const SystemClock clock;
  bool told = false;
  for (int n = 0;; ++n) {
    TRY(watch.look());
    put(context.out, progress_summary(watch.state().progress) + "\n");
    if (n % kHeldEveryLines == 2) {
      TRY(watch.look_at_places());
      say_held(context, watch, clock.now());
      if (!told && !watch.state().a_message.empty()) {
        told = true;
        put(context.out, "try in another terminal, in this folder:\n");
        for (const auto& command : demo::next_commands(watch.state(), about)) put(context.out, "  " + command + "\n");
      }
    }
    std::fflush(context.out);
    // Nobody reads any more, or somebody said stop.
    if (std::ferror(context.out) != 0 || until.wait(kLineMs)) return {};
  }
}

Result<> run_demo(Context& context, const DemoFlags& flags, demo::World& world, const demo::AudienceFile& audience,
                  UntilSignal& until) {
  put(context.out, fmt::format("tidings listens at {}; its log is {}\n", world.url(), world.log_path()));
  put(context.out, fmt::format("the key is in {}/admin.key, where the commands find it\n", flags.data));
  std::fflush(context.out);
  Context own = context;
  own.url = world.url();
  own.key = world.key();
  ApiClient api(own);
  const SystemClock clock;
  const auto story =
      TRY(demo::begin_story(api, audience, flags.data + "/people.csv", clock.now(), [&] { return until.wait(20); }));
  put(context.out, import_words(story.import_job, ""));
  put(context.out, fmt::format("campaign {}: for {} of {} people it is between 09:00 and 20:00 now\n", story.campaign,
                               thousands(story.inside), thousands(static_cast<int64_t>(audience.people.size()))));
  std::fflush(context.out);
  demo::Watch watch(api, audience, story.campaign);
  const auto about = about_of(context, world.url(), flags, story);
  if (context.out_is_terminal() && !flags.no_view) return watch_on_terminal(context, watch, about);
  return watch_in_lines(context, watch, about, until);
}

Result<int> run(Context& context, const DemoFlags& flags) {
  const int64_t people = flags.people.value_or(2000);
  if (people < 1 || people > demo::kPeopleMost) {
    return fail(ErrorCode::invalid_argument, fmt::format("{} people cannot be made", people), "--people",
                fmt::format("1 to {}", thousands(demo::kPeopleMost)));
  }
  const auto seed = static_cast<uint64_t>(flags.seed.value_or(1));
  const auto port = TRY(choose_port(context, flags));
  TRY(demo::begin_afresh(flags.data));
  UntilSignal until;
  const auto audience = demo::make_audience(static_cast<int>(people), seed);
  demo::World world({.data_dir = flags.data, .port = port, .seed = seed});
  TRY(world.start());
  const auto watched = run_demo(context, flags, world, audience, until);
  put(context.out, "stopping the demo; once more Ctrl-C ends at once\n");
  std::fflush(context.out);
  until.next_one_ends();
  world.stop();
  if (!watched && watched.error().what.starts_with("ended before")) return kDone;
  if (!watched) return std::unexpected(watched.error());
  put(context.out, fmt::format("stopped; {} stays as it is until the next demo\n", flags.data));
  return kDone;
}

}  // namespace

void add_demo(Command& root) {
  auto& command = root.sub("demo", "a whole campaign on this machine, to look at");
  const auto flags = std::make_shared<DemoFlags>();
  command.option("--people", flags->people, "N", "of the example audience (2000)");
  command.option("--seed", flags->seed, "N", "another audience and other faults (1)");
  command.option("--port", flags->port, "PORT", "port on 127.0.0.1 (8080, or the next free one)");
  command.option("--data", flags->data, "DIR", "data folder, emptied at every start (data/demo)");
  command.flag("--no-view", flags->no_view, "plain lines instead of the live view");
  command.footer(
      "Server, carrier simulator and an example audience around the globe. Nothing leaves this machine. Each start "
      "begins afresh.");
  command.run([flags](Context& context) { return run(context, *flags); });
}

}  // namespace tidings::app::cli
