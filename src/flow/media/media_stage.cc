#include "flow/media/media_stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/crypto.h"
#include "base/limits.h"
#include "flow/media/sniff.h"
#include "flow/media/source_url.h"
#include "flow/media/upload.h"
#include "store/media.h"

namespace tidings::media {
namespace {

constexpr int kTries = static_cast<int>(std::size(limits::kMediaRetryDelaysMs)) + 1;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// A piece may come to the carrier's store after its webhook: what is not there may be there soon.
bool worth_another_try(int status) { return status >= 500 || status == 404 || status == 408 || status == 429; }

}  // namespace

std::vector<std::string> origins(const std::vector<const carrier::Carrier*>& carriers) {
  std::vector<std::string> out;
  for (const auto* carrier : carriers) {
    if (auto origin = origin_of(carrier->api_url()); !origin.empty()) out.push_back(std::move(origin));
  }
  return out;
}

MediaStage::MediaStage(Env env, store::Database& database, HttpRunner& runner,
                       const std::vector<const carrier::Carrier*>& carriers)
    : env_(env),
      database_(database),
      runner_(runner),
      origins_(origins(carriers)),
      mailbox_(std::make_shared<Mailbox<Arrival>>()) {
  for (const auto* carrier : carriers) carriers_.emplace(carrier->name(), carrier);
}

MediaStage::~MediaStage() { mailbox_->on_put(nullptr); }

Result<int64_t> MediaStage::tick() {
  if (!begun_ && !database_.shared()) {
    TRY(database_.write([&](store::Session& s) -> Result<> {
      store::media::ask_anew(s, env_.clock.now());
      return {};
    }));
  }
  begun_ = true;
  for (auto& arrival : mailbox_->take()) unread_.push_back(std::move(arrival));
  while (!unread_.empty()) {
    TRY(take(unread_.front()));
    unread_.pop_front();
  }
  TRY(begin_due());
  return limits::kMediaLookMs;
}

Result<> MediaStage::begin_due() {
  if (in_flight_.size() >= limits::kMediaInFlight) return {};
  const Instant now = env_.clock.now();
  std::vector<Medium> due;
  TRY(database_.read([&](store::Session& s) -> Result<> {
    due = store::media::due(s, now, 2 * limits::kMediaInFlight);
    return {};
  }));
  for (auto& medium : due) {
    if (in_flight_.size() >= limits::kMediaInFlight) break;
    if (in_flight_.contains(medium.id)) continue;
    const auto known = carriers_.find(medium.carrier);
    Fetch fetch{.medium = std::move(medium),
                .carrier = known == carriers_.end() ? nullptr : known->second,
                .redirects = 0,
                .end_ms = env_.clock.monotonic_ms() + limits::kMediaFetchMs};
    fetch.url = fetch.medium.url;
    auto& row = fetch.medium;
    if (row.tries >= kTries) {
      TRY(trouble(fetch, row.problem.empty() ? "it never came to an end" : row.problem, false));
      continue;
    }
    ++row.tries;
    row.next_at = now + 2 * limits::kMediaFetchMs;  // nobody else asks meanwhile
    bool ours = false;
    TRY(database_.write([&](store::Session& s) -> Result<> {
      ours = store::media::try_it(s, row);
      return {};
    }));
    if (!ours) continue;
    const MediaId id = row.id;
    if (auto sent = send(in_flight_.emplace(id, std::move(fetch)).first->second); !sent) {
      in_flight_.erase(id);  // due again later
      return sent;
    }
  }
  return {};
}

// Ends the fetch when it may not be sent.
Result<> MediaStage::send(Fetch& fetch) {
  if (fetch.carrier == nullptr) return trouble(fetch, "its carrier is not configured any more", false);
  if (const auto may = may_fetch(fetch.url, origin_of(fetch.carrier->api_url()), origins_); !may)
    return trouble(fetch, may.error().what, false);
  const int64_t left = fetch.end_ms - env_.clock.monotonic_ms();
  if (left <= 0) return trouble(fetch, "the carrier was too slow", true);
  auto request = fetch.carrier->build_fetch_media(fetch.url, env_.clock.now());
  request.timeout_ms = std::min(request.timeout_ms, left);
  runner_.send(std::move(request), [mailbox = mailbox_, id = fetch.medium.id](HttpResult result) {
    mailbox->put({id, std::move(result)});
  });
  return {};
}

Result<> MediaStage::take(const Arrival& arrival) {
  const auto known = in_flight_.find(arrival.id);
  if (known == in_flight_.end()) return {};
  auto& fetch = known->second;
  const auto& [transport, response, problem, too_large] = arrival.result;
  if (too_large) {
    return trouble(fetch, fmt::format("it is larger than {} bytes", limits::kMediaBytes), false);
  }
  if (transport != Transport::answered) return trouble(fetch, problem, true);
  if (is_redirect(response.status)) return redirected(fetch, response);
  if (response.status != 200) {
    return trouble(fetch, fmt::format("the carrier answered {}", response.status), worth_another_try(response.status));
  }
  if (response.body.empty()) return trouble(fetch, "the carrier answered with nothing", true);
  if (response.body.size() > limits::kMediaBytes)
    return trouble(fetch, fmt::format("it is larger than {} bytes", limits::kMediaBytes), false);
  if (fetch.medium.said_type.empty()) {
    fetch.medium.said_type = plain_type(response.headers.get("Content-Type"));
  }
  return store(fetch, response.body);
}

Result<> MediaStage::redirected(Fetch& fetch, const HttpResponse& response) {
  if (++fetch.redirects > limits::kMediaRedirects) return trouble(fetch, "it leads from one address to another", false);
  fetch.url = resolve(fetch.url, response.headers.get("Location"));
  if (fetch.url.empty()) return trouble(fetch, "it leads nowhere", false);
  return send(fetch);
}

// Part by part, each in a write of its own; what is there after a crash is written over.
Result<> MediaStage::store(Fetch& fetch, std::string_view bytes) {
  auto& row = fetch.medium;
  const auto write = [&](auto work) -> Result<bool> {
    bool wanted = false;
    TRY(database_.write([&](store::Session& s) -> Result<> {
      wanted = work(s);
      return {};
    }));
    return wanted;
  };
  for (size_t at = 0, part = 0; at < bytes.size(); at += limits::kMediaPartBytes, ++part) {
    const auto piece = bytes.substr(at, limits::kMediaPartBytes);
    const bool wanted = TRY(write([&](store::Session& s) { return store::media::put_part(s, row.id, part, piece); }));
    if (wanted) continue;
    in_flight_.erase(row.id);  // it was erased meanwhile, and the parts with it
    return {};
  }
  row.type = sniff(bytes);
  row.bytes = static_cast<int64_t>(bytes.size());
  row.sha256 = crypto::to_hex(crypto::sha256(bytes));
  row.stored_at = env_.clock.now();
  if (TRY(write([&](store::Session& s) { return store::media::finish(s, row); }))) {
    count(fetch, "stored");
    env_.log.info("media_stored",
                  {{"media", row.id.value}, {"carrier", row.carrier}, {"type", row.type}, {"bytes", row.bytes}});
  }
  in_flight_.erase(row.id);
  return {};
}

Result<> MediaStage::trouble(const Fetch& fetch, std::string why, bool again) {
  const auto& row = fetch.medium;
  again = again && row.tries < kTries;
  TRY(database_.write([&](store::Session& s) -> Result<> {
    if (again) {
      Medium later = row;
      later.next_at = env_.clock.now() + limits::kMediaRetryDelaysMs[row.tries - 1];
      later.problem = why;
      store::media::try_later(s, later);
    } else {
      store::media::fail(s, row.id, why);
    }
    return {};
  }));
  count(fetch, again ? "retried" : "failed");
  env_.log.warn(again ? "media_fetch_retried" : "media_fetch_failed",
                {{"media", row.id.value}, {"carrier", row.carrier}, {"tries", row.tries}, {"problem", why}});
  in_flight_.erase(row.id);
  return {};
}

void MediaStage::count(const Fetch& fetch, const char* outcome) const {
  env_.metrics
      .counter("media_fetches_total", "pieces of inbound messages asked for at the carrier, by how it ended",
               {{"carrier", fetch.medium.carrier}, {"outcome", outcome}})
      .add();
}

}  // namespace tidings::media
