// Fetches what came with messages, after the message was stored and shown: asks the carrier, follows a few redirects,
// stores the bytes in small writes. On the journey: behind inbox. One thread, on the node whose turn it is; answers
// come by mailbox.
//
// A try is counted before its request leaves, so that nothing is fetched for ever, whatever happens meanwhile. What was
// under way when the process ended is asked for again. In memory: a few pieces at once, none longer than kMediaBytes.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/http.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "carrier/contract.h"
#include "domain/medium.h"
#include "store/database.h"

namespace tidings::media {

class MediaStage {
 public:
  // runner: one of public addresses, but for `origins(carriers)`, whose answers are no longer than kMediaBytes.
  // carriers must outlive this.
  MediaStage(Env env, store::Database& database, HttpRunner& runner,
             const std::vector<const carrier::Carrier*>& carriers);
  ~MediaStage();

  // How long the next tick may wait, in milliseconds. Errors are the store's own: nothing is lost, it is tried again.
  Result<int64_t> tick();
  void on_arrival(std::function<void()> wake) { mailbox_->on_put(std::move(wake)); }
  size_t in_flight() const { return in_flight_.size(); }

 private:
  struct Fetch {
    Medium medium;
    const carrier::Carrier* carrier = nullptr;
    std::string url;
    int redirects = 0;
    int64_t end_ms = 0;  // monotonic; of all its requests together
  };
  struct Arrival {
    MediaId id;
    HttpResult result;
  };

  Result<> begin_due();
  Result<> take(const Arrival& arrival);
  Result<> redirected(Fetch& fetch, const HttpResponse& response);
  Result<> send(Fetch& fetch);
  Result<> store(Fetch& fetch, std::string_view bytes);
  Result<> trouble(const Fetch& fetch, std::string why, bool again);
  void count(const Fetch& fetch, const char* outcome) const;

  Env env_;
  store::Database& database_;
  HttpRunner& runner_;
  std::map<std::string, const carrier::Carrier*, std::less<>> carriers_;
  std::vector<std::string> origins_;
  std::map<MediaId, Fetch> in_flight_;
  std::deque<Arrival> unread_;
  std::shared_ptr<Mailbox<Arrival>> mailbox_;
  bool begun_ = false;
};

// Of the carriers' APIs: places that need not be public.
std::vector<std::string> origins(const std::vector<const carrier::Carrier*>& carriers);

}  // namespace tidings::media
