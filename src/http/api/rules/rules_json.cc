#include "http/api/rules/rules_json.h"

#include <algorithm>

#include "domain/place.h"
#include "flow/compliance/candidates.h"
#include "flow/compliance/law_hours.h"
#include "flow/compliance/zone_table.h"
#include "sms/phone.h"
#include "sms/places.h"
#include "sms/zones.h"

namespace tidings::http::rules {
namespace {

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }
json::value instant_or_null(const std::optional<Instant>& at) {
  return at ? json::value(format_utc(*at)) : json::value(nullptr);
}

template <typename Texts>
json::array texts_json(const Texts& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

json::value rule_json(const law::Rule& rule) {
  auto written = rule.hours;
  written.closed_dates.clear();
  json::array caps;
  for (const auto& cap : rule.caps) caps.emplace_back(cap.text);
  return json::object{{"id", rule.id},
                      {"place", rule.place},
                      {"hours", describe(written)},
                      {"holidays", texts_json(rule.holidays)},
                      {"applies", law::to_string(rule.applies)},
                      {"kind", law::to_string(rule.kind)},
                      {"consent_lifts", law::to_string(rule.consent_lifts)},
                      {"caps", std::move(caps)},
                      {"mark", law::to_string(rule.mark)},
                      {"on", rule.on},
                      {"from", text_or_null(rule.from)},
                      {"until", text_or_null(rule.until)},
                      {"source", rule.source},
                      {"pack", rule.pack}};
}

json::value freeze_json(const law::Freeze& freeze) {
  return json::object{{"id", freeze.id},
                      {"place", freeze.place},
                      {"from", freeze.from},
                      {"until", text_or_null(freeze.until)},
                      {"reason", freeze.reason}};
}

json::value consent_row_json(const law::ConsentRow& row) {
  json::array accepts;
  for (const auto kind : row.accepts) accepts.emplace_back(to_string(kind));
  const bool term = row.accepts.empty();  // either or
  return json::object{
      {"id", row.id},
      {"place", row.place},
      {"accepts", std::move(accepts)},
      {"question_needs_consent", row.question_needs_consent},
      {"kind", term ? json::value(to_string(row.kind)) : json::value(nullptr)},
      {"basis", term && row.basis != ConsentBasis::none ? json::value(to_string(row.basis)) : json::value(nullptr)},
      {"term", term ? json::value(law::to_string(row.term)) : json::value(nullptr)},
      {"mark", law::to_string(row.mark)},
      {"on", row.on},
      {"source", row.source},
      {"pack", row.pack}};
}

bool concerns(std::string_view rule_place, std::string_view place) {
  const auto country = place.substr(0, place.find('-'));
  if (place.empty() || rule_place == place || rule_place == country) return true;
  return country == place && rule_place.starts_with(std::string(country) + "-");
}

}  // namespace

json::value rules_json(const law::LawBook& book, std::string_view place) {
  json::array rules, consents, freezes, packs;
  for (const auto& rule : book.rules()) {
    if (concerns(rule.place, place)) rules.push_back(rule_json(rule));
  }
  for (const auto& row : book.consent_terms().rows()) {
    if (concerns(row.place, place)) consents.push_back(consent_row_json(row));
  }
  for (const auto& freeze : book.freezes()) {
    if (concerns(freeze.place, place)) freezes.push_back(freeze_json(freeze));
  }
  for (const auto& [id, version] : book.packs()) packs.push_back(json::object{{"id", id}, {"version", version}});
  return json::object{{"version", book.version()},
                      {"packs", std::move(packs)},
                      {"rules", std::move(rules)},
                      {"consents", std::move(consents)},
                      {"freezes", std::move(freezes)}};
}

Result<json::value> explain_rules(const law::LawBook& book, const json::value& question) {
  JsonReader in(question);
  const auto phone = in.required_text("phone");
  const auto place = in.text("place").value_or("");
  const auto zone = in.text("zone").value_or("");
  const auto at_text = in.required_text("at");
  const auto channel = in.text("channel").value_or("text");
  const auto consent = in.text("consent").value_or("unknown");
  if (channel != "text" && channel != "call") in.problem("channel", "must be text or call");
  if (!consent_from(consent)) in.problem("consent", "is no kind of consent");
  if (!place.empty() && zones_of_place(place).empty())
    in.problem("place", "must be a country or a part of one, such as US-FL");
  TRY(in.done());
  const auto at = parse_utc(at_text);
  if (!at) return fail(ErrorCode::invalid_argument, "at must be a time like 2026-11-20T09:00:00Z", "at");
  if (!zone.empty()) TRY(compliance::find_zone(zone));
  const auto number = TRY(sms::parse_phone(phone, ""));

  Contact contact;
  contact.phone = number.e164;
  contact.region = number.region;
  contact.place = place;
  contact.zone = zone;
  const auto zones = compliance::candidate_zones(contact, sms::candidate_zones(contact.phone).zones);
  const auto places = compliance::candidate_places(contact, sms::candidate_places(contact.phone));
  json::object out{{"phone", contact.phone}, {"places", texts_json(places)}, {"zones", texts_json(zones.zones)}};
  if (places.empty() || zones.zones.empty()) {
    out["allowed"] = false;
    out["next"] = nullptr;
    out["because"] = places.empty() ? "nothing says in which country they are" : "nothing says in which zone they are";
    return out;
  }
  compliance::LawHours hours;
  const compliance::LawAsked asked{.places = places,
                                   .zones = zones.zones,
                                   .channel = channel == "call" ? law::Channel::call : law::Channel::text,
                                   .consent_lifts = consent_from(consent) == Consent::express_written};
  const auto& view = *TRY(hours.look(book, asked, *at));
  json::array binding, freezes;
  for (const auto* rule : view.rules) binding.push_back(rule_json(*rule));
  for (const auto& name : zones.zones) {
    const auto date = compliance::date_text(compliance::local_time(*TRY(compliance::find_zone(name)), *at).day);
    for (const auto* freeze : book.freezing(places, date)) {
      auto one = freeze_json(*freeze);
      if (std::ranges::find(freezes, one) == freezes.end()) freezes.push_back(std::move(one));
    }
  }
  out["allowed"] = view.open && freezes.empty();
  out["next"] = freezes.empty() ? instant_or_null(view.next) : json::value(nullptr);
  out["closes"] = instant_or_null(view.closes);
  out["local"] = TRY(compliance::local_times(zones.zones, *at));
  out["binding"] = std::move(binding);
  out["freezes"] = std::move(freezes);
  out["unknown_holidays"] = text_or_null(view.unknown_holidays);
  out["version"] = book.version();
  return out;
}

}  // namespace tidings::http::rules
