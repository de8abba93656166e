#include "http/api/media/media.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"
#include "flow/media/outgoing.h"
#include "flow/media/sniff.h"
#include "flow/media/upload.h"
#include "http/api/media/received.h"
#include "store/media.h"

namespace tidings::http::media {
namespace {

using tidings::media::extension_of;
using tidings::media::shown_inline;

constexpr size_t kTokenBytes = 16;  // nobody guesses 128 bits

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

Result<HttpResponse> list(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto after = query.after();
  const auto limit = query.limit();
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  const auto page = store::media::ours(call.s(), workspace.id, MediaId{after}, limit);
  json::array items;
  for (const auto& medium : page) items.push_back(medium_json(medium));
  const bool more = static_cast<int64_t>(page.size()) == limit;
  return list_answer(std::move(items), more ? json::value(page.back().id.value) : json::value(nullptr));
}

Result<HttpResponse> upload(Call& call) {
  QueryReader query(call.query);
  const auto asked = query.integer("workspace");
  const auto name = query.text("name");
  TRY(query.done());
  const auto workspace = TRY(workspace_of(call.s(), asked));
  const auto received = std::static_pointer_cast<Received>(call.upload);
  const auto& headers = call.request.headers;
  auto file = TRY(tidings::media::read_upload(headers.get("Content-Type"), headers.get("Content-Disposition"),
                                              received ? std::string_view(received->bytes()) : std::string_view{}));
  if (file.bytes.empty()) {
    return fail(ErrorCode::invalid_argument, "the file is empty", "the body",
                "send the file as the body: curl --data-binary @picture.jpg, or as a form: curl -F file=@picture.jpg");
  }
  if (file.bytes.size() > limits::kMediaBytes) {
    return fail(ErrorCode::too_large, fmt::format("a medium has at most {} bytes", limits::kMediaBytes), "the body");
  }
  Medium medium{.workspace = workspace.id,
                .said_type = file.said_type,
                .type = std::string(tidings::media::sniff(file.bytes)),
                .bytes = static_cast<int64_t>(file.bytes.size()),
                .sha256 = crypto::to_hex(crypto::sha256(file.bytes)),
                .name = name ? tidings::media::safe_name(*name) : file.name,
                .token = crypto::random_token(kTokenBytes),
                .created_by = call.who.name,
                .created_at = call.now,
                .stored_at = call.now};
  medium.id = store::media::uploaded(call.s(), medium);
  for (size_t at = 0, part = 0; at < file.bytes.size(); at += limits::kMediaPartBytes, ++part)
    store::media::put_part(call.s(), medium.id, part, file.bytes.substr(at, limits::kMediaPartBytes));
  store::media::finish(call.s(), medium);
  call.audit("media.upload", fmt::format("media {}", medium.id.value), medium.sha256);
  return answer(medium_json(*store::media::by_id(call.s(), medium.id)), 201);
}

Result<HttpResponse> remove(Call& call) {
  JsonReader in(call.body);
  TRY(in.done());
  TRY(QueryReader(call.query).done());
  const MediaId id{TRY(call.id())};
  const auto medium = store::media::by_id(call.s(), id);
  if (!medium) return not_here(call);
  if (medium->inbound) {
    return fail(ErrorCode::conflict, "it came with a message", call.path,
                "it goes when the number it came from is erased");
  }
  if (store::media::used(call.s(), id))
    return fail(ErrorCode::conflict, "a message or a campaign takes it along", call.path);
  store::media::remove(call.s(), id);
  call.audit("media.remove", fmt::format("media {}", id.value), medium->sha256);
  return answer(json::object{{"id", id.value}, {"removed", true}});
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
  const auto medium = store::media::by_token(call.s(), tidings::media::token_in(call.params.front()));
  if (!medium || medium->state != MediumState::stored || !store::media::message_with(call.s(), medium->id))
    return not_here(call);
  return give(call, *medium);
}

}  // namespace tidings::http::media
