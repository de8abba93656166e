#include "app/demo/view.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/json_fields.h"
#include "app/cli/show.h"
#include "app/cli/table.h"
#include "flow/compliance/zone_table.h"

namespace tidings::app::demo {
namespace {

using cli::coloured;
using cli::cut;
using cli::fit;
using cli::number_at;
using cli::text_at;
using cli::thousands;

constexpr size_t kRepliesMost = 5;
constexpr size_t kWide = 100;  // columns: room for countries, clocks and long bars

std::string name_of(const Place& place) { return fmt::format("{}, {}", place.city, place.country); }

std::string local_clock(std::string_view zone, Instant at) {
  const auto found = compliance::find_zone(zone);
  return found ? compliance::weekday_clock(compliance::local_time(**found, at)) : "?";
}

std::string held_words(const PlaceState& state, Instant now) {
  const auto where = places();
  return fmt::format("{} held until {} there, in {}", state.held, local_clock(where[state.place].zone, state.opens),
                     cli::duration_words(std::max<int64_t>(0, state.opens - now)));
}

// Those that go out now first, by how much is done; then the held ones, by when they open.
std::vector<PlaceState> in_order(const DemoState& state) {
  std::vector<PlaceState> out;
  for (const auto& place : state.places) {
    if (place.people > 0) out.push_back(place);
  }
  std::ranges::sort(out, [](const auto& a, const auto& b) {
    const bool held_a = a.held > 0, held_b = b.held > 0;
    if (held_a != held_b) return held_b;
    if (held_a && a.opens != b.opens) return a.opens < b.opens;
    return std::pair(-a.people, a.place) < std::pair(-b.people, b.place);
  });
  return out;
}

std::string place_line(const PlaceState& state, size_t width, cli::Styles styles, Instant now) {
  const auto where = places();
  const auto& place = where[state.place];
  const bool wide = width >= kWide;
  const auto head =
      wide ? fmt::format("  {} {} {:>4}  ", fit(name_of(place), 27), local_clock(place.zone, now), state.people)
           : fmt::format("  {} {:>4}  ", fit(place.city, 13), state.people);
  if (state.held > 0) return coloured(cut(head + held_words(state, now), width), "34", styles);
  const double share = static_cast<double>(state.delivered) / std::max(1, state.people);
  const auto drawn = cli::bar(share, wide ? 14 : 8) + " ";
  auto words = fmt::format("{} delivered", state.delivered);
  if (const int away = state.left - state.delivered; away > 0) words += fmt::format(", {} on their way", away);
  if (state.ended > 0) words += fmt::format(", {} not sent", state.ended);
  const size_t used = cli::display_width(head) + cli::display_width(drawn);
  return head + coloured(drawn, "32", styles) + cut(words, width - std::min(width, used));
}

std::vector<std::string> place_lines(const DemoState& state, size_t most, const Screen& screen, Instant now) {
  const auto all = in_order(state);
  std::vector<std::string> out;
  out.reserve(all.size() + 1);
  size_t open = 0;
  while (open < all.size() && all[open].held == 0) ++open;
  // When not all fit, both kinds are to be seen.
  size_t show_open = open, show_held = all.size() - open;
  if (all.size() > most) {
    --most;  // the line that says how many more
    show_open = std::min(open, std::max(most / 2, most - std::min(most, all.size() - open)));
    show_held = std::min(all.size() - open, most - show_open);
  }
  for (size_t i = 0; i < show_open; ++i) out.push_back(place_line(all[i], screen.columns, screen.styles, now));
  for (size_t i = open; i < open + show_held; ++i)
    out.push_back(place_line(all[i], screen.columns, screen.styles, now));
  if (const size_t hidden = all.size() - show_open - show_held; hidden > 0)
    out.push_back(fmt::format("  … and {} more places", hidden));
  return out;
}

std::string reply_line(const Reply& reply, size_t width, cli::Styles styles) {
  auto line = fmt::format("  {}: {}", reply.who, cli::one_line(reply.text));
  if (reply.opted_out) return coloured(cut(line + "  → left alone from now on", width), "35", styles);
  if (reply.under_review) return coloured(cut(line + "  → held until a person decides", width), "33", styles);
  return cut(line, width);
}

// How long for those whose hours are open; the others' time stands beside their place.
std::string pace_line(const DemoState& state) {
  const auto* measured = cli::value_at(state.progress, "rate.measured_per_s");
  auto out = fmt::format("  {}limit {:g}/s",
                         measured != nullptr && measured->is_number()
                             ? fmt::format("{:.1f} messages a second, ", measured->to_number<double>())
                             : "",
                         cli::real_at(state.progress, "rate.limit_per_s"));
  int left_now = 0;
  for (const auto& place : state.places) {
    if (place.held == 0) left_now += place.people - place.left - place.ended;
  }
  const double rate = cli::real_at(state.progress, "rate.limit_per_s");
  if (left_now > 0 && rate > 0) {
    out += fmt::format("; {} to go where it is daytime now, about {:.0f} s", left_now, left_now / rate + 1);
  } else if (!state.places.empty()) {
    out += "; everybody whose hours are open has theirs";
  }
  return out;
}

}  // namespace

std::vector<std::string> next_commands(const DemoState& state, const About& about) {
  const auto command = [&](const std::string& arguments) {
    return fmt::format("{} {}{}", about.program, arguments, about.options.empty() ? "" : " " + about.options);
  };
  const auto& message = state.a_held_message.empty() ? state.a_message : state.a_held_message;
  return {command("why " + (message.empty() ? std::string("1") : message)), command("messages"),
          command("send +12125550123 \"Hello from Tidings\"")};
}

std::vector<std::string> held_lines(const DemoState& state, Instant now) {
  std::vector<std::string> out;
  const auto where = places();
  for (const auto& place : in_order(state)) {
    if (place.held > 0) out.push_back(fmt::format("{}: {}", name_of(where[place.place]), held_words(place, now)));
  }
  return out;
}

std::vector<std::string> demo_lines(const DemoState& state, const About& about, const Screen& screen, Instant now) {
  std::vector<std::string> out;
  const auto add = [&](std::string line) { out.push_back(std::move(line)); };
  // A bold beginning and a plain rest, together as wide as the screen at most.
  const auto title = [&](const std::string& bold, const std::string& rest) {
    const size_t used = cli::display_width(bold);
    add(coloured(cut(bold, screen.columns), "1", screen.styles) +
        cut(rest, screen.columns - std::min(screen.columns, used)));
  };
  title(fmt::format("Tidings demo at {}", about.url), "  a simulator here plays the carrier; nobody real is texted");
  title(fmt::format("Campaign {}, {}: {}", about.campaign, text_at(state.progress, "name"),
                    text_at(state.progress, "status")),
        fmt::format("  {} people, 09:00-20:00 where they are",
                    thousands(number_at(state.progress, "totals.recipients"))));
  const auto bars = cli::main_bars(state.progress, screen.columns, screen.styles);
  out.insert(out.end(), bars.begin(), bars.end());
  add(cut(pace_line(state), screen.columns));

  // What is left of the height goes to the places, at least four of them.
  const auto commands = next_commands(state, about);
  const size_t fixed = out.size() + 5 + commands.size();
  const size_t rows = screen.rows > 1 ? screen.rows - 1 : 0;
  const size_t free = rows > fixed ? rows - fixed : 0;
  const size_t replies = std::min({kRepliesMost, state.replies.size(), free / 4});
  title("Where", "");
  const auto where = place_lines(state, std::max<size_t>(4, free - replies), screen, now);
  out.insert(out.end(), where.begin(), where.end());

  title(fmt::format("Replies {}", thousands(number_at(state.progress, "replies"))),
        fmt::format("  {} said STOP, {} held until a person decides", state.opt_outs, state.reviews));
  for (size_t i = 0; i < replies; ++i) add(reply_line(state.replies[i], screen.columns, screen.styles));
  title("Try in another terminal, in this folder:", "");
  for (const auto& command : commands) add("  " + cut(command, screen.columns - 2));
  add(coloured(cut("press q or Ctrl-C to end; the server goes on until then", screen.columns), "90", screen.styles));
  return out;
}

}  // namespace tidings::app::demo
