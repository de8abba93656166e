#include <fmt/format.h>

#include <map>

#include "http/api/messages/messages.h"
#include "http/api/messages/send_request.h"

namespace tidings::http::messages {
namespace {

flow::Sends sends_of(Call& call, Workspace workspace) {
  const auto& carriers = call.services.carriers;
  const auto has_carrier = [&](std::string_view name) { return dispatch::find_carrier(carriers, name) != nullptr; };
  flow::Sends out(call.s(), std::move(workspace), call.services.tz, call.services.laws, has_carrier, call.now,
                  call.services.registers);
  out.take_media(call.services.campaign_options.outgoing);
  return out;
}

}  // namespace

// accepted and held are 202, blocked is 200: the message is kept, with the decision. invalid is an error.
Result<HttpResponse> send(Call& call) {
  const auto body = TRY(read_single(call.body));
  auto workspace = TRY(workspace_of(call.s(), body.workspace));
  auto sends = sends_of(call, std::move(workspace));
  const auto sent = sends.send(body.messages.front(), call.who.name);
  if (sent.status == flow::SendStatus::invalid) {
    const bool long_text = sent.code == flow::kTooLong;
    return fail(long_text ? ErrorCode::too_large : ErrorCode::invalid_argument, sent.problem, sent.field);
  }
  call.audit("message.send", fmt::format("message {}", sent.message.value), flow::to_string(sent.status));
  auto out = send_json(sent);
  out["quota"] = quota_json(sends.quota());
  return answer(out, sent.status == flow::SendStatus::blocked ? 200 : 202);
}

Result<HttpResponse> batch(Call& call) {
  const auto body = TRY(read_batch(call.body));
  auto workspace = TRY(workspace_of(call.s(), body.workspace));
  auto sends = sends_of(call, std::move(workspace));
  std::map<flow::SendStatus, int64_t> counts;
  json::array results;
  MessageId first;
  for (size_t i = 0; i < body.messages.size(); ++i) {
    const auto sent = sends.send(body.messages[i], call.who.name);
    ++counts[sent.status];
    if (!first) first = sent.message;
    auto one = send_json(sent);
    one["index"] = i;
    results.push_back(std::move(one));
  }
  json::object counted;
  for (const auto status :
       {flow::SendStatus::accepted, flow::SendStatus::held, flow::SendStatus::blocked, flow::SendStatus::invalid}) {
    counted[to_string(status)] = counts[status];
  }
  call.services.hurry();
  call.audit("message.batch", fmt::format("from message {}", first.value), json::serialize(counted));
  return answer(
      json::object{
          {"counts", std::move(counted)}, {"results", std::move(results)}, {"quota", quota_json(sends.quota())}},
      200);
}

}  // namespace tidings::http::messages
