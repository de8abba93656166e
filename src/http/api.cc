#include "http/api.h"

#include <fmt/format.h>

#include "http/api/imports/spool.h"
#include "http/api/media/received.h"
#include "http/call.h"
#include "http/events.h"
#include "http/idempotency.h"
#include "http/routes.h"
#include "http/webhook/webhook.h"
#include "net/problem.h"
#include "store/keys.h"

namespace tidings::http {
namespace {

constexpr int64_t kForgetEveryMs = kHourMs;

std::string path_of(std::string_view url) { return std::string(url.substr(0, url.find('?'))); }

FormFields query_of(std::string_view url) {
  const size_t mark = url.find('?');
  return mark == std::string_view::npos ? FormFields{} : parse_form(url.substr(mark + 1));
}

HttpResponse refusal(const Error& error) {
  auto out = net::problem(error);
  if (error.code == ErrorCode::unauthenticated) out.headers.add("WWW-Authenticate", "Bearer");
  if (error.code == ErrorCode::unavailable) out.headers.add("Retry-After", "5");
  return out;
}

// A proxy on this machine speaks for somebody elsewhere.
bool from_here(const net::IncomingRequest& incoming) {
  const auto& headers = incoming.request.headers;
  return incoming.remote_is_loopback && headers.get("X-Forwarded-For").empty() && headers.get("Forwarded").empty();
}

Result<access::Principal> authenticate(const Services& with, const HttpHeaders& headers) {
  return store::read_value<access::Principal>(with.database,
                                              [&](store::Session& s) { return access::authenticate(s, headers); });
}

// Nothing, or the body as JSON. None of the handlers takes another kind.
std::optional<HttpResponse> read_body(Call& call) {
  const auto& request = call.request;
  if (request.body.empty()) return std::nullopt;
  const auto type = request.headers.get("Content-Type");
  if (type.find("json") == std::string_view::npos) {
    return net::problem(415, {ErrorCode::invalid_argument, "the body must be JSON", "Content-Type",
                              "send the header Content-Type: application/json"});
  }
  auto body = parse_json(request.body);
  if (!body) return refusal(body.error());
  call.body = std::move(*body);
  return std::nullopt;
}

// Writes take their words from the body; only uploads and DELETE read the query.
Result<> check_query(const Call& call, const Route& route) {
  if ((route.runs != Runs::write && route.runs != Runs::first) || call.request.method == "DELETE") return {};
  return QueryReader(call.query).done();
}

HttpResponse run_write(Call& call, const Route& route) {
  const bool first = route.runs == Runs::first;
  const auto key = idempotency_key(call);
  if (!key) return refusal(key.error());
  auto spool = route.runs == Runs::upload ? std::static_pointer_cast<imports::Spool>(call.upload) : nullptr;
  const auto received = route.runs == Runs::media ? std::static_pointer_cast<media::Received>(call.upload) : nullptr;
  if (spool) {
    if (auto whole = spool->finish(); !whole) return refusal(whole.error());
  }
  const std::string hash = key->empty() ? std::string()
                                        : request_hash(call, spool      ? spool->digest()
                                                             : received ? received->digest()
                                                                        : std::string());
  const auto done = store::write_value<HttpResponse>(
      call.services.database,
      [&](store::Session& s) -> Result<HttpResponse> {
        if (!key->empty()) {
          if (auto kept = kept_answer(s, *key, hash)) return std::move(*kept);
        }
        call.session = &s;
        // While this is written, so that dispatch's own transaction is the next one.
        if (first) call.services.hurry();
        auto response = TRY(route.handler(call));
        if (!key->empty()) keep_answer(s, *key, hash, response, call.now);
        return response;
      },
      first);
  // Where transactions of a database do not wait for each other it may have looked too early.
  if (first && done && call.services.database.shared()) call.services.hurry();
  if (spool) spool->settle(done.has_value());
  return done ? *done : refusal(done.error());
}

HttpResponse run_read(Call& call, Handler handler) {
  const auto done =
      store::read_value<HttpResponse>(call.services.database, [&](store::Session& s) -> Result<HttpResponse> {
        call.session = &s;
        return handler(call);
      });
  return done ? *done : refusal(done.error());
}

HttpResponse run_plain(Call& call, Handler handler) {
  const auto done = handler(call);
  return done ? *done : refusal(done.error());
}

}  // namespace

struct Api::Inside {
  Services services;
  net::WorkerPool& workers;
  EventBus events{services.database};
  WebhookDoor webhooks{services, events};
  int64_t forgot_ms = 0;
  std::atomic<size_t> media_under_way = 0;

  Inside(Services s, net::WorkerPool& w) : services(std::move(s)), workers(w) {}
  void run(const Route& route, std::vector<std::string> params, net::IncomingRequest& incoming,
           net::Responder& responder);
};

Api::Api(Services services, net::WorkerPool& workers) : in_(std::make_unique<Inside>(std::move(services), workers)) {}
Api::~Api() = default;

void Api::handle(net::IncomingRequest incoming, net::Responder responder) {
  const std::string path = path_of(incoming.request.url);
  auto match = find_route(incoming.request.method, path);
  if (match.route == nullptr && match.allow.empty() &&
      (path.starts_with("/cases/") || path.starts_with("/api/cases"))) {
    return responder(refusal({ErrorCode::not_yet, "cases are not built yet", path,
                              "contacts have case_ref; GET /api/messages?phone= has their conversations"}));
  }
  if (match.route == nullptr && match.allow.empty()) {
    return responder(refusal(
        {ErrorCode::not_found, "there is nothing at this path", path, "docs/api/openapi.yaml lists all paths"}));
  }
  if (match.route == nullptr) {
    auto response = net::problem(
        405, {ErrorCode::invalid_argument, "this path does not take that method", path, "allowed: " + match.allow});
    response.headers.add("Allow", match.allow);
    return responder(std::move(response));
  }
  if (match.route->runs == Runs::webhook) return in_->webhooks.take(std::move(incoming), std::move(responder));
  struct Waiting {
    net::IncomingRequest incoming;
    net::Responder responder;
    std::vector<std::string> params;
  };
  auto waiting = std::make_shared<Waiting>(Waiting{std::move(incoming), std::move(responder), std::move(match.params)});
  const bool taken = in_->workers.submit([in = in_.get(), route = match.route, waiting] {
    in->run(*route, std::move(waiting->params), waiting->incoming, waiting->responder);
  });
  if (!taken) waiting->responder(refusal({ErrorCode::unavailable, "too many requests are waiting", {}, "try again"}));
}

void Api::Inside::run(const Route& route, std::vector<std::string> params, net::IncomingRequest& incoming,
                      net::Responder& responder) {
  const HttpRequest& request = incoming.request;
  Call call{.services = services,
            .request = request,
            .path = path_of(request.url),
            .params = std::move(params),
            .query = query_of(request.url),
            .who = {},
            .now = services.env.clock.now(),
            .upload = std::move(incoming.upload),
            .gone = [&responder] { return responder.gone(); }};
  const bool keyless = route.runs == Runs::open || (route.runs == Runs::ops && from_here(incoming));
  if (!keyless) {
    auto who = authenticate(services, request.headers);
    if (!who) return responder(refusal(who.error()));
    call.who = std::move(*who);
  }
  if (route.runs == Runs::events) {
    if (!events.has_room())
      return responder(refusal({ErrorCode::unavailable, "too many listen already", {}, "try again"}));
    HttpHeaders headers;
    headers.add("Cache-Control", "no-store");
    return events.add(responder.stream(std::move(headers)));
  }
  if (auto known = check_query(call, route); !known) return responder(refusal(known.error()));
  if (route.runs != Runs::upload && route.runs != Runs::media) {
    if (auto refused = read_body(call)) return responder(std::move(*refused));
  }
  switch (route.runs) {
    case Runs::read:
    case Runs::open:
      return responder(run_read(call, route.handler));
    case Runs::write:
    case Runs::upload:
    case Runs::media:
    case Runs::first:
      return responder(run_write(call, route));
    default:
      return responder(run_plain(call, route.handler));
  }
}

std::optional<net::UploadSink> Api::upload(const HttpRequest& head) {
  const auto match = find_route(head.method, path_of(head.url));
  const bool to_memory = match.route != nullptr && match.route->runs == Runs::media;
  if (match.route == nullptr || (match.route->runs != Runs::upload && !to_memory)) return std::nullopt;
  const auto refuse = [](Error error) {
    return net::UploadSink([error = std::move(error)](std::string_view) -> Result<> { return std::unexpected(error); });
  };
  // Asked before a byte is stored: a stranger must not fill the disk.
  if (auto who = authenticate(in_->services, head.headers); !who) return refuse(who.error());
  if (to_memory) {
    if (in_->media_under_way >= limits::kMediaUploads)
      return refuse({ErrorCode::unavailable, "too many files are on their way in", {}, "try again"});
    auto received = std::make_shared<media::Received>(in_->media_under_way);
    return net::UploadSink([received](std::string_view chunk) { return received->take(chunk); }, received);
  }
  auto spool = imports::Spool::create(in_->services.import_dir);
  if (!spool) return refuse(spool.error());
  return net::UploadSink([spool = *spool](std::string_view chunk) { return spool->take(chunk); }, *spool);
}

Result<size_t> Api::tick() {
  const int64_t now_ms = in_->services.env.clock.monotonic_ms();
  if (now_ms - in_->forgot_ms >= kForgetEveryMs) {
    in_->forgot_ms = now_ms;
    const Instant old = in_->services.env.clock.now() - limits::kIdempotencyMs;
    TRY(in_->services.database.write([&](store::Session& s) -> Result<> {
      store::keys::forget_answers(s, old);
      return {};
    }));
  }
  in_->services.evidence.forget_old();
  return in_->events.look();
}

}  // namespace tidings::http
