// Live events for those who listen at /api/events: a bounded set of readers, and what is told them. Nothing is kept: a
// reader who comes later has missed what was before, and asks the API for the present state. A reader too slow is
// dropped (net/). Any thread; look() from one.
//
//   campaign  {id, status, totals…}         at most once a second while it changes
//   inbound   {id, conversation, from, class, …}
//   message   {id, state, error_code}       the carrier's word
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/json.h"
#include "net/http_server.h"
#include "store/database.h"

namespace tidings::http {

class EventBus {
 public:
  // false: there are too many readers; the responder is not used.
  bool has_room();
  void add(std::shared_ptr<net::EventStream> reader);
  // How many readers it went to.
  size_t publish(std::string_view name, const json::value& data);
  bool listened() const { return listeners_ > 0; }

  // Looks what has changed since the last look, and tells it. Does nothing while nobody listens.
  Result<size_t> look(store::Database& database);

 private:
  std::mutex lock_;
  std::vector<std::shared_ptr<net::EventStream>> readers_;
  std::atomic<size_t> listeners_ = 0;
  std::atomic<bool> somebody_new_ = false;  // who is told how things stand, changed or not
  // of look()
  int64_t last_inbound_ = -1;  // -1: begin with what comes from now on
  std::map<int64_t, std::string> told_;
};

}  // namespace tidings::http
