#include "http/api/media/media.h"

#include <fmt/format.h>

#include "flow/media/sniff.h"
#include "store/media.h"

namespace tidings::http::media {
namespace {

using tidings::media::extension_of;
using tidings::media::shown_inline;

// A strong entity tag (RFC 9110 §8.8.3); "*" fits all that is there.
bool has_tag(std::string_view list, std::string_view tag) {
  return list == "*" || list.find(tag) != std::string_view::npos;
}

HttpResponse give(Call& call, const Medium& medium) {
  HttpResponse out;
  const std::string tag = fmt::format("\"{}\"", medium.sha256);
  out.headers.add("ETag", tag);
  out.headers.add("Cache-Control", "private, max-age=86400, immutable");
  if (has_tag(call.request.headers.get("If-None-Match"), tag)) {
    out.status = 304;
    return out;
  }
  // A name of our making: the uploader's, or the carrier's, is anybody's.
  out.headers.add("Content-Type", medium.type == "text/plain" ? "text/plain; charset=utf-8" : medium.type);
  out.headers.add("Content-Disposition",
                  fmt::format("{}; filename=\"media-{}.{}\"", shown_inline(medium.type) ? "inline" : "attachment",
                              medium.id.value, extension_of(medium.type)));
  out.headers.add("X-Content-Type-Options", "nosniff");
  out.headers.add("Content-Security-Policy", "sandbox; default-src 'none'");
  out.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  out.headers.add("Referrer-Policy", "no-referrer");
  out.body = store::media::read(call.s(), medium);
  return out;
}

std::unexpected<Error> not_here(const Call& call) {
  return fail(ErrorCode::not_found, "there is no such medium", call.path);
}

}  // namespace

json::value medium_json(const Medium& m) {
  return json::object{{"id", m.id.value},
                      {"state", to_string(m.state)},
                      {"type", text_or_null(m.type)},
                      {"said_type", text_or_null(m.said_type)},
                      {"bytes", m.state == MediumState::stored ? json::value(m.bytes) : json::value(nullptr)},
                      {"sha256", text_or_null(m.sha256)},
                      {"name", text_or_null(m.name)},
                      {"problem", text_or_null(m.problem)},
                      {"created_at", instant_or_null(m.created_at)},
                      {"stored_at", instant_or_null(m.stored_at)}};
}

Result<HttpResponse> bytes(Call& call) {
  TRY(QueryReader(call.query).done());
  const MediaId id{TRY(call.id())};
  const auto medium = store::media::by_id(call.s(), id);
  if (!medium) return not_here(call);
  if (medium->state == MediumState::waiting)
    return fail(ErrorCode::conflict, "it is not fetched from the carrier yet", call.path, "try again in a moment");
  if (medium->state == MediumState::failed)
    return fail(ErrorCode::not_found, "it could not be fetched from the carrier: " + medium->problem, call.path);
  return give(call, *medium);
}

Result<HttpResponse> public_bytes(Call& call) {
  const auto medium = store::media::by_token(call.s(), call.params.front());
  if (!medium || medium->state != MediumState::stored || !store::media::message_with(call.s(), medium->id))
    return not_here(call);
  return give(call, *medium);
}

}  // namespace tidings::http::media
