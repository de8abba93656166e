#include "flow/compliance/register_facts.h"

#include <algorithm>

#include "sms/phone.h"
#include "sms/places.h"
#include "store/registers.h"

namespace tidings::compliance {
namespace {

namespace registers = store::registers;

// A register that may bind, and what is here of it.
struct Standing {
  DncRegister terms;
  registers::Known known;  // id 0: neither a list nor an answer was ever here
};

std::vector<Standing> standing_now(store::Session& s, const std::vector<DncRegister>& configured) {
  auto known = registers::all(s);
  std::vector<Standing> out;
  for (const auto& terms : configured) {
    const auto it = std::ranges::find(known, terms.name, &registers::Known::name);
    out.push_back({terms, it == known.end() ? registers::Known{} : *it});
  }
  for (auto& one : known) {
    if (!one.list || std::ranges::find(configured, one.name, &DncRegister::name) != configured.end()) continue;
    DncRegister terms;
    terms.name = one.name;
    out.push_back({std::move(terms), std::move(one)});
  }
  return out;
}

std::optional<Instant> earlier(std::optional<Instant> a, Instant b) { return a && *a < b ? a : std::optional(b); }

// Until when what was said at `at` holds.
std::optional<Instant> holds_until(const DncRegister& terms, Instant at, Instant expires_at) {
  std::optional<Instant> out;
  if (expires_at.ms != 0) out = expires_at;
  if (terms.max_age_ms > 0) out = earlier(out, at + terms.max_age_ms);
  return out;
}

RegisterFact fact_of(const DncRegister& terms) {
  RegisterFact out;
  out.name = terms.name;
  out.sends_unknown = terms.on_unknown == OnUnknown::send;
  out.accepts = terms.accepts;
  return out;
}

void say(RegisterFact& fact, const DncRegister& terms, RegisterAnswer answer, Instant at, Instant expires_at,
         Instant now) {
  fact.answer = answer;
  fact.at = at;
  fact.until = holds_until(terms, at, expires_at);
  fact.stale = fact.until && *fact.until <= now;
}

}  // namespace

std::vector<std::vector<RegisterFact>> RegisterDesk::ask(store::Session& s, std::span<const Asked> asked, Instant now) {
  std::vector<std::vector<RegisterFact>> out(asked.size());
  if (asked.empty()) return out;
  const auto standing = standing_now(s, configured_);
  if (standing.empty()) return out;
  struct Place {
    size_t phone, fact;
    const Standing* of;
  };
  std::vector<registers::ListAsked> lists;
  std::vector<registers::WordAsked> words;
  std::vector<Place> of_lists, of_words;
  for (size_t i = 0; i < asked.size(); ++i) {
    const auto phone = asked[i].phone;
    const auto number = register_number(phone);
    const auto read = sms::read_phone(phone, {});
    const auto region = read ? std::string_view(read->region) : std::string_view{};
    const auto parts = sms::candidate_places(phone);
    for (const auto& one : standing) {
      if (!one.terms.concerns(asked[i].channel) || !binds(one.terms, region, parts)) continue;
      out[i].push_back(fact_of(one.terms));
      const Place place{i, out[i].size() - 1, &one};
      if (!number || !one.known.id) continue;  // unknown it stays
      if (one.terms.source != RegisterSource::list) {
        words.push_back({one.known.id, *number});
        of_words.push_back(place);
      } else if (one.known.list && covers(one.known.covers, phone)) {
        lists.push_back({one.known.slot, *number});
        of_lists.push_back(place);
      }
    }
  }
  registers::listed(s, lists, [&](size_t i, bool listed) {
    const auto& [phone, fact, of] = of_lists[i];
    say(out[phone][fact], of->terms, listed ? RegisterAnswer::listed : RegisterAnswer::clear, of->known.snapshot_at,
        of->known.expires_at, now);
  });
  registers::words(s, words, [&](size_t i, std::optional<registers::Word> word) {
    const auto& [phone, fact, of] = of_words[i];
    if (word) say(out[phone][fact], of->terms, word->answer, word->at, word->expires_at, now);
  });
  return out;
}

}  // namespace tidings::compliance
