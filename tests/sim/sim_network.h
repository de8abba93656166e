// The network between the product and the carrier, over virtual time: requests take their way, get lost, arrive after
// the sender gave up, are answered late or never; and a process that dies leaves some of its bytes on the wire. Behind
// it stands the sandbox carrier, which is asked by values. Everything that leaves and everything that is accepted goes
// into the history. One thread.
#pragma once

#include <map>

#include "base/http.h"
#include "base/random.h"
#include "carrier/sandbox/sandbox.h"
#include "tests/sim/event_queue.h"
#include "tests/sim/history.h"

namespace tidings::sim {

struct NetworkFaults {
  int64_t way_ms = 5;        // to the carrier, at least
  int64_t way_more_ms = 20;  // and up to this more
  double not_sent = 0;       // no connection
  double lost = 0;           // leaves, never arrives, and nobody hears of it
  double reset = 0;          // leaves, never arrives, and the connection breaks
  double answer_lost = 0;    // arrives; the answer does not come back
  double slow = 0;           // arrives after up to slow_ms, perhaps when the sender has given up
  int64_t slow_ms = 20'000;
  int64_t list_lag_ms = 0;  // the carrier's list of messages shows none younger than this
};

// What the world gives its parts.
struct Moment {
  virtual ~Moment() = default;
  virtual When now() = 0;  // a new place in the order
  virtual int64_t true_ms() const = 0;
  virtual Instant true_now() const = 0;
};

class SimNetwork final : public HttpRunner {
 public:
  SimNetwork(Moment& moment, EventQueue& queue, carrier::sandbox::SandboxCarrier& sandbox, Random& random,
             History& history)
      : moment_(moment), queue_(queue), sandbox_(sandbox), random_(random), history_(history) {}

  void send(HttpRequest request, Done done) override;

  NetworkFaults faults;
  std::function<void()> on_answer;  // just before the product gets a result
  // The process died: answers reach nobody; of what is on its way, some never arrives.
  void process_died();
  // From here on requests stay in the process (it is about to die), until process_died().
  void swallow_after(size_t more) { swallow_after_ = static_cast<int64_t>(more); }
  void stop_swallowing() { swallow_after_ = -1, swallowed_ = false; }
  bool swallowed() const { return swallowed_; }

 private:
  struct Flight {
    HttpRequest request;
    Done done;
    uint64_t number = 0, process = 0;
    bool ended = false;    // the sender has had its result
    bool arrived = false;  // or never will
  };
  using Handle = std::shared_ptr<Flight>;
  void arrive(const Handle& flight);
  void hide_young(HttpResponse& list) const;
  void finish(const Handle& flight, HttpResult result);
  void finish_at(int64_t true_ms, const Handle& flight, HttpResult result);
  void note_leaving(const HttpRequest& request);

  Moment& moment_;
  EventQueue& queue_;
  carrier::sandbox::SandboxCarrier& sandbox_;
  Random& random_;
  History& history_;
  std::map<uint64_t, Handle> flying_;
  uint64_t next_ = 0, process_ = 0;
  int64_t swallow_after_ = -1;
  bool swallowed_ = false;
};

}  // namespace tidings::sim
