#include "carrier/sandbox/fate.h"

#include <array>
#include <initializer_list>
#include <utility>

#include "base/random.h"
#include "carrier/sandbox/magic.h"

namespace tidings::carrier::sandbox {
namespace {

// The one of several exclusive things a draw falls on, or `none`.
template <class T>
T pick(double draw, T none, std::initializer_list<std::pair<double, T>> things) {
  for (const auto& [rate, thing] : things) {
    if (draw < rate) return thing;
    draw -= rate;
  }
  return none;
}

int pick_code(double draw, const std::map<int, double>& codes) {
  for (const auto& [code, rate] : codes) {
    if (draw < rate) return code;
    draw -= rate;
  }
  return 0;
}

std::string words_of(Reply reply, uint64_t draw) {
  static constexpr std::array<std::string_view, 4> kStop{"STOP", "Stop", "stop ", "UNSUBSCRIBE"};
  static constexpr std::array<std::string_view, 4> kSoft{"please stop texting me", "Stop please",
                                                         "take me off your list", "do not text me again!!"};
  static constexpr std::array<std::string_view, 4> kOther{"Thanks, got it 👍", "Who is this?",
                                                          "Can you call me tomorrow?", "Ok, see you there"};
  switch (reply) {
    case Reply::none:
      return {};
    case Reply::stop:
      return std::string(kStop[draw % kStop.size()]);
    case Reply::soft_stop:
      return std::string(kSoft[draw % kSoft.size()]);
    case Reply::help:
      return "HELP";
    case Reply::yes:
      return "YES";
    case Reply::other:
      return std::string(kOther[draw % kOther.size()]);
  }
  return {};
}

}  // namespace

uint64_t hash_text(uint64_t start, std::string_view text) {
  uint64_t hash = start ^ 0xcbf29ce484222325ULL;
  for (const unsigned char c : text) hash = (hash ^ c) * 0x100000001b3ULL;
  return hash;
}

Draws::Draws(uint64_t seed, std::string_view recipient, uint64_t attempt)
    : state_(Random(hash_text(Random(seed).next(), recipient) + attempt * 0x9e3779b97f4a7c15ULL).next()) {}

double Draws::unit(std::string_view purpose) const { return Random(hash_text(state_, purpose)).unit(); }
uint64_t Draws::number(std::string_view purpose) const { return Random(hash_text(state_, purpose)).next(); }

Fate draw_fate(const SandboxOptions& o, uint64_t seed, std::string_view recipient, uint64_t attempt) {
  const Draws draws(seed, recipient, attempt);
  Fate fate;
  using enum RequestFault;
  fate.fault = pick(draws.unit("request"), none,
                    {{o.rate_429, busy_429},
                     {o.rate_500, fail_500},
                     {o.rate_500_after, fail_500_after},
                     {o.rate_503, fail_503},
                     {o.rate_reset_before, reset_before},
                     {o.rate_reset_after, reset_after},
                     {o.rate_hang, hang}});
  fate.error = pick_code(draws.unit("error"), o.errors);
  fate.delay_ms = o.latency_ms + static_cast<int64_t>(draws.unit("jitter") * static_cast<double>(o.jitter_ms + 1));
  fate.receipts.sent_lost = draws.unit("sent lost") < o.rate_lost;
  fate.receipts.final_lost = draws.unit("final lost") < o.rate_lost;
  fate.receipts.sent_double = draws.unit("sent double") < o.rate_double;
  fate.receipts.final_double = draws.unit("final double") < o.rate_double;
  fate.receipts.late = draws.unit("late") < o.rate_late;
  fate.receipts.reversed = draws.unit("reversed") < o.rate_reversed;
  const double end = draws.unit("end");
  fate.later = pick_code(end, o.later);
  if (fate.later == 0 && end >= 1 - o.rate_undelivered) fate.later = 30005;
  fate.undelivered = fate.later != 0;
  fate.reply = pick(draws.unit("reply"), Reply::none,
                    {{o.rate_stop, Reply::stop},
                     {o.rate_soft_stop, Reply::soft_stop},
                     {o.rate_help, Reply::help},
                     {o.rate_yes, Reply::yes},
                     {o.rate_reply, Reply::other}});
  fate.reply_double = draws.unit("reply double") < o.rate_inbound_double;
  fate.forged = draws.unit("forged") < o.rate_forged;
  fate.call = pick(draws.unit("call"), CallEnd::human,
                   {{o.rate_machine, CallEnd::machine},
                    {o.rate_busy, CallEnd::busy},
                    {o.rate_no_answer, CallEnd::no_answer},
                    {o.rate_call_failed, CallEnd::failed}});
  if (o.magic) force_fate(recipient, attempt, fate);
  fate.reply_text = words_of(fate.reply, draws.number("words"));
  return fate;
}

}  // namespace tidings::carrier::sandbox
