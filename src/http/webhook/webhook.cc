#include "http/webhook/webhook.h"

#include <fmt/format.h>

#include "flow/delivery/delivery.h"
#include "flow/dispatch/calls.h"
#include "net/problem.h"
#include "store/calls.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::http {
namespace {

using intake::Verdict;

// Of several carriers the one whose secret signed it; of no carrier the least suspicious finding.
int rank(Verdict::Kind kind) {
  switch (kind) {
    case Verdict::Kind::event:
      return 4;
    case Verdict::Kind::malformed:
      return 3;
    case Verdict::Kind::stale:
      return 2;
    case Verdict::Kind::forged:
      return 1;
    case Verdict::Kind::unknown_carrier:
      return 0;
  }
  return 0;
}

bool is_word(const carrier::WebhookEvent& event) {
  return event.type == carrier::EventType::delivery_status || event.type == carrier::EventType::call_status;
}

// A plain receipt may be applied after its answer. One that says the person opted out acts before it, as STOP does.
bool may_wait(const carrier::WebhookEvent& event) {
  return is_word(event) && event.error_class != ErrorClass::opted_out;
}

// The call of ours that this event is about.
std::optional<carrier::OutgoingCall> call_asked_for(store::Session& s, const carrier::WebhookEvent& event,
                                                    std::string_view carrier) {
  const auto row = delivery::call_of_ours(s, event, carrier);
  const auto call = row ? store::calls::of(s, row->id) : std::nullopt;
  const auto sender = row ? store::workspaces::sender_by_id(s, row->sender) : std::nullopt;
  if (!call || !sender) return std::nullopt;
  auto out = dispatch::call_of(*row, *call, sender->address);
  if (!store::optouts::in_force(s, row->sent_to).empty()) out.text.clear();  // silenced while it rang: it is hung up
  return out;
}

}  // namespace

struct WebhookDoor::Taken {
  carrier::WebhookRequest request;
  Verdict verdict{Verdict::Kind::unknown_carrier, {}, "no carrier is configured"};
  std::string carrier;
  std::string path;
  net::Responder responder;
  store::events::WebhookRow journal;  // of receipts
};

WebhookDoor::WebhookDoor(const Services& services, EventBus& events) : services_(services), events_(events) {
  services.receipts.on_applied([this](const carrier::WebhookEvent& event) { tell(event); });
  for (const char* outcome : {"applied", "journalled", "pending", "malformed", "forged", "stale", "unknown_carrier",
                              "unavailable", "instructed", "no_such_call"}) {
    outcomes_[outcome] =
        &services.env.metrics.counter("http_webhooks_total", "webhooks by what became of them", {{"outcome", outcome}});
  }
}

void WebhookDoor::count(const char* outcome, size_t n) const {
  outcomes_.find(outcome)->second->add(static_cast<double>(n));
}

void WebhookDoor::take(net::IncomingRequest incoming, net::Responder responder) {
  auto& in = incoming.request;
  auto taken = std::make_shared<Taken>(
      Taken{{in.method, services_.public_url + in.url, std::move(in.headers), std::move(in.body)},
            {Verdict::Kind::unknown_carrier, {}, "no carrier is configured"},
            {},
            in.url.substr(0, in.url.find('?')),
            std::move(responder),
            {}});
  for (const auto& [name, carrier] : services_.carriers) {
    auto verdict = services_.journal.judge(name, taken->request);
    if (rank(verdict.kind) <= rank(taken->verdict.kind)) continue;
    taken->verdict = std::move(verdict);
    taken->carrier = name;
  }
  // Waiting for room in the store's queue would stop every other connection of this thread.
  if (services_.database.queued_writes() > limits::kWriteQueue / 2)
    return refuse(*taken, 503, "unavailable", "the store is busy");
  switch (taken->verdict.kind) {
    case Verdict::Kind::event:
      if (taken->verdict.event.type == carrier::EventType::call_asks) return instruct(std::move(taken));
      if (may_wait(taken->verdict.event) && services_.receipts.has_room()) return join(std::move(taken));
      return apply(std::move(taken));
    case Verdict::Kind::malformed:
      return bury(std::move(taken));
    case Verdict::Kind::forged:
      return refuse(*taken, 403, "forged", taken->verdict.problem);
    case Verdict::Kind::stale:
      return refuse(*taken, 403, "stale", taken->verdict.problem);
    case Verdict::Kind::unknown_carrier:
      return refuse(*taken, 404, "unknown_carrier", taken->verdict.problem);
  }
}

void WebhookDoor::refuse(Taken& taken, int status, const char* outcome, std::string what) const {
  count(outcome);
  services_.env.log.warn("webhook_refused", {{"outcome", outcome}, {"path", taken.path}, {"problem", what}});
  if (status == 503) return come_again(taken, std::move(what));
  taken.responder(net::problem(status, {net::error_code_of(status), std::move(what), {}, {}}));
}

void WebhookDoor::come_again(Taken& taken, std::string why) const {
  auto response = net::problem(503, {net::error_code_of(503), std::move(why), {}, {}});
  response.headers.add("Retry-After", "5");
  taken.responder(std::move(response));
}

void WebhookDoor::join(std::shared_ptr<Taken> taken) {
  taken->journal = services_.journal.applied_row(taken->request, taken->carrier);
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(std::move(taken));
    if (std::exchange(queued_, true)) return;
  }
  auto batch = std::make_shared<Batch>();
  auto id = std::make_shared<int64_t>(0);
  services_.database.write_async(
      [this, batch, id](store::Session& s) -> Result<> {
        collect(*batch);
        *id = journal(s, *batch);
        return {};
      },
      [this, batch, id](const Result<>& done) {
        collect(*batch);  // when the write did not even begin
        if (done) return journalled(*batch, *id);
        for (auto& one : *batch) {
          if (intake::is_stores_own(done.error()) || services_.database.queued_writes() > limits::kWriteQueue / 2) {
            refuse(*one, 503, "unavailable", done.error().what);
          } else {
            apply(std::move(one));  // one that cannot be journalled harms no other
          }
        }
      });
}

void WebhookDoor::collect(Batch& batch) {
  if (!batch.empty()) return;
  const std::lock_guard lock(mutex_);
  batch.swap(arrived_);
  queued_ = false;
}

int64_t WebhookDoor::journal(store::Session& s, const Batch& batch) const {
  std::vector<const store::events::WebhookRow*> rows;
  rows.reserve(batch.size());
  for (const auto& one : batch) rows.push_back(&one->journal);
  return services_.receipts.journal(s, rows);
}

void WebhookDoor::journalled(Batch& batch, int64_t id) const {
  std::vector<intake::ReceiptQueue::Receipt> receipts;
  std::vector<net::Responder::Answer> answers;
  receipts.reserve(batch.size());
  answers.reserve(batch.size());
  for (const auto& one : batch) {
    answers.push_back(
        {std::move(one->responder), services_.carriers.find(one->carrier)->second->answer(one->verdict.event)});
    receipts.push_back({std::move(one->verdict.event), std::move(one->carrier)});
  }
  services_.receipts.add(id, std::move(receipts));  // first: whoever has an answer may count on its being under way
  count("journalled", batch.size());
  net::Responder::answer_all(std::move(answers));
}

void WebhookDoor::applied(Taken& taken) const {
  count("applied");
  const auto& event = taken.verdict.event;
  taken.responder(services_.carriers.find(taken.carrier)->second->answer(event));
  if (is_word(event)) tell(event);
}

void WebhookDoor::tell(const carrier::WebhookEvent& event) const {
  if (events_.hears_words()) events_.word(event.client_ref, event.provider_id, event.state, event.error_code);
}

void WebhookDoor::apply(std::shared_ptr<Taken> taken) const {
  services_.database.write_async(
      [this, taken](store::Session& s) -> Result<> {
        TRY(services_.sink(s, taken->verdict.event, taken->carrier));
        services_.journal.record(s, taken->request, taken->carrier, true, {});
        return {};
      },
      [this, taken](Result<> done) {
        if (!done) return put_off(taken, done.error());
        applied(*taken);
      });
}

// It could not be applied: kept as it came, so that it is not lost, and tried again by the intake stage. On the store's
// thread, which must not wait for its own queue.
void WebhookDoor::put_off(std::shared_ptr<Taken> taken, const Error& why) const {
  if (services_.database.queued_writes() > limits::kWriteQueue / 2) return refuse(*taken, 503, "unavailable", why.what);
  services_.env.log.warn("webhook_put_off", {{"path", taken->path}, {"problem", why.describe()}});
  services_.database.write_async(
      [this, taken, problem = why.describe()](store::Session& s) -> Result<> {
        services_.journal.record(s, taken->request, taken->carrier, false, problem);
        return {};
      },
      [this, taken](Result<> done) {
        if (!done) return refuse(*taken, 503, "unavailable", done.error().what);
        count("pending");
        const auto& event = taken->verdict.event;
        if (event.type == carrier::EventType::inbound_message)
          return come_again(*taken, "it is kept, but not acted on yet");
        taken->responder(services_.carriers.find(taken->carrier)->second->answer(event));
      });
}

// Somebody has taken a call, and waits: the carrier is told at once what to say. Nothing changes, so nothing is kept.
void WebhookDoor::instruct(std::shared_ptr<Taken> taken) const {
  auto call = std::make_shared<std::optional<carrier::OutgoingCall>>();
  services_.database.write_async(
      [taken, call](store::Session& s) -> Result<> {
        *call = call_asked_for(s, taken->verdict.event, taken->carrier);
        return {};
      },
      [this, taken, call](const Result<>& done) {
        if (!done) return refuse(*taken, 503, "unavailable", done.error().what);
        if (!*call) return refuse(*taken, 404, "no_such_call", "there is no such call");
        count("instructed");
        (*call)->now = services_.env.clock.now();
        taken->responder(services_.carriers.find(taken->carrier)->second->instruct(**call, taken->verdict.event));
      });
}

void WebhookDoor::bury(std::shared_ptr<Taken> taken) const {
  services_.database.write_async(
      [this, taken](store::Session& s) -> Result<> {
        services_.journal.bury(s, taken->request, taken->carrier, taken->verdict.problem);
        return {};
      },
      [this, taken](Result<> done) {
        if (!done) return refuse(*taken, 503, "unavailable", done.error().what);
        refuse(*taken, 400, "malformed", taken->verdict.problem);
      });
}

}  // namespace tidings::http
