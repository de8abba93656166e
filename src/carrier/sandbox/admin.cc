// The simulator's own interface for tests and the demo: counters, what was sent to whom, faults while running.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "carrier/sandbox/media.h"
#include "carrier/sandbox/rest.h"
#include "carrier/sandbox/sandbox.h"

namespace tidings::carrier::sandbox {
namespace {

HttpResponse problem(int status, std::string_view what, std::string_view where = {}) {
  return json_answer(status, json::object{{"error", what}, {"where", where}});
}

HttpResponse problem(const Error& error) { return problem(400, error.what, error.where); }

uint64_t number_in(const FormFields& query, std::string_view name, uint64_t otherwise) {
  const std::string_view text = form_get(query, name);
  uint64_t value = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && ec == std::errc{} && end == text.data() + text.size() ? value : otherwise;
}

size_t page_size(const FormFields& query) {
  return std::clamp<uint64_t>(number_in(query, "limit", limits::kSandboxPage), 1, limits::kSandboxPage);
}

json::object recipient_json(const std::string& to, const Recipient& recipient, Ledger& ledger) {
  json::array bodies;
  for (const BodyCount& body : recipient.bodies) {
    json::object one{{"hash", fmt::format("{:016x}", body.hash)}, {"count", body.count}};
    if (const Message* first = ledger.by_number(body.first)) one["body"] = first->body;
    bodies.push_back(std::move(one));
  }
  return {{"to", to},
          {"attempts", recipient.attempts},
          {"accepted", recipient.accepted},
          {"delivered", recipient.delivered},
          {"replies", recipient.replies},
          {"stop_known_at",
           recipient.stop_known_at.ms == 0 ? json::value(nullptr) : json::value(format_utc(recipient.stop_known_at))},
          {"after_stop", recipient.after_stop},
          {"bodies", std::move(bodies)}};
}

json::object sent_json(const Message& message) {
  json::array media, fetched;
  for (const auto& url : message.media_urls) media.emplace_back(url);
  for (const auto& one : message.fetched) {
    fetched.push_back(json::object{{"url", one.url}, {"status", one.status}, {"type", one.type}, {"bytes", one.bytes}});
  }
  return {{"media", std::move(media)},
          {"fetched", std::move(fetched)},
          {"number", message.number},
          {"at", format_utc(message.created_at)},
          {"at_ms", message.created_at.ms},
          {"to", message.to},
          {"from", message.from},
          {"body", message.body},
          {"sid", message.sid},
          {"status", message.status},
          {"error_code", message.error_code},
          {"segments", message.segments}};
}

}  // namespace

HttpResponse SandboxCarrier::admin(const HttpRequest& request, std::string_view path, const FormFields& query,
                                   Instant now) {
  const std::string_view what = path.substr(std::string_view("/sandbox/").size());
  if (request.method == "GET") {
    if (what == "stats") return stats();
    if (what == "recipients") return list_recipients(query);
    if (what == "messages") return list_for(form_get(query, "to"));
    if (what == "sent-log") return list_sent(query);
    if (what == "lost") return list_lost();
    if (what == "calls") return list_calls(query);
    if (what.starts_with("media/")) {
      ++counts_["media given"];
      return media_file(what.substr(6), !request.headers.get("Authorization").empty());
    }
    if (what == "options") return json_answer(200, options_json(options_));
    return problem(404, "there is no such page", path);
  }
  if (request.method != "POST") return problem(405, "only GET and POST");
  const auto body = parse_json(request.body.empty() ? std::string_view("{}") : std::string_view(request.body));
  if (!body) return problem(body.error());
  if (what == "inbound") return post_inbound(*body, now);
  if (what == "options") return post_options(*body);
  if (what == "reset") return post_reset(*body);
  return problem(404, "there is no such page", path);
}

HttpResponse SandboxCarrier::stats() const {
  const LedgerTotals& all = ledger_.totals();
  const WebhookTotals& hooks = webhooks_.totals();
  const auto group = [&](std::string_view prefix) {
    json::object out;
    for (const auto& [name, count] : counts_) {
      if (name.starts_with(prefix)) out[name.substr(prefix.size())] = count;
    }
    return out;
  };
  const auto count = [&](std::string_view name) {
    const auto found = counts_.find(name);
    return found == counts_.end() ? uint64_t{0} : found->second;
  };
  const CallTotals& called = calls_.totals();
  json::object calls = group("call ");
  calls["accepted"] = called.accepted;
  calls["doubles"] = called.doubles;
  calls["most_per_recipient"] = called.most_per_recipient;
  calls["forgotten"] = called.forgotten;
  json::object answers;
  for (const auto& [status, n] : hooks.answers) answers[status == 0 ? "none" : std::to_string(status)] = n;
  return json_answer(
      200, json::object{{"requests", count("requests")},
                        {"lookups", count("lookups")},
                        {"media", json::object{{"asked", count("media asked")}, {"given", count("media given")}}},
                        {"unauthenticated", count("unauthenticated")},
                        {"accepted", all.accepted},
                        {"delivered", count("delivered")},
                        {"undelivered", count("undelivered")},
                        {"failed", count("failed")},
                        {"refused", group("refused ")},
                        {"faults", group("fault ")},
                        {"recipients", all.recipients},
                        {"doubles", all.doubles},
                        {"most_per_recipient", all.most_per_recipient},
                        {"peak_per_second", all.peak_per_second},
                        {"after_stop", all.after_stop},
                        {"most_after_stop", all.most_after_stop},
                        {"replies", group("reply ")},
                        {"inbound", count("inbound")},
                        {"inbound_lost", count("inbound lost")},
                        {"callbacks", json::object{{"sent", hooks.sent},
                                                   {"answered_2xx", hooks.answered_2xx},
                                                   {"failed", hooks.failed},
                                                   {"repeated", hooks.repeated},
                                                   {"given_up", hooks.given_up},
                                                   {"lost", count("callbacks lost")},
                                                   {"dropped", hooks.dropped},
                                                   {"waiting", webhooks_.waiting()},
                                                   {"on_their_way", webhooks_.on_their_way()},
                                                   {"answers", std::move(answers)}}},
                        {"forged", json::object{{"sent", hooks.forged_sent}, {"taken", hooks.forged_taken}}},
                        {"calls", std::move(calls)},
                        {"steps_waiting", steps_.size() + call_steps_.size()},
                        {"forgotten", json::object{{"messages", all.messages_forgotten},
                                                   {"recipients", all.recipients_not_counted},
                                                   {"bodies", all.bodies_not_counted}}}});
}

HttpResponse SandboxCarrier::list_recipients(const FormFields& query) {
  const auto& all = ledger_.recipients();
  const std::string_view only = form_get(query, "to");
  const bool doubles = form_get(query, "doubles") == "true";
  json::array out;
  std::string next;
  auto at = only.empty() ? all.upper_bound(form_get(query, "after")) : all.find(only);
  for (const size_t most = page_size(query); at != all.end(); ++at) {
    const bool twice = std::ranges::any_of(at->second.bodies, [](const BodyCount& body) { return body.count > 1; });
    if (at->second.attempts == 0 || (doubles && !twice)) continue;
    if (out.size() == most) break;
    out.push_back(recipient_json(at->first, at->second, ledger_));
    next = at->first;
    if (!only.empty()) break;
  }
  const bool more = only.empty() && at != all.end();
  return json_answer(
      200, json::object{{"recipients", std::move(out)}, {"next", more ? json::value(next) : json::value(nullptr)}});
}

HttpResponse SandboxCarrier::list_for(std::string_view to) {
  json::array out;
  if (const auto found = ledger_.recipients().find(to); found != ledger_.recipients().end()) {
    for (const uint64_t number : found->second.messages) {
      if (const Message* message = ledger_.by_number(number)) out.push_back(sent_json(*message));
    }
  }
  return json_answer(200, json::object{{"messages", std::move(out)}});
}

HttpResponse SandboxCarrier::list_lost() const {
  json::array out;
  for (const Lost& one : ledger_.lost()) {
    out.push_back(json::object{{"kind", one.inbound ? "inbound" : "receipt"},
                               {"sid", one.sid},
                               {"status", one.status},
                               {"from", one.from},
                               {"to", one.to},
                               {"body", one.body},
                               {"at", format_utc(one.at)}});
  }
  return json_answer(200, json::object{{"lost", std::move(out)}});
}

HttpResponse SandboxCarrier::list_sent(const FormFields& query) {
  json::array out;
  uint64_t number = std::max(number_in(query, "after", 0) + 1, ledger_.first_number());
  for (const size_t most = page_size(query); number <= ledger_.last_number() && out.size() < most; ++number) {
    out.push_back(sent_json(*ledger_.by_number(number)));
  }
  const bool more = number <= ledger_.last_number();
  return json_answer(200, json::object{{"messages", std::move(out)},
                                       {"next", more ? json::value(number - 1) : json::value(nullptr)},
                                       {"first", ledger_.first_number()}});
}

HttpResponse SandboxCarrier::post_inbound(const json::value& body, Instant now) {
  JsonReader in(body);
  Inbound inbound;
  inbound.from = in.required_text("from");
  inbound.to = in.required_text("to");
  inbound.body = in.text("body");
  inbound.opt_out_type = in.text("opt_out_type").value_or("");
  const bool twice = in.boolean("twice").value_or(false);
  const std::string as = in.text("as").value_or("");
  if (as == "openphone") inbound.tongue = Tongue::openphone;
  if (as == "vonage") inbound.tongue = Tongue::vonage_sms;
  if (as == "vonage_messages") inbound.tongue = Tongue::vonage_messages;
  if (inbound.tongue == Tongue::twilio && !as.empty())
    in.problem("as", "must be openphone, vonage, vonage_messages or left out");
  if (const json::array* media = in.array("media")) {
    for (const json::value& url : *media) {
      if (!url.is_string()) in.problem("media", "must be a list of URLs");
      if (url.is_string() && inbound.media.size() < limits::kMediaPerMessage)
        inbound.media.emplace_back(url.get_string());
    }
  }
  if (const auto done = in.done(); !done) return problem(done.error());
  const std::string_view url = inbound.tongue == Tongue::twilio      ? "inbound_url"
                               : inbound.tongue == Tongue::openphone ? "openphone_url"
                                                                     : "vonage_url";
  if (inbound_url(inbound.tongue).empty())
    return problem(400, std::string(url) + " is not set, so nobody can be told", url);
  return json_answer(201, json::object{{"sid", receive(std::move(inbound), now, twice)}});
}

HttpResponse SandboxCarrier::post_options(const json::value& body) {
  auto changed = read_options(body, options_);
  if (!changed) return problem(changed.error());
  options_ = std::move(*changed);
  return json_answer(200, options_json(options_));
}

HttpResponse SandboxCarrier::post_reset(const json::value& body) {
  JsonReader in(body);
  const auto seed = in.integer("seed");
  if (const auto done = in.done(); !done) return problem(done.error());
  if (seed) seed_ = static_cast<uint64_t>(*seed);
  ledger_ = Ledger(seed_);
  webhooks_.clear();
  calls_ = CallBook(seed_);
  steps_.clear();
  call_steps_.clear();
  free_at_ms_.clear();
  answers_at_ms_.clear();
  counts_.clear();
  lookups_.clear();
  return json_answer(200, json::object{{"seed", seed_}});
}

}  // namespace tidings::carrier::sandbox
