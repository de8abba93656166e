#include "http/api/senders/senders.h"

#include <fmt/format.h>

#include <algorithm>

#include "flow/inbox/opt_outs.h"
#include "store/ledger.h"
#include "store/senders.h"
#include "store/workspaces.h"

namespace tidings::http::senders {
namespace {

constexpr size_t kAlphanumericBytes = 11;  // GSM 03.40: an alphanumeric address

json::array channels_json(const Sender& x) {
  json::array out;
  for (const auto channel : {Channel::text, Channel::call}) {
    if (x.serves(channel)) out.emplace_back(to_string(channel));
  }
  return out;
}

void read_channels(JsonReader& in, Sender& out) {
  const auto* list = in.array("channels");
  if (list == nullptr) return;
  out.texts = out.calls = false;
  for (const auto& one : *list) {
    const auto channel = one.is_string() ? channel_from(std::string_view(one.get_string())) : std::nullopt;
    if (!channel) return in.problem("channels", "must be of text and call");
    (*channel == Channel::call ? out.calls : out.texts) = true;
  }
  if (list->empty()) in.problem("channels", "must name one");
}

json::value sender_json(const Sender& x) {
  return json::object{{"id", x.id.value},
                      {"workspace", x.workspace.value},
                      {"address", x.address},
                      {"kind", to_string(x.kind)},
                      {"carrier", x.carrier},
                      {"segments_per_s", plain_number(x.segments_per_s)},
                      {"daily_cap", x.daily_cap},
                      {"active", x.active},
                      {"standby", x.standby},
                      {"brand", x.brand},
                      {"channels", channels_json(x)}};
}

bool is_short_code(std::string_view text) {
  return text.size() >= 3 && text.size() <= 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool fits_kind(const std::string& address, SenderKind kind) {
  switch (kind) {
    case SenderKind::short_code:
      return is_short_code(address);
    case SenderKind::alphanumeric:
      return !address.empty() && address.size() <= kAlphanumericBytes &&
             std::ranges::any_of(address, [](unsigned char c) { return std::isalpha(c) != 0; });
    default:
      return inbox::looks_like_e164(address);
  }
}

Result<Sender> read_sender(Call& call) {
  JsonReader in(call.body);
  const auto workspace = TRY(workspace_of(call.s(), in.integer("workspace")));
  Sender out{.workspace = workspace.id, .address = in.required_text("address")};
  for (const auto& known : store::workspaces::senders(call.s(), workspace.id)) {
    if (known.address == out.address) out = known;
  }
  if (const auto kind = in.text("kind")) {
    const auto known = sender_kind_from(*kind);
    if (!known) in.problem("kind", "must be long_code, toll_free, short_code, 10dlc or alphanumeric");
    out.kind = known.value_or(out.kind);
    out.segments_per_s = default_segments_per_s(out.kind);
  }
  if (!fits_kind(out.address, out.kind)) in.problem("address", fmt::format("is no {}", to_string(out.kind)));
  if (auto carrier = in.text("carrier")) out.carrier = std::move(*carrier);
  if (out.carrier.empty() && call.services.carriers.size() == 1) out.carrier = call.services.carriers.begin()->first;
  if (dispatch::find_carrier(call.services.carriers, out.carrier) == nullptr)
    in.problem("carrier", "must be the name of a configured carrier");
  if (const auto rate = in.number("segments_per_s")) {
    if (*rate <= 0 || *rate > limits::kCampaignRateMost)
      in.problem("segments_per_s", "must be above 0, at most 100000");
    out.segments_per_s = *rate;
  }
  if (const auto cap = in.integer("daily_cap")) {
    if (*cap < 0 || *cap > 100'000'000) in.problem("daily_cap", "must be 0 (none) or more");
    out.daily_cap = static_cast<int>(*cap);
  }
  read_channels(in, out);
  if (out.calls && !inbox::looks_like_e164(out.address))
    in.problem("channels", "of an address that is no phone number cannot be call");
  if (const auto* carrier = dispatch::find_carrier(call.services.carriers, out.carrier);
      out.calls && carrier != nullptr && !carrier->makes_calls())
    in.problem("channels", fmt::format("cannot be call: the carrier {} makes none", out.carrier));
  if (const auto active = in.boolean("active")) out.active = *active;
  if (const auto standby = in.boolean("standby")) out.standby = *standby;
  if (auto brand = in.text("brand")) {
    const auto known = store::senders::brands(call.s());
    if (!brand->empty() && std::ranges::find(known, *brand, &Brand::name) == known.end())
      in.problem("brand", "must be the name of a brand: PUT /api/brands makes one");
    out.brand = std::move(*brand);
  }
  TRY(in.done());
  return out;
}

}  // namespace

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  TRY(query.done());
  json::array items;
  for (const auto& workspace : store::workspaces::all(call.s())) {
    if (asked && workspace.id.value != *asked) continue;
    for (const auto& sender : store::workspaces::senders(call.s(), workspace.id)) items.push_back(sender_json(sender));
  }
  return list_answer(std::move(items), nullptr);
}

Result<HttpResponse> put(Call& call) {
  auto sender = TRY(read_sender(call));
  sender.id = store::workspaces::put_sender(call.s(), sender);
  store::ledger::wake_for_room(call.s(), sender.workspace, call.now);  // a raised cap or a new sender has places
  call.audit("sender.put", fmt::format("sender {}", sender.id.value), json::serialize(call.body));
  return answer(sender_json(sender));
}

}  // namespace tidings::http::senders
