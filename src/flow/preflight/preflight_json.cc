#include "flow/preflight/preflight_json.h"

#include <fmt/format.h>

#include "store/contacts.h"

namespace tidings::preflight {
namespace {

json::value instant(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(format_utc(at)); }

json::value reason_name(Reason reason) {
  return reason == Reason::none ? json::value(nullptr) : json::value(to_string(reason));
}

json::array reasons_json(const Preflight& all) {
  json::array out;
  for (const auto& share : all.reasons) {
    out.push_back(
        json::object{{"fate", to_string(share.fate)},
                     {"reason", reason_name(share.reason)},
                     {"words", share.reason == Reason::none ? json::value(nullptr) : json::value(words(share.reason))},
                     {"rule", share.rule.empty() ? json::value(nullptr) : json::value(share.rule)},
                     {"recipients", share.recipients}});
  }
  return out;
}

json::array senders_json(const Preflight& all) {
  json::array out;
  for (const auto& share : all.senders) {
    out.push_back(json::object{{"id", share.id.value},
                               {"address", share.address},
                               {"messages", share.messages},
                               {"segments", share.segments},
                               {"first_at", instant(share.first)},
                               {"ends_at", instant(share.last)}});
  }
  return out;
}

json::value amount(const Cost& cost, std::optional<int64_t> millionths) {
  return cost.currency.empty() || !millionths ? json::value(nullptr) : json::value(decimal(*millionths));
}

json::object cost_json(const Preflight& all) {
  const auto& cost = all.cost;
  json::array lines;
  for (const auto& line : cost.lines) {
    lines.push_back(json::object{{"sender", line.sender.value},
                                 {"country", line.country},
                                 {"messages", line.messages},
                                 {"segments", line.segments},
                                 {"amount", amount(cost, line.millionths)}});
  }
  const bool known = !cost.currency.empty() && cost.unpriced_segments < all.segments;
  std::string said = "no price is known: give prices with the request, or set [prices]";
  if (known && cost.unpriced_segments > 0) said = fmt::format("{} segments have no price", cost.unpriced_segments);
  if (known && cost.unpriced_segments == 0) said = "all segments have a price";
  return {{"currency", known ? json::value(cost.currency) : json::value(nullptr)},
          {"amount", known ? json::value(decimal(cost.millionths)) : json::value(nullptr)},
          {"unpriced_segments", cost.unpriced_segments},
          {"words", said},
          {"lines", std::move(lines)}};
}

// A number that was erased since is not told.
std::string phone_of(store::Session& s, const Recipient& one) {
  const auto contact = store::contacts::by_id(s, ContactId{one.contact});
  return contact ? contact->phone : std::string();
}

std::string_view rule_of(const Preflight& all, const Recipient& one) {
  const bool named = one.fate == Fate::blocked || one.fate == Fate::held;
  return named && one.rule < all.rules.size() ? all.rules[one.rule] : std::string_view();
}

json::array not_told_json(CampaignType type) {
  json::array out;
  if (type == CampaignType::voice) out.emplace_back("what a call costs: prices are of segments");
  if (type == CampaignType::hybrid)
    out.emplace_back("how many texts will not arrive, and so the calls, their times and what they cost");
  return out;
}

}  // namespace

json::object preflight_json(const Kept& kept) {
  const auto& all = *kept.made;
  json::array waits, hours;
  for (const auto& [reason, n] : all.waits_for) {
    waits.push_back(json::object{{"reason", to_string(reason)}, {"words", words(reason)}, {"recipients", n}});
  }
  for (const auto& hour : all.hours) {
    hours.push_back(json::object{{"hour", format_utc(hour.hour)}, {"messages", hour.messages}});
  }
  json::object out{{"preflight", kept.number},
                   {"campaign", all.campaign.value},
                   {"revision", all.revision},
                   {"asked_at", format_utc(all.asked_at)},
                   {"starts_at", format_utc(all.starts_at)},
                   {"first_at", instant(all.first_at)},
                   {"ends_at", instant(all.ends_at)},
                   {"looked_until", format_utc(all.looked_until)},
                   {"recipients", all.recipients.size()},
                   {"sends", all.sends},
                   {"blocked", all.blocked},
                   {"held", all.held},
                   {"expires", all.expires},
                   {"later", all.later},
                   {"segments", all.segments},
                   {"reasons", reasons_json(all)},
                   {"waits_for", std::move(waits)},
                   {"senders", senders_json(all)},
                   {"hours", std::move(hours)},
                   {"cost", cost_json(all)},
                   {"rules", json::object{{"time_zones", all.tz_version}, {"law", all.law_version}}}};
  if (auto not_told = not_told_json(all.type); !not_told.empty()) out["not_told"] = std::move(not_told);
  return out;
}

Page page_of(const Preflight& all, const Picked& picked, size_t from, size_t most) {
  Page out;
  for (size_t i = from; i < all.recipients.size(); ++i) {
    const auto& one = all.recipients[i];
    if (picked.fate && one.fate != *picked.fate) continue;
    if (picked.reason && one.why() != *picked.reason && one.waited() != *picked.reason) continue;
    if (out.rows.size() == most) {
      out.next = i;
      break;
    }
    out.rows.push_back(i);
  }
  return out;
}

json::array recipients_json(store::Session& s, const Preflight& all, const std::vector<size_t>& rows) {
  json::array out;
  for (const size_t row : rows) {
    const auto& one = all.recipients[row];
    const bool sends = one.fate == Fate::sends;
    const auto rule = rule_of(all, one);
    out.push_back(json::object{{"contact", one.contact},
                               {"to", phone_of(s, one)},
                               {"fate", to_string(one.fate)},
                               {"not_before", instant(not_before(all, one))},
                               {"sender", sends ? json::value(all.senders[one.sender].address) : json::value(nullptr)},
                               {"segments", sends ? json::value(one.segments) : json::value(nullptr)},
                               {"reason", reason_name(one.why())},
                               {"rule", rule.empty() ? json::value(nullptr) : json::value(rule)},
                               {"waits_for", reason_name(one.waited())}});
  }
  return out;
}

std::string_view recipients_header() {
  return "contact,phone,fate,not_before,sender,segments,reason,words,rule,waits_for\r\n";
}

std::string recipients_csv(store::Session& s, const Preflight& all, const std::vector<size_t>& rows) {
  std::string out;
  for (const size_t row : rows) {
    const auto& one = all.recipients[row];
    const bool sends = one.fate == Fate::sends;
    const auto said = one.why() == Reason::none ? std::string_view() : words(one.why());
    const bool comma = said.find(',') != std::string_view::npos;
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{}{}{},{},{}\r\n", one.contact, phone_of(s, one),
                   to_string(one.fate), sends ? format_utc(not_before(all, one)) : "",
                   sends ? all.senders[one.sender].address : "", sends ? std::to_string(one.segments) : "",
                   one.why() == Reason::none ? std::string_view() : to_string(one.why()), comma ? "\"" : "", said,
                   comma ? "\"" : "", rule_of(all, one),
                   one.waited() == Reason::none ? std::string_view() : to_string(one.waited()));
  }
  return out;
}

}  // namespace tidings::preflight
