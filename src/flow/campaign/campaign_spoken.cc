#include "flow/campaign/campaign_spoken.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "sms/template.h"

namespace tidings::flow {
namespace {

constexpr std::string_view kFields[] = {"spoken", "language", "voice", "machine", "ring_s", "call_after_s"};

std::unexpected<Error> wrong(std::string_view field, std::string_view what, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, fmt::format("{} {}", field, what), std::string(field), std::move(hint));
}

// "en-AU", "cmn-Hans-CN": as far as a carrier could know it.
bool is_language(std::string_view tag) {
  size_t part = 0, length = 0;
  const auto ends = [&] { return part == 0 ? length >= 2 && length <= 3 : length >= 2 && length <= 8; };
  for (const char c : tag) {
    if (c == '-') {
      if (!ends()) return false;
      ++part, length = 0;
      continue;
    }
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), digit = c >= '0' && c <= '9';
    if (!letter && !(digit && part > 0)) return false;
    ++length;
  }
  return ends();
}

bool serves(const Campaign& campaign, const Sender& sender, Channel channel, const MakesCalls& makes_calls) {
  const bool of_pool =
      campaign.senders.empty() || std::ranges::find(campaign.senders, sender.id) != campaign.senders.end();
  if (!of_pool || !sender.active || !sender.serves(channel)) return false;
  return channel == Channel::text || (makes_calls && makes_calls(sender.carrier));
}

}  // namespace

void read_spoken(JsonReader& in, Campaign& c) {
  auto& spoken = c.spoken;
  if (!makes_calls(c.type)) {
    for (const auto field : kFields) {
      if (!in.has(field)) continue;
      in.problem(field, "is of campaigns with calls: say type voice or hybrid");
      return;
    }
    return;
  }
  if (auto text = in.text("spoken")) spoken.text = std::move(*text);
  if (spoken.text.empty()) in.problem("spoken", "is required: what a call says; a template as body is");
  if (auto language = in.text("language")) spoken.language = std::move(*language);
  if (!is_language(spoken.language)) in.problem("language", "must be a language tag such as en-US");
  if (auto voice = in.text("voice")) spoken.voice = std::move(*voice);
  if (spoken.voice.size() > limits::kVoiceNameBytes)
    in.problem("voice", fmt::format("may have {} bytes", limits::kVoiceNameBytes));
  if (const auto machine = in.text("machine")) {
    const auto known = machine_policy_from(*machine);
    if (!known) in.problem("machine", "must be leave_text or hang_up");
    spoken.machine = known.value_or(spoken.machine);
  }
  const auto ring = in.integer("ring_s").value_or(spoken.ring_s);
  if (ring < limits::kRingLeastS || ring > limits::kRingMostS)
    in.problem("ring_s", fmt::format("must be from {} to {}", limits::kRingLeastS, limits::kRingMostS));
  spoken.ring_s = static_cast<int>(ring);
  if (c.type != CampaignType::hybrid) {
    if (in.has("call_after_s"))
      in.problem("call_after_s", "is of hybrid campaigns: the calls of this one follow no text");
    return;
  }
  const auto after = in.integer("call_after_s");
  if (!after && spoken.call_after_ms > 0) return;
  const int64_t least = limits::kCallAfterLeastMs / kSecondMs, most = limits::kCallAfterMostMs / kSecondMs;
  if (!after) {
    in.problem("call_after_s", "is required: how long after the text was taken the call is made, unless it arrived");
  } else if (*after < least || *after > most) {
    in.problem("call_after_s", fmt::format("must be from {} to {}", least, most));
  } else {
    spoken.call_after_ms = *after * kSecondMs;
  }
}

Result<> check_spoken(const Campaign& c) {
  if (!makes_calls(c.type)) return {};
  const auto& text = c.spoken.text;
  if (text.size() > limits::kTemplateBytes)
    return wrong("spoken", fmt::format("is longer than {} bytes", limits::kTemplateBytes));
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return wrong("spoken", "holds no text");
  if (auto parsed = sms::Template::compile(text); !parsed) {
    const auto& why = parsed.error();
    return fail(why.code, fmt::format("spoken: {}{}", why.what, why.where.empty() ? "" : " (" + why.where + ")"),
                "spoken", why.hint);
  }
  return {};
}

Result<> check_callers(const Campaign& c, std::span<const Sender> of_workspace, const MakesCalls& makes) {
  const auto any = [&](Channel channel) {
    return std::ranges::any_of(of_workspace, [&](const Sender& one) { return serves(c, one, channel, makes); });
  };
  const std::string whose = c.senders.empty() ? "the workspace" : "the campaign";
  if (makes_calls(c.type) && !any(Channel::call)) {
    return wrong("senders",
                 fmt::format("make no calls: {} has no active sender for calls whose carrier makes them", whose),
                 "a sender for calls is a number with \"channels\": [\"call\"], or [\"text\", \"call\"]");
  }
  if (c.type == CampaignType::hybrid && !any(Channel::text))
    return wrong("senders", fmt::format("send no texts: {} has no active sender for them", whose));
  return {};
}

void add_spoken_json(json::object& out, const Campaign& c) {
  if (!makes_calls(c.type)) return;
  const auto& spoken = c.spoken;
  out["spoken"] = spoken.text;
  out["language"] = spoken.language;
  out["voice"] = spoken.voice.empty() ? json::value(nullptr) : json::value(spoken.voice);
  out["machine"] = to_string(spoken.machine);
  out["ring_s"] = spoken.ring_s;
  if (c.type == CampaignType::hybrid) out["call_after_s"] = spoken.call_after_ms / kSecondMs;
}

}  // namespace tidings::flow
