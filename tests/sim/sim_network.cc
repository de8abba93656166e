#include "tests/sim/sim_network.h"

#include <charconv>

#include "base/json.h"
#include "sms/segments.h"

namespace tidings::sim {
namespace {

bool is_send(const HttpRequest& request) { return request.method == "POST" && request.url.ends_with("/Messages.json"); }

// Our id in "…/status?m=17".
int64_t message_of(const FormFields& form) {
  const std::string_view callback = form_get(form, "StatusCallback");
  const size_t at = callback.rfind("m=");
  int64_t out = 0;
  if (at != std::string_view::npos) std::from_chars(callback.data() + at + 2, callback.data() + callback.size(), out);
  return out;
}

HttpResult broken(std::string_view problem) { return {Transport::maybe_sent, {}, std::string(problem)}; }

}  // namespace

void SimNetwork::note_leaving(const HttpRequest& request) {
  const FormFields form = parse_form(request.body);
  const std::string body(form_get(form, "Body"));
  history_.left.push_back({moment_.now(), message_of(form), std::string(form_get(form, "To")),
                           std::string(form_get(form, "From")), body, sms::count_segments(body).segments});
}

void SimNetwork::send(HttpRequest request, Done done) {
  if (swallow_after_ == 0) {  // still in the process when it dies
    swallowed_ = true;
    return;
  }
  if (swallow_after_ > 0) --swallow_after_;
  const int64_t now = moment_.true_ms();
  const bool a_send = is_send(request);
  auto flight = std::make_shared<Flight>();
  const int64_t give_up_ms = now + request.timeout_ms;
  flight->request = std::move(request);
  flight->done = std::move(done);
  flight->process = process_;
  flight->number = next_++;
  double draw = random_.unit();
  const auto falls_on = [&](double rate) {
    const bool hit = draw < rate;
    draw -= rate;
    return hit;
  };
  if (falls_on(faults.not_sent)) {
    finish_at(now + 1 + static_cast<int64_t>(random_.below(5000)), flight, {Transport::not_sent, {}, "no connection"});
    return;
  }
  if (a_send) note_leaving(flight->request);
  flying_.emplace(flight->number, flight);
  finish_at(give_up_ms, flight, broken("no answer in time"));
  if (falls_on(faults.lost)) {
    flight->arrived = true;
    return;
  }
  const int64_t way =
      faults.way_ms + static_cast<int64_t>(random_.below(static_cast<uint64_t>(faults.way_more_ms) + 1));
  if (falls_on(faults.reset)) {
    flight->arrived = true;
    finish_at(now + way, flight, broken("connection reset"));
    return;
  }
  const bool slow = falls_on(faults.slow);
  const int64_t more = slow ? static_cast<int64_t>(random_.below(static_cast<uint64_t>(faults.slow_ms))) : 0;
  queue_.at(now + way + more, [this, flight] { arrive(flight); });
}

void SimNetwork::arrive(const Handle& flight) {
  if (std::exchange(flight->arrived, true)) return;
  if (flight->ended) flying_.erase(flight->number);
  HttpRequest request = flight->request;
  const bool a_send = is_send(request);
  if (const auto parts = split_url(request.url)) request.url = std::string(parts->target);
  const uint64_t before = sandbox_.ledger().totals().accepted;
  auto handling = sandbox_.handle(request, moment_.true_now());
  if (a_send && sandbox_.ledger().totals().accepted > before) {
    const FormFields form = parse_form(request.body);
    const std::string to(form_get(form, "To"));
    const auto& recipient = sandbox_.ledger().recipients().at(to);
    history_.accepted.push_back({moment_.now(), message_of(form), to, std::string(form_get(form, "From")),
                                 std::string(form_get(form, "Body")),
                                 carrier::sandbox::sid_of("SM", history_.seed, recipient.messages.back())});
  }
  if (!a_send && faults.list_lag_ms > 0) hide_young(handling.response);
  using carrier::sandbox::Action;
  const int64_t at = moment_.true_ms() + handling.delay_ms + faults.way_ms;
  if (handling.action == Action::hang) return;
  if (handling.action != Action::answer || random_.chance(faults.answer_lost)) {
    finish_at(at, flight, broken("connection reset"));
    return;
  }
  finish_at(at, flight, {Transport::answered, std::move(handling.response), {}});
}

// Lists of a big carrier are not written in the same moment as the message is taken.
void SimNetwork::hide_young(HttpResponse& list) const {
  auto body = parse_json(list.body);
  if (!body || !body->is_object() || !body->get_object().contains("messages")) return;
  json::array shown;
  for (const auto& message : body->get_object()["messages"].get_array()) {
    const std::string_view sid = message.get_object().at("sid").get_string();
    const bool young = std::any_of(history_.accepted.rbegin(), history_.accepted.rend(), [&](const Accepted& a) {
      return a.sid == sid && a.when.true_ms > moment_.true_ms() - faults.list_lag_ms;
    });
    if (!young) shown.push_back(message);
  }
  body->get_object()["messages"] = std::move(shown);
  list.body = json::serialize(*body);
}

void SimNetwork::finish_at(int64_t true_ms, const Handle& flight, HttpResult result) {
  queue_.at(true_ms, [this, flight, result = std::move(result)]() mutable { finish(flight, std::move(result)); });
}

void SimNetwork::finish(const Handle& flight, HttpResult result) {
  if (std::exchange(flight->ended, true)) return;
  if (flight->arrived) flying_.erase(flight->number);
  if (flight->process == process_) {
    if (on_answer) on_answer();
    flight->done(std::move(result));
  }
  flight->done = nullptr;
}

void SimNetwork::process_died() {
  ++process_;
  stop_swallowing();
  // What was written to the socket arrives even so; what was not is gone with the process.
  for (auto& [number, flight] : flying_) {
    flight->ended = true;
    flight->done = nullptr;
    if (!flight->arrived && random_.chance(0.5)) flight->arrived = true;
  }
  flying_.clear();
}

}  // namespace tidings::sim
