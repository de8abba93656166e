// What carriers call. Checked at once, on the I/O thread; then one write applies the event and journals it, and the
// carrier is answered when that commit has landed, without a thread waiting. So STOP has acted before it is answered,
// and so has a receipt that says the person opted out.
// Forged ones change nothing. I/O threads in, the store's thread out.
//
//   judged            done                                                 answer
//   forged, stale     nothing                                              403
//   malformed         to the dead-letter list                              400
//   event             applied and journalled                               what the carrier wants to hear
//   …not applicable   journalled as pending, for IntakeStage               the same to a receipt; 503 to what a person
//                                                                          wrote: no STOP is thanked for before it acts
//   receipts          journalled, all that came meanwhile in one write,    the same
//                     and applied a moment later (intake::ReceiptQueue)
//   a call of ours    nothing                                              what is said in it (Carrier::instruct); 404
//   when asks what to say                                                       it is none of ours the store fails
//   nothing                                              503, so that the carrier comes again
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/api.h"
#include "http/events.h"

namespace tidings::http {

class WebhookDoor {
 public:
  WebhookDoor(const Services& services, EventBus& events);

  void take(net::IncomingRequest incoming, net::Responder responder);

 private:
  struct Taken;
  using Batch = std::vector<std::shared_ptr<Taken>>;
  void join(std::shared_ptr<Taken> taken);
  void collect(Batch& batch);
  int64_t journal(store::Session& s, const Batch& batch) const;
  void journalled(Batch& batch, int64_t id) const;
  void applied(Taken& taken) const;
  void tell(const carrier::WebhookEvent& event) const;
  void apply(std::shared_ptr<Taken> taken) const;
  void put_off(std::shared_ptr<Taken> taken, const Error& why) const;
  void bury(std::shared_ptr<Taken> taken) const;
  void instruct(std::shared_ptr<Taken> taken) const;
  void refuse(Taken& taken, int status, const char* outcome, std::string what) const;
  void come_again(Taken& taken, std::string why) const;
  void count(const char* outcome, size_t n = 1) const;

  const Services& services_;
  EventBus& events_;
  std::map<std::string, Counter*, std::less<>> outcomes_;
  // Receipts that came while the store was busy share one write.
  std::mutex mutex_;
  Batch arrived_;
  bool queued_ = false;  // a write that will take what has arrived
};

}  // namespace tidings::http
