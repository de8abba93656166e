#include "http/api/consents/consent_request.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "store/inbox.h"

namespace tidings::http::consents {
namespace {

constexpr std::string_view kChannels[] = {"sms", "voice", "email"};

// A word of a closed set; absent: nothing.
template <class T>
std::optional<T> word(JsonReader& in, std::string_view name, std::optional<T> (*from)(std::string_view),
                      std::string_view words) {
  const auto text = in.text(name);
  if (!text) return std::nullopt;
  const auto known = from(*text);
  if (!known) in.problem(name, fmt::format("must be {}", words));
  return known;
}

std::string short_text(JsonReader& in, std::string_view name) {
  auto text = in.text(name).value_or("");
  if (text.size() > limits::kConsentFieldBytes)
    in.problem(name, fmt::format("is longer than {} bytes", limits::kConsentFieldBytes));
  return text;
}

std::optional<Instant> instant(JsonReader& in, std::string_view name) {
  const auto text = in.text(name);
  if (!text) return std::nullopt;
  const auto at = parse_utc(*text);
  if (!at) in.problem(name, "must be an instant, such as 2026-11-20T21:31:00Z");
  return at ? std::optional(*at) : std::nullopt;
}

std::string channels(JsonReader& in) {
  std::string out;
  const auto* list = in.array("channels");
  if (list == nullptr) return out;
  for (const auto& one : *list) {
    const bool known =
        one.is_string() && std::ranges::find(kChannels, std::string_view(one.get_string())) != std::end(kChannels);
    if (!known) {
      in.problem("channels", "must be of sms, voice and email");
      break;
    }
    out += (out.empty() ? "" : ",") + std::string(one.get_string());
  }
  if (list->empty()) in.problem("channels", "must name one; leave it out for all");
  return out;
}

}  // namespace

Result<store::consents::Event> read_consent(Call& call, JsonReader& in, const Contact& contact) {
  store::consents::Event out{.at = call.now, .method = ConsentMethod::api, .actor = call.who.name};
  const auto kind = in.required_text("kind");
  out.consent = consent_from(kind).value_or(Consent::unknown);
  if (!kind.empty() && out.consent == Consent::unknown)
    in.problem("kind", "must be express_written, express, implied, soft_opt_in, transactional, inbound or revoked");
  out.source = in.required_text("source");
  if (out.source.size() > limits::kConsentFieldBytes) in.problem("source", "is too long");
  out.evidence = short_text(in, "evidence");
  out.basis = word(in, "basis", consent_basis_from, "none, purchase, inquiry, contract or request").value_or(out.basis);
  out.purpose = word(in, "purpose", consent_purpose_from, "any, marketing or informational").value_or(out.purpose);
  out.method = word(in, "how", consent_method_from, "form, keyword, paper, voice, import, api, opt_in or record")
                   .value_or(out.method);
  out.channels = channels(in);
  out.url = short_text(in, "url");
  out.ip = short_text(in, "ip");
  out.user_agent = short_text(in, "user_agent");
  out.language = short_text(in, "language");
  out.given_at = instant(in, "given_at").value_or(call.now);
  if (*out.given_at > call.now) in.problem("given_at", "is not over yet");
  if (out.given_at->ms <= 0) in.problem("given_at", "is too long ago");
  if (const auto ends = instant(in, "expires_at")) {
    out.expires_at = *ends;
    if (*ends <= *out.given_at) in.problem("expires_at", "must be after it was given");
  }
  if (const auto version = in.text("wording")) {
    const auto wording = store::consents::wording_by_version(call.s(), contact.workspace, *version);
    if (!wording) in.problem("wording", "is no version of this workspace; add it with POST /api/consent-wordings");
    if (wording) out.wording = wording->id;
    if (wording && out.language.empty()) out.language = wording->language;
  }
  if (const auto id = in.integer("inbound")) {
    const auto inbound = store::inbox::inbound_by_id(call.s(), InboundId{*id});
    if (!inbound || inbound->from != contact.phone) in.problem("inbound", "is no message of this number");
    out.inbound = {*id};
  }
  TRY(in.done());
  return out;
}

json::value wording_json(const store::consents::Wording& w) {
  return json::object{{"id", w.id.value},
                      {"workspace", w.workspace.value},
                      {"version", w.version},
                      {"language", text_or_null(w.language)},
                      {"text", w.text},
                      {"sha256", w.hash},
                      {"created_at", instant_or_null(w.created_at)},
                      {"created_by", w.created_by}};
}

json::value consent_json(Call& call, const store::consents::Event& e, const Contact& contact, bool stands) {
  json::array channels;
  for (size_t at = 0; at < e.channels.size();) {
    const size_t end = std::min(e.channels.find(',', at), e.channels.size());
    channels.emplace_back(e.channels.substr(at, end - at));
    at = end + 1;
  }
  json::value wording = nullptr;
  if (e.wording) {
    if (const auto found = store::consents::wording_by_id(call.s(), e.wording)) wording = wording_json(*found);
  }
  return json::object{{"id", e.id.value},
                      {"contact", contact.id.value},
                      {"workspace", contact.workspace.value},
                      {"phone", contact.phone},
                      {"kind", to_string(e.consent)},
                      {"stands", stands},
                      {"basis", to_string(e.basis)},
                      {"purpose", to_string(e.purpose)},
                      {"channels", std::move(channels)},
                      {"wording", std::move(wording)},
                      {"how", to_string(e.method)},
                      {"source", e.source},
                      {"evidence", text_or_null(e.evidence)},
                      {"url", text_or_null(e.url)},
                      {"given_at", instant_or_null(e.given_at.value_or(e.at))},
                      {"recorded_at", instant_or_null(e.at)},
                      {"expires_at", instant_or_null(e.expires_at)},
                      {"ip", text_or_null(e.ip)},
                      {"user_agent", text_or_null(e.user_agent)},
                      {"inbound", id_or_null(e.inbound.value)},
                      {"language", text_or_null(e.language)},
                      {"actor", text_or_null(e.actor)}};
}

}  // namespace tidings::http::consents
