// Live events for those who listen at /api/events: a bounded set of readers, and what is told them. Nothing is kept for
// a reader: one who comes later has missed what was before, and asks the API for the present state. A reader too slow
// is dropped (net/). Where nodes share a database it does not matter which of them a reader asked: what others did is
// found in the rows. Any thread; look() from one.
//
//   campaign  {id, status, totals…}         at most once a second while it changes
//   inbound   {id, conversation, from, class, …}
//   message   {id, state, error_code}       the carrier's word
//   missed    {inbound, message}            so many came at once that these were not told one by one
//   stalled   {problem}                     the database does not answer; "resumed {}" once it does
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "domain/delivery.h"
#include "net/http_server.h"
#include "store/database.h"
#include "store/live.h"

namespace tidings::http {

class EventBus {
 public:
  explicit EventBus(store::Database& database) : database_(database) {}

  // false: there are too many readers; the responder is not used.
  bool has_room();
  void add(std::shared_ptr<net::EventStream> reader);
  // A carrier's word that has just been stored. Only where hears_words(): with several nodes look() finds everybody's.
  bool hears_words() const { return listened() && !database_.shared(); }
  void word(std::string_view id, std::string_view provider_id, DeliveryState state, std::string_view error_code);

  // Looks what has changed since the last look, and tells it. Does nothing while nobody listens. How many were told.
  Result<size_t> look();

 private:
  struct Seen;
  bool listened() const { return listeners_ > 0; }
  size_t publish(std::string_view name, const json::value& data);  // how many readers it went to
  Result<Seen> see();
  size_t tell(const Seen& seen);

  store::Database& database_;
  std::mutex lock_;
  std::vector<std::shared_ptr<net::EventStream>> readers_;
  std::atomic<size_t> listeners_ = 0;
  std::atomic<bool> somebody_new_ = false;  // who is told how things stand, changed or not
  // of look()
  std::optional<store::live::Place> place_;  // nothing: begin with what comes from now on
  std::map<int64_t, std::string> told_;      // active campaigns
  bool stalled_ = false;
};

}  // namespace tidings::http
