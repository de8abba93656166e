#include "domain/policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace tidings {
namespace {

constexpr std::string_view kIntroduce[] = {"never", "monthly", "each"};
constexpr std::string_view kMatches[] = {"none", "country", "area"};

json::array texts_json(const std::vector<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

void read_texts(JsonReader& in, std::string_view name, std::vector<std::string>& into) {
  const auto* array = in.array(name);
  if (array == nullptr) return;
  into.clear();
  for (const auto& one : *array) {
    if (!one.is_string() || one.get_string().empty() || one.get_string().size() > limits::kPolicyTextBytes)
      return in.problem(name, "must be a list of short texts");
    into.emplace_back(one.get_string());
  }
  if (into.size() > limits::kPolicyTexts) in.problem(name, fmt::format("holds {} texts at most", limits::kPolicyTexts));
}

void read_short(JsonReader& in, std::string_view name, std::string& into) {
  auto text = in.text(name);
  if (!text) return;
  if (text->size() > limits::kPolicyTextBytes || text->find_first_of("\r\n\t") != std::string::npos)
    in.problem(name, fmt::format("must be one line of {} bytes at most", limits::kPolicyTextBytes));
  into = std::move(*text);
}

}  // namespace

std::string_view to_string(Introduce introduce) { return kIntroduce[static_cast<size_t>(introduce)]; }

std::string_view to_string(SenderMatch match) { return kMatches[static_cast<size_t>(match)]; }

bool goes_at_any_hour(const Policy& policy, MessageKind kind, Purpose purpose) {
  if (kind == MessageKind::reply) return policy.replies_any_hour;
  return purpose == Purpose::informational && policy.informational_any_hour;
}

json::value policy_json(const Policy& p) {
  json::array caps;
  for (const auto& cap : p.caps) caps.emplace_back(cap.text);
  return json::object{{"revision", p.revision},
                      {"packs_off", texts_json(p.packs_off)},
                      {"texts_are_calls", p.texts_are_calls},
                      {"replies_any_hour", p.replies_any_hour},
                      {"informational_any_hour", p.informational_any_hour},
                      {"hours", allowed_spans_json(p.hours)},
                      {"closed_dates", closed_dates_json(p.hours)},
                      {"caps", std::move(caps)},
                      {"brand", p.brand},
                      {"footer", p.footer},
                      {"introduce", to_string(p.introduce)},
                      {"any_consent", p.any_consent},
                      {"shared_shorteners", p.shared_shorteners},
                      {"stop_words", texts_json(p.stop_words)},
                      {"help_words", texts_json(p.help_words)},
                      {"sticky_sender", p.sticky_sender},
                      {"sender_match", to_string(p.sender_match)}};
}

Result<Policy> read_policy(const json::value& value, const Policy& before) {
  Policy out = before;
  JsonReader in(value);
  if (const auto revision = in.integer("revision")) out.revision = static_cast<int>(*revision);
  read_texts(in, "packs_off", out.packs_off);
  out.texts_are_calls = in.boolean("texts_are_calls").value_or(out.texts_are_calls);
  out.replies_any_hour = in.boolean("replies_any_hour").value_or(out.replies_any_hour);
  out.informational_any_hour = in.boolean("informational_any_hour").value_or(out.informational_any_hour);
  const auto* hours = in.array("hours");
  const auto* closed = in.array("closed_dates");
  if (hours != nullptr || closed != nullptr) {
    const auto kept_spans = allowed_spans_json(out.hours), kept_closed = closed_dates_json(out.hours);
    auto read = read_allowed_hours(hours != nullptr ? hours : &kept_spans.as_array(),
                                   closed != nullptr ? closed : &kept_closed.as_array());
    if (!read) return std::unexpected(read.error());
    out.hours = std::move(*read);
  }
  if (const auto* caps = in.array("caps")) {
    out.caps.clear();
    for (const auto& one : *caps) {
      auto cap = one.is_string() ? read_sliding_cap(one.get_string()) : std::nullopt;
      if (!cap) {
        in.problem("caps", "must be a list like [\"2/24h\", \"10/30d\"]");
        break;
      }
      out.caps.push_back(std::move(*cap));
    }
    if (out.caps.size() > limits::kPolicyTexts) in.problem("caps", "are too many");
  }
  read_short(in, "brand", out.brand);
  read_short(in, "footer", out.footer);
  if (const auto word = in.text("introduce")) {
    const auto at = std::ranges::find(kIntroduce, *word);
    if (at == std::end(kIntroduce)) in.problem("introduce", "must be never, monthly or each");
    if (at != std::end(kIntroduce)) out.introduce = static_cast<Introduce>(at - std::begin(kIntroduce));
  }
  out.any_consent = in.boolean("any_consent").value_or(out.any_consent);
  out.shared_shorteners = in.boolean("shared_shorteners").value_or(out.shared_shorteners);
  read_texts(in, "stop_words", out.stop_words);
  read_texts(in, "help_words", out.help_words);
  out.sticky_sender = in.boolean("sticky_sender").value_or(out.sticky_sender);
  if (const auto word = in.text("sender_match")) {
    const auto at = std::ranges::find(kMatches, *word);
    if (at == std::end(kMatches)) in.problem("sender_match", "must be none, country or area");
    if (at != std::end(kMatches)) out.sender_match = static_cast<SenderMatch>(at - std::begin(kMatches));
  }
  if (out.introduce != Introduce::never && out.footer.empty())
    in.problem("footer", "is needed when texts must say how to stop: \"Reply STOP to opt out\"");
  TRY(in.done());
  return out;
}

}  // namespace tidings
