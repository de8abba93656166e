#include "tests/sim/world.h"

#include <cmath>
#include <filesystem>

#include "base/check.h"
#include "base/json.h"
#include "carrier/twilio/twilio.h"

namespace tidings::sim {
namespace {

using carrier::sandbox::Webhook;

carrier::CarrierConfig twilio_config(const carrier::sandbox::SandboxOptions& sandbox) {
  carrier::CarrierConfig config;
  config.name = "twilio";
  config.type = "twilio";
  config.public_url = kPublicUrl;
  config.values = {
      {"account_sid", sandbox.account_sid}, {"auth_token", sandbox.auth_token}, {"base_url", std::string(kSandboxUrl)}};
  return config;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

World::World(Scenario scenario)
    : scenario_(std::move(scenario)),
      env_(scenario_.seed ^ 0x5eed, scenario_.start),
      random_(scenario_.seed * 31 + 7),
      sandbox_(scenario_.sandbox, scenario_.seed),
      network_(*this, queue_, sandbox_, random_, history_),
      database_path_(folder_.file("store0.db")) {
  auto made = carrier::twilio::make_twilio(twilio_config(scenario_.sandbox));
  check(made.has_value(), made ? "" : made.error().describe());
  carriers_.emplace("twilio", std::move(*made));
  network_.faults = scenario_.network;
  network_.on_answer = [this] {
    if (product_ && random_.chance(scenario_.crash_at_answer)) {
      product_->database().die_at_step(1 + static_cast<int64_t>(below(60)));
    }
  };
  history_.seed = scenario_.seed;
  scenario_.product.law = scenario_.law;
  scenario_.product.opt_ins = scenario_.consents;
  scenario_.product.media = scenario_.media;
  history_.consents = scenario_.consents;
  if (scenario_.law) {
    history_.law = law::LawBook::standard().rules();
    history_.consent_law = law::LawBook::standard().consent_terms().rows();
  }
  history_.deployment_rate = scenario_.product.dispatch.rate_per_s;
  history_.sms_pool = scenario_.product.pools.sms;
  history_.deployment_test_recipient = scenario_.product.dispatch.test_recipient;
}

World::~World() = default;

double World::virtual_days() const { return static_cast<double>(true_ms_) / static_cast<double>(kDayMs); }

const History& World::run() {
  boot();
  trace_moves();
  populate();
  plan_campaigns();
  populated_ = true;
  const auto& faulty = scenario_.product;
  product_->database().set_failing(faulty.statements_fail, faulty.commits_fail, scenario_.seed);
  often(scenario_.crashes, &World::may_crash);
  often(scenario_.jumps, &World::may_jump);
  often(scenario_.acts, &World::operator_acts);
  often(scenario_.texts, &World::somebody_texts);
  often(scenario_.disk_full, &World::may_fill_disk);
  const auto days = [](double n) { return static_cast<int64_t>(n * static_cast<double>(kDayMs)); };
  run_until(days(scenario_.days));
  calm_down();
  run_until(days(scenario_.days + scenario_.rest_days));
  if (scenario_.reconciles) reconcile();
  come_to_rest();
  read_ending();
  return history_;
}

void World::run_until(int64_t end) {
  while (true) {
    const auto event = queue_.next();
    const auto carrier = sandbox_.next_due();
    int64_t at = event.value_or(end);
    if (carrier) at = std::min(at, std::max(*carrier - scenario_.start, true_ms_));
    if (at >= end) break;
    if (at > true_ms_) {
      env_.clock.advance(at - true_ms_);
      true_ms_ = at;
    }
    ++events_;
    if (carrier && *carrier <= true_now()) {
      send_webhooks();
    } else {
      guarded(queue_.take());
    }
  }
  env_.clock.advance(end - true_ms_);
  true_ms_ = end;
}

void World::guarded(const EventQueue::Event& event) {
  try {
    event();
  } catch (const CrashNow&) {
    crash();
    return;
  }
  if (network_.swallowed()) crash();
}

// ---- processes
// -------------------------------------------------------------------------------------------------------

void World::boot() {
  ProductOptions options = scenario_.product;
  options.database_path = database_path_;
  if (calm_) options.sink_fails = options.sink_fails_for_good = 0;
  if (calm_ || !populated_) options.statements_fail = options.commits_fail = 0;
  const uint64_t mine = ++process_;
  options.store_seed = scenario_.seed * 131 + mine;
  history_.boots.push_back(true_ms_);
  product_ = std::make_unique<Product>(env_.env, carriers_, network_, options,
                                       [this, mine](int64_t ms, std::function<void()> f) {
                                         queue_.at(true_ms_ + ms, [this, mine, f = std::move(f)] {
                                           if (mine == process_ && product_) f();
                                         });
                                       });
  product_->start();
}

void World::crash() {
  ++crashes_;
  ++process_;
  network_.process_died();
  if (below(10) == 0) move_files();
  end_process();
  const int64_t down = below(10) == 0 ? static_cast<int64_t>(below(2 * kHourMs)) : static_cast<int64_t>(below(3000));
  queue_.at(true_ms_ + down, [this] {
    if (!product_) boot();
  });
}

void World::end_process() {
  if (product_) store_faults_ += product_->database().failures();
  product_.reset();
}

// The files as a kill leaves them: the log of writes is not folded in by an orderly end.
void World::move_files() {
  const std::string next = folder_.file("store" + std::to_string(++files_) + ".db");
  for (const char* end : {"", "-wal"}) {
    if (std::filesystem::exists(database_path_ + end)) std::filesystem::copy_file(database_path_ + end, next + end);
  }
  end_process();
  for (const char* end : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(database_path_ + end);
  database_path_ = next;
}

void World::often(double a_day, void (World::*happening)()) {
  if (a_day <= 0) return;
  const double wait = -std::log(1 - random_.unit()) / a_day * static_cast<double>(kDayMs);
  queue_.at(true_ms_ + static_cast<int64_t>(wait), [this, a_day, happening] {
    if (calm_) return;
    often(a_day, happening);
    (this->*happening)();
  });
}

// Most crashes must fall into the short times when something is going on: they are counted in steps of the store or in
// requests that leave, not in hours.
void World::may_crash() {
  if (!product_) return;
  switch (below(4)) {
    case 0:
      throw CrashNow{};
    case 1:
    case 2:
      product_->database().die_at_step(1 + static_cast<int64_t>(below(600)));
      break;
    default:
      network_.swallow_after(below(20));
  }
}

void World::may_jump() {
  const int64_t most = below(3) == 0 ? 36 * kHourMs : 6 * kHourMs;
  const int64_t far = static_cast<int64_t>(below(static_cast<uint64_t>(2 * most))) - most;
  env_.clock.jump_to(env_.clock.now() + far);
  if (product_) product_->wake_all();
  // Somebody notices and sets it right.
  queue_.at(true_ms_ + static_cast<int64_t>(below(4 * kHourMs)), [this] {
    env_.clock.jump_to(true_now());
    if (product_) product_->believe_clock();
    if (product_) product_->wake_all();
  });
}

void World::may_fill_disk() {
  if (!product_) return;
  product_->database().set_full(true);
  queue_.at(true_ms_ + static_cast<int64_t>(below(10 * kMinuteMs)), [this] {
    if (product_) product_->database().set_full(false);
  });
}

// ---- webhooks
// --------------------------------------------------------------------------------------------------------

void World::send_webhooks() {
  for (auto& hook : sandbox_.due(true_now())) {
    const int64_t way = static_cast<int64_t>(below(50)) + (random_.chance(scenario_.hook_slow) ? below(60'000) : 0);
    queue_.at(true_ms_ + way, [this, hook = std::move(hook)] { deliver(hook); });
  }
}

void World::deliver(Webhook hook) {
  if (random_.chance(scenario_.hook_double)) {
    queue_.at(true_ms_ + static_cast<int64_t>(below(20'000)), [this, again = hook.request] { post(again); });
  }
  if (random_.chance(scenario_.hook_tampered)) {
    HttpRequest tampered = hook.request;
    tampered.body += tampered.body.find("Body=") == std::string::npos ? "&Body=STOP" : "x";
    queue_.at(true_ms_ + 1, [this, tampered] { post(tampered); });
  }
  if (scenario_.together && product_ && !product_->database().armed()) {
    const auto& r = hook.request;
    if (product_->is_receipt({r.method, r.url, r.headers, r.body}, "twilio")) {
      if (together_.empty()) queue_.at(true_ms_ + static_cast<int64_t>(below(2'000)), [this] { deliver_together(); });
      together_.push_back(std::move(hook));
      return;
    }
  }
  int status = 0;
  try {
    status = post(hook.request);
  } catch (const CrashNow&) {
    sandbox_.webhook_done(hook.id, {Transport::maybe_sent, {}, "connection reset"}, true_now());
    throw;
  }
  answered(hook.id, status);
}

void World::answered(int64_t id, int status) {
  HttpResult result{Transport::answered, {status, {}, {}}, {}};
  if (status == 0) result = {Transport::not_sent, {}, "connection refused"};
  if (status != 0 && random_.chance(scenario_.hook_answer_lost)) result = {Transport::maybe_sent, {}, "lost"};
  sandbox_.webhook_done(id, result, true_now());
}

// What came together is journalled in one write; when that fails, or nobody listens any more, each for itself.
void World::deliver_together() {
  const auto batch = std::exchange(together_, {});
  size_t done = 0;
  const auto note = [&](const Webhook& hook, bool genuine, int status) {
    const std::string token(hook.request.headers.get("I-Twilio-Idempotency-Token"));
    history_.hooks.push_back({now(), token, hook.request.body, genuine, status});
    if (genuine && status != 0) note_told(hook.request, token, true);
  };
  try {
    bool all = false;
    if (product_) {
      if (random_.chance(scenario_.crash_at_hook)) {
        product_->database().die_at_step(1 + static_cast<int64_t>(below(10 * batch.size())));
      }
      std::vector<carrier::WebhookRequest> requests;
      for (const auto& hook : batch) {
        const auto& r = hook.request;
        requests.push_back({r.method, r.url, r.headers, r.body});
      }
      all = product_->take_receipts(requests, "twilio");
    }
    for (; done < batch.size(); ++done) {
      int status = 204;
      if (all) {
        note(batch[done], true, status);
      } else {
        status = post(batch[done].request);
      }
      answered(batch[done].id, status);
    }
  } catch (const CrashNow&) {
    for (; done < batch.size(); ++done) {
      sandbox_.webhook_done(batch[done].id, {Transport::maybe_sent, {}, "connection reset"}, true_now());
    }
    throw;
  }
}

// 0: nobody listens.
int World::post(const HttpRequest& request) {
  const bool genuine = request.headers.get("X-Twilio-Signature") ==
                       carrier::sandbox::sign_form(scenario_.sandbox.auth_token, request.url, parse_form(request.body));
  const std::string token(request.headers.get("I-Twilio-Idempotency-Token"));
  Hook hook{{}, token, request.body, genuine, 0};
  if (product_) {
    if (random_.chance(scenario_.crash_at_hook)) product_->database().die_at_step(1 + static_cast<int64_t>(below(40)));
    const uint64_t before = product_->database().commits();
    try {
      hook.status = product_->webhook({request.method, request.url, request.headers, request.body}, "twilio").status;
    } catch (const CrashNow&) {
      hook.when = now();  // it came
      history_.hooks.push_back(hook);
      const bool taken = product_->database().commits() != before;
      if (genuine && taken) note_told(request, token, !product_->putting_off());
      throw;
    }
  }
  hook.when = now();
  history_.hooks.push_back(hook);
  if (genuine && hook.status != 0) note_told(request, token, hook.status < 300);
  return hook.status;
}

// acted: it was applied, or the product says so. A receipt is taken when it is kept.
void World::note_told(const HttpRequest& request, const std::string& token, bool acted) {
  const FormFields form = parse_form(request.body);
  Told told{.when = now(), .token = token, .acted = acted};
  if (form_get(form, "SmsStatus") != "received") {
    told.what = Told::What::status;
    told.phone = form_get(form, "To");
    told.provider_id = form_get(form, "MessageSid");
    told.message = std::atoll(request.url.c_str() + request.url.rfind('=') + 1);
    told.provider_status = form_get(form, "MessageStatus");
    history_.told.push_back(told);
    return;
  }
  const std::string_view text = form_get(form, "Body");
  told.phone = form_get(form, "From");
  told.provider_id = form_get(form, "MessageSid");
  if (is_one_of(text, {"STOP", "Stop", "stop ", "UNSUBSCRIBE", "Stop please"})) {
    told.what = Told::What::stop;
  } else if (is_one_of(text, {"please stop texting me", "take me off your list", "do not text me again!!"})) {
    told.what = Told::What::soft_stop;
  } else if (is_one_of(text, {"START", "YES"})) {
    told.what = Told::What::start;
  } else {
    return;
  }
  history_.told.push_back(told);
}

// The faults end, the clock is right, everybody gets time.
void World::calm_down() {
  calm_ = true;
  network_.faults = {};
  network_.stop_swallowing();
  env_.clock.jump_to(true_now());
  auto calm = scenario_.sandbox;
  calm.rate_429 = calm.rate_500 = calm.rate_500_after = calm.rate_503 = 0;
  calm.rate_reset_before = calm.rate_reset_after = calm.rate_hang = calm.rate_lookup_503 = 0;
  calm.rate_stop = calm.rate_soft_stop = calm.rate_help = calm.rate_yes = calm.rate_reply = 0;
  calm.concurrent = 0;
  HttpRequest change{"POST", "/sandbox/options", {}, json::serialize(carrier::sandbox::options_json(calm))};
  check(sandbox_.handle(change, true_now()).response.status == 200, "the sandbox takes its options");
  scenario_.hook_answer_lost = scenario_.hook_slow = scenario_.hook_double = scenario_.hook_tampered = 0;
  scenario_.crash_at_hook = scenario_.crash_at_answer = 0;
  scenario_.product.lazy_ms = 10 * kMinuteMs;
  // A new process, so that nothing of the old one's bad luck is left in memory.
  end_process();
  network_.process_died();
  boot();
  product_->believe_clock();
  if (below(2) == 0) product_->replay_dead_letters();
  for (const auto workspace : workspaces_) {
    for (const auto& campaign : product_->campaigns().page(workspace, {}, 100).value()) {
      using enum flow::CampaignAction;
      if (campaign.status == CampaignStatus::paused) act(campaign.id, resume);
      if (campaign.status == CampaignStatus::draft) act(campaign.id, start);
    }
  }
}

}  // namespace tidings::sim
