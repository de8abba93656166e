#include "flow/registers/lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "domain/place.h"

namespace tidings::registers {
namespace {

namespace registers = store::registers;

constexpr int64_t kAheadMs = 14 * kHourMs;  // today begins that much earlier east of here
constexpr size_t kPrefixDigitsMost = 15;

std::unexpected<Error> wrong(std::string_view parameter, std::string what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(what), std::string(parameter), std::move(hint));
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
  return !name.empty() && name.size() <= limits::kRegisterNameBytes && std::ranges::all_of(name, fits);
}

// The one country of a register's places; empty when there are several.
std::string country_of(const DncRegister* configured) {
  if (configured == nullptr || configured->places.empty()) return {};
  const auto country = configured->places.front().substr(0, 2);
  const bool one =
      std::ranges::all_of(configured->places, [&](const auto& place) { return place.starts_with(country); });
  return one ? country : std::string{};
}

Result<std::vector<std::string>> read_covers(const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const auto& one : given) {
    auto prefix = one.starts_with('+') ? one : "+" + one;
    const auto digits = std::string_view(prefix).substr(1);
    const bool number = !digits.empty() && digits.size() <= kPrefixDigitsMost &&
                        std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    if (!number)
      return wrong("covers", fmt::format("'{}' is no beginning of a number", one), "write +1202 for one area code");
    out.push_back(std::move(prefix));
  }
  if (out.size() > limits::kRegisterCovers) {
    return wrong("covers", fmt::format("at most {} beginnings of numbers", limits::kRegisterCovers));
  }
  return out;
}

}  // namespace

Result<Instant> read_day(const std::string& text) {
  constexpr size_t kDayLength = 10;
  return parse_utc(text.size() == kDayLength ? text + "T00:00:00Z" : text);
}

Result<registers::List> begin_list(store::Session& s, std::span<const DncRegister> configured,
                                   const ListRequest& request, Instant now) {
  if (!is_name(request.name)) {
    return wrong("name", "a register's name is made of small letters, digits, - and _", "such as us_dnc");
  }
  const auto found = std::ranges::find(configured, request.name, &DncRegister::name);
  const DncRegister* terms = found == configured.end() ? nullptr : &*found;
  if (terms != nullptr && terms->source != RegisterSource::list) {
    return fail(ErrorCode::conflict, "this register is asked number by number, it has no lists", request.name,
                "give the list another name, or change register." + request.name + ".source");
  }
  if (request.source.empty()) return wrong("source", "is required", "where the list is from, for the record");
  if (request.source.size() > limits::kRegisterSourceBytes) {
    return wrong("source", fmt::format("at most {} bytes", limits::kRegisterSourceBytes));
  }
  registers::List list;
  list.source = request.source;
  const auto snapshot = read_day(request.snapshot);
  if (!snapshot) return wrong("snapshot", "the day of the list is required", "write 2026-11-20");
  list.snapshot_at = *snapshot;
  if (list.snapshot_at > now + kAheadMs) return wrong("snapshot", "the day of the list is still to come");
  if (!request.expires.empty()) {
    const auto expires = read_day(request.expires);
    if (!expires) return wrong("expires", "is no day", "write 2026-12-20");
    list.expires_at = *expires;
  }
  const bool aged = terms != nullptr && terms->max_age_ms > 0 && list.snapshot_at + terms->max_age_ms <= now;
  if (aged || (list.expires_at.ms != 0 && list.expires_at <= now)) {
    return wrong(aged ? "snapshot" : "expires", "the list is too old: nothing it says would hold any more",
                 "get a newer one from the register");
  }
  list.region = request.region.empty() ? country_of(terms) : request.region;
  if (!list.region.empty() && !is_country(list.region))
    return wrong("region", "must be a country's two letters, such as US");
  list.column = request.column;
  list.covers = TRY(read_covers(request.covers));
  list.path = request.path;
  list.bytes = request.bytes;
  list.created_at = now;
  list.created_by = request.actor;
  list.of = registers::put(s, request.name, now);
  const auto before = registers::by_name(s, request.name);
  if (before && before->list && before->snapshot_at > list.snapshot_at) {
    return fail(ErrorCode::conflict,
                fmt::format("the list in force is of {}, which is later", format_utc(before->snapshot_at)), "snapshot",
                "remove it first if this one is right");
  }
  const auto id = TRY(registers::add_list(s, list));
  return *registers::list_by_id(s, id);
}

Result<registers::Known> remove_list(store::Session& s, const std::string& name) {
  const auto known = registers::by_name(s, name);
  if (!known || !known->list) return fail(ErrorCode::not_found, "no list of this register is in force", name);
  registers::remove_list(s, *known);
  return *known;
}

}  // namespace tidings::registers
