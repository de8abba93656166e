#include "flow/evidence/rows.h"

#include "flow/compliance/trace.h"

namespace tidings::evidence {
namespace {

json::value when(Instant at) { return at.ms == 0 ? json::value(nullptr) : json::value(format_utc(at)); }
json::value some(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }
template <class Tag>
json::value ref(Id<Tag> id) {
  return id ? json::value(id.value) : json::value(nullptr);
}
json::value why(Reason reason) {
  return reason == Reason::none ? json::value(nullptr) : json::value(to_string(reason));
}
// JSON that was stored as text; what does not read is kept as it is.
json::value stored(std::string_view text) {
  auto read = parse_json(text);
  return read ? std::move(*read) : json::value(text);
}

}  // namespace

json::object row(const Contact& c) {
  json::object fields;
  for (const auto& [name, value] : c.fields) fields[name] = value;
  json::array tags(c.tags.begin(), c.tags.end());
  return {{"id", c.id.value},
          {"workspace", c.workspace.value},
          {"phone", c.phone},
          {"sms_capable", c.sms_capable},
          {"region", some(c.region)},
          {"status", to_string(c.status)},
          {"consent", to_string(c.consent)},
          {"consent_basis", to_string(c.consent_basis)},
          {"consent_given_at", when(c.consent_given_at)},
          {"consent_expires_at", when(c.consent_expires_at)},
          {"zone", some(c.zone)},
          {"zone_confirmed", c.zone_confirmed},
          {"place", some(c.place)},
          {"case_ref", some(c.case_ref)},
          {"score", c.score},
          {"fields", std::move(fields)},
          {"tags", std::move(tags)},
          {"import", ref(c.import)}};
}

json::object row(const store::consents::Event& e) {
  return {{"id", e.id.value},
          {"contact", e.contact.value},
          {"kind", to_string(e.consent)},
          {"basis", to_string(e.basis)},
          {"purpose", to_string(e.purpose)},
          {"channels", some(e.channels)},
          {"given_at", when(e.given_at.value_or(e.at))},
          {"recorded_at", when(e.at)},
          {"expires_at", when(e.expires_at)},
          {"how", to_string(e.method)},
          {"source", e.source},
          {"evidence", some(e.evidence)},
          {"wording", ref(e.wording)},
          {"url", some(e.url)},
          {"ip", some(e.ip)},
          {"user_agent", some(e.user_agent)},
          {"inbound", ref(e.inbound)},
          {"language", some(e.language)},
          {"actor", some(e.actor)}};
}

json::object row(const store::consents::Wording& w) {
  return {{"id", w.id.value},
          {"workspace", w.workspace.value},
          {"version", w.version},
          {"language", some(w.language)},
          {"text", w.text},
          {"sha256", w.hash},
          {"created_at", when(w.created_at)},
          {"created_by", w.created_by}};
}

json::object row(const store::opt_ins::OptIn& q) {
  return {{"id", q.id},
          {"workspace", q.workspace.value},
          {"contact", q.contact.value},
          {"message", ref(q.message)},
          {"wording", ref(q.wording)},
          {"kind", to_string(q.consent)},
          {"asked_at", when(q.asked_at)},
          {"asked_by", some(q.asked_by)},
          {"due_at", when(q.due_at)},
          {"closed_at", when(q.closed_at)},
          {"outcome", some(q.outcome)},
          {"inbound", ref(q.inbound)},
          {"consent", ref(q.given)}};
}

json::object row(const store::optouts::Suppression& x) {
  return {{"id", x.id.value},
          {"workspace", ref(x.workspace)},
          {"source", x.source},
          {"detail", some(x.detail)},
          {"created_at", when(x.created_at)},
          {"lifted_at", when(x.lifted_at)},
          {"lifted_by", some(x.lifted_by)}};
}

json::object row(const store::optouts::Review& r) {
  return {{"id", r.id.value},
          {"workspace", r.workspace.value},
          {"contact", ref(r.contact)},
          {"inbound", ref(r.inbound)},
          {"because", some(r.because)},
          {"created_at", when(r.created_at)},
          {"due_at", when(r.due_at)},
          {"decision", some(r.decision)},
          {"decided_at", when(r.decided_at)},
          {"decided_by", some(r.decided_by)}};
}

json::object row(const store::inbox::Conversation& c) {
  return {{"id", c.id.value},
          {"workspace", c.workspace.value},
          {"contact", ref(c.contact)},
          {"created_at", when(c.created_at)}};
}

json::object row(const store::inbox::Inbound& in) {
  return {{"id", in.id.value},
          {"workspace", in.workspace.value},
          {"conversation", in.conversation.value},
          {"contact", ref(in.contact)},
          {"campaign", ref(in.campaign)},
          {"answers", ref(in.message)},
          {"from", in.from},
          {"to", in.to},
          {"body", in.body},
          {"media", stored(in.media)},
          {"class", in.cls},
          {"because", some(in.because)},
          {"carrier", in.carrier},
          {"provider_id", some(in.provider_id)},
          {"received_at", when(in.received_at)}};
}

json::object row(const store::LedgerRow& r) {
  return {{"id", r.id.value},
          {"workspace", r.workspace.value},
          {"campaign", ref(r.campaign)},
          {"contact", ref(r.contact)},
          {"step", r.step},
          {"channel", to_string(r.channel)},
          {"kind", to_string(r.kind)},
          {"purpose", to_string(r.purpose)},
          {"to", r.phone},
          {"body", some(r.body)},
          {"segments", r.segments},
          {"state", to_string(r.state)},
          {"reason", why(r.reason)},
          {"not_before", when(r.not_before)},
          {"not_after", when(r.not_after)},
          {"sender", ref(r.sender)},
          {"sent_to", some(r.sent_to)},
          {"carrier", some(r.carrier)},
          {"provider_id", some(r.provider_id)},
          {"error_code", some(r.error_code)},
          {"error_text", some(r.error_text)},
          {"attempts", r.attempts},
          {"revision", r.revision},
          {"created_by", some(r.created_by)},
          {"created_at", when(r.created_at)},
          {"handed_at", when(r.handed_at)},
          {"accepted_at", when(r.accepted_at)},
          {"sent_at", when(r.sent_at)},
          {"ended_at", when(r.ended_at)}};
}

json::object row(const Medium& m) {
  return {{"id", m.id.value},
          {"workspace", m.workspace.value},
          {"inbound", ref(m.inbound)},
          {"position", m.position},
          {"state", to_string(m.state)},
          {"type", some(m.type)},
          {"said_type", some(m.said_type)},
          {"bytes", m.bytes},
          {"sha256", some(m.sha256)},
          {"name", some(m.name)},
          {"problem", some(m.problem)},
          {"created_by", some(m.created_by)},
          {"created_at", when(m.created_at)},
          {"stored_at", when(m.stored_at)}};
}

json::object row(const store::CallRow& c) {
  return {{"outcome", c.outcome == CallOutcome::none ? json::value(nullptr) : json::value(to_string(c.outcome))},
          {"duration_s", c.duration_s},
          {"language", c.language},
          {"voice", some(c.voice)},
          {"machine", to_string(c.machine)},
          {"ring_s", c.ring_s}};
}

json::object row(const store::DecisionRecord& d) {
  const auto trace = compliance::read_trace(d.trace);
  return {{"at", when(d.at)},
          {"verdict", compliance::to_string(static_cast<compliance::Verdict>(d.verdict))},
          {"reason", why(d.reason)},
          {"until", when(d.until)},
          {"tz", trace ? json::value(trace->tz_version) : json::value(nullptr)},
          {"explained", trace ? compliance::explain(*trace) : trace.error().describe()},
          {"trace", stored(d.trace)}};
}

json::object row(const store::AttemptRecord& a) {
  return {{"number", a.number},
          {"sender", some(a.sender)},
          {"sent_to", some(a.sent_to)},
          {"handed_at", when(a.handed_at)},
          {"ended_at", when(a.ended_at)},
          {"outcome", a.outcome},
          {"provider_id", some(a.provider_id)},
          {"error_class", some(a.error_class)},
          {"error_code", some(a.error_code)},
          {"error_text", some(a.error_text)}};
}

json::object row(const store::events::Receipt& r) {
  return {{"id", r.id},
          {"at", when(r.at)},
          {"state", to_string(r.state)},
          {"carrier", r.carrier},
          {"provider_id", some(r.provider_id)},
          {"provider_status", some(r.provider_status)},
          {"undelivered", r.undelivered},
          {"error_code", some(r.error_code)},
          {"applied", r.applied}};
}

json::object row(const store::keys::AuditRow& a) {
  return {
      {"id", a.id},           {"at", when(a.at)},         {"actor", a.actor}, {"action", a.action},
      {"subject", a.subject}, {"detail", some(a.detail)}, {"hash", a.hash},   {"previous_hash", some(a.previous_hash)}};
}

}  // namespace tidings::evidence
