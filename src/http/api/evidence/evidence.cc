#include "http/api/evidence/evidence.h"

#include <fmt/format.h>

#include "base/limits.h"
#include "flow/evidence/packs.h"
#include "sms/phone.h"

namespace tidings::http::evidence {
namespace {

json::object versions(const Services& with) {
  const auto& book = with.laws.book();
  json::array packs;
  for (const auto& [id, version] : book.packs()) packs.push_back(json::object{{"id", id}, {"version", version}});
  return {{"program", with.program_version},
          {"tz", with.tz.version},
          {"rules", book.version()},
          {"packs", std::move(packs)}};
}

}  // namespace

Result<HttpResponse> make(Call& call) {
  JsonReader in(call.body);
  const auto phone = in.required_text("phone");
  const auto region = in.text("region").value_or("");
  const auto reason = in.required_text("reason");
  if (reason.size() > limits::kEvidenceReasonBytes)
    in.problem("reason", fmt::format("is longer than {} bytes", limits::kEvidenceReasonBytes));
  if (!reason.empty() && reason.find_first_not_of(" \t\r\n") == std::string::npos) in.problem("reason", "must say why");
  TRY(in.done());
  const auto number = TRY(sms::parse_phone(phone, TRY(read_region(region)))).e164;
  const auto made = TRY(call.services.evidence.make({.phone = number,
                                                     .actor = call.who.name,
                                                     .reason = reason,
                                                     .at = call.now,
                                                     .versions = versions(call.services),
                                                     .gone = call.gone}));
  return answer(json::object{{"id", made.id},
                             {"phone", number},
                             {"bytes", made.bytes},
                             {"lines", made.lines},
                             {"public_key", made.public_key}},
                201);
}

Result<HttpResponse> piece(Call& call) {
  QueryReader query(call.query);
  const auto after = query.after();
  TRY(query.done());
  auto found = TRY(call.services.evidence.piece(call.params.front(), after));
  HttpResponse out;
  out.headers.add("Content-Type", "application/x-ndjson");
  out.headers.add("Cache-Control", "no-store");
  out.body = std::move(found.text);
  if (found.next > 0) out.headers.add("Link", fmt::format("<{}?after={}>; rel=\"next\"", call.path, found.next));
  return out;
}

}  // namespace tidings::http::evidence
