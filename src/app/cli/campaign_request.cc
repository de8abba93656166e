#include "app/cli/campaign_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/cli/context.h"
#include "app/cli/json_fields.h"
#include "base/limits.h"
#include "domain/hours.h"

namespace tidings::app::cli {
namespace {

std::optional<int64_t> as_number(std::string_view text) {
  int64_t out = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// The text of --NAME or of the file of --NAME-file.
Result<std::string> read_text(const std::string& text, const std::string& file, const std::string& name) {
  if (file.empty()) {
    if (text.empty())
      return fail(ErrorCode::invalid_argument, "the campaign needs a text", "--" + name, "or --" + name + "-file");
    return text;
  }
  if (!text.empty())
    return fail(ErrorCode::invalid_argument, fmt::format("give --{0} or --{0}-file, not both", name),
                "--" + name + "-file");
  auto out = TRY(read_whole_file(file));
  // An editor's last line end is no part of the message.
  while (out.ends_with('\n') || out.ends_with('\r')) out.pop_back();
  if (out.size() > limits::kTemplateBytes)
    return fail(ErrorCode::too_large, fmt::format("the text is longer than {} bytes", limits::kTemplateBytes), file,
                "is it the right file?");
  return out;
}

Result<std::string> read_body(const CampaignFlags& flags) { return read_text(flags.body, flags.body_file, "body"); }

Result<> add_spoken(const CampaignFlags& flags, json::object& out) {
  if (!flags.spoken.empty() || !flags.spoken_file.empty())
    out["spoken"] = TRY(read_text(flags.spoken, flags.spoken_file, "spoken"));
  if (!flags.language.empty()) out["language"] = flags.language;
  if (!flags.voice.empty()) out["voice"] = flags.voice;
  if (!flags.machine.empty()) out["machine"] = flags.machine;
  if (flags.ring_s) out["ring_s"] = *flags.ring_s;
  if (flags.call_after_s) out["call_after_s"] = *flags.call_after_s;
  return {};
}

json::array texts(const std::vector<std::string>& from) {
  json::array out;
  for (const auto& one : from) out.emplace_back(one);
  return out;
}

json::object audience(const CampaignFlags& flags) {
  json::object out;
  if (!flags.list.empty()) {
    const auto id = as_number(flags.list);
    out["list"] = id ? json::value(*id) : json::value(flags.list);
  }
  if (!flags.tags.empty()) out["tags"] = texts(flags.tags);
  if (flags.min_score) out["min_score"] = *flags.min_score;
  if (!flags.region.empty()) out["region"] = flags.region;
  if (flags.everyone) out["everyone"] = true;
  return out;
}

Result<> add_window(const CampaignFlags& flags, json::object& out) {
  if (flags.window.empty() && flags.closed.empty()) return {};
  json::object window;
  if (!flags.window.empty()) {
    const auto hours = parse_allowed_hours(flags.window);
    if (!hours) return fail(hours.error().code, hours.error().what, "--window", hours.error().hint);
    window["allow"] = allowed_spans_json(*hours);
  }
  if (!flags.closed.empty()) window["closed_dates"] = texts(flags.closed);
  out["window"] = std::move(window);
  return {};
}

// What may be given at the start and changed later.
Result<> add_plain(const CampaignFlags& flags, json::object& out) {
  TRY(add_window(flags, out));
  TRY(add_spoken(flags, out));
  if (!flags.not_after.empty()) out["not_after"] = flags.not_after;
  if (!flags.test_recipient.empty()) out["test_recipient"] = flags.test_recipient;
  if (flags.rate) out["rate_per_s"] = *flags.rate;
  if (flags.weight) out["weight"] = *flags.weight;
  if (flags.score_threshold) out["score_threshold"] = *flags.score_threshold;
  if (flags.max_segments) out["max_segments"] = *flags.max_segments;
  const auto add_ids = [&](const char* name, const char* flag, const std::vector<std::string>& given) -> Result<> {
    if (given.empty()) return {};
    json::array ids;
    for (const auto& one : given) {
      const auto id = as_number(one);
      if (!id) return fail(ErrorCode::invalid_argument, fmt::format("'{}' is no id of {}", one, name), flag);
      ids.emplace_back(*id);
    }
    out[name] = std::move(ids);
    return {};
  };
  TRY(add_ids("senders", "--sender", flags.senders));
  return add_ids("media", "--media", flags.media);
}

}  // namespace

Result<json::object> campaign_json(const CampaignFlags& flags) {
  json::object out{{"name", flags.name}, {"audience", audience(flags)}};
  const bool texts = flags.type != "voice" || !flags.body.empty() || !flags.body_file.empty();
  if (texts) out["body"] = TRY(read_body(flags));
  TRY(add_plain(flags, out));
  if (!flags.type.empty()) out["type"] = flags.type;
  if (!flags.purpose.empty()) out["purpose"] = flags.purpose;
  if (!flags.starts_at.empty()) out["starts_at"] = flags.starts_at;
  if (flags.undo_s) out["undo_s"] = *flags.undo_s;
  if (flags.expire_after_s) out["expire_after_s"] = *flags.expire_after_s;
  if (flags.undo_s) out["undo_s"] = *flags.undo_s;
  if (flags.start) out["start"] = true;
  return out;
}

Result<json::object> campaign_changes_json(const CampaignFlags& flags) {
  json::object out;
  for (const auto& field : flags.clear) {
    if (field != "not-after" && field != "score-threshold" && field != "test-recipient")
      return fail(ErrorCode::invalid_argument, fmt::format("'{}' cannot be taken away", field), "--clear",
                  "not-after, score-threshold or test-recipient");
    std::string name = field;
    std::ranges::replace(name, '-', '_');
    out[name] = nullptr;
  }
  if (!flags.name.empty()) out["name"] = flags.name;
  if (!flags.body.empty() || !flags.body_file.empty()) out["body"] = TRY(read_body(flags));
  TRY(add_plain(flags, out));
  if (out.empty())
    return fail(ErrorCode::invalid_argument, "nothing to change was given", "edit", "tidings campaign edit --help");
  if (flags.revision) out["revision"] = *flags.revision;
  return out;
}

Result<std::vector<std::string>> sender_ids(const std::vector<std::string>& wanted, const json::value& senders) {
  std::vector<std::string> out;
  for (const auto& one : wanted) {
    const auto& all = items_at(senders, "items");
    // A short code is a number too: an address counts before an id.
    const auto found = std::ranges::find_if(all, [&](const auto& s) { return text_at(s, "address") == one; });
    if (found != all.end()) {
      out.push_back(text_at(*found, "id"));
    } else if (as_number(one) && !one.starts_with('+')) {
      out.push_back(one);
    } else {
      return fail(ErrorCode::not_found, fmt::format("there is no sender '{}'", one), "--sender",
                  "give its address or its id");
    }
  }
  return out;
}

}  // namespace tidings::app::cli
