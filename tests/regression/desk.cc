#include "tests/regression/desk.h"

#include "base/check.h"
#include "carrier/twilio/twilio.h"
#include "store/contacts.h"
#include "store/sqlite/sqlite_database.h"
#include "store/workspaces.h"

namespace tidings::regression {
namespace {

const std::string kSandbox = "http://127.0.0.1:8090";

carrier::sandbox::SandboxOptions quiet() {
  carrier::sandbox::SandboxOptions options;
  options.magic = false;
  return options;
}

}  // namespace

Desk::Desk() : sandbox_(quiet(), 1) {
  carrier::CarrierConfig config;
  config.name = config.type = "twilio";
  config.public_url = "http://127.0.0.1:8080";
  config.values = {{"account_sid", quiet().account_sid}, {"auth_token", quiet().auth_token}, {"base_url", kSandbox}};
  carriers_.emplace("twilio", carrier::twilio::make_twilio(config).value());
  restart();
  check(store::migrate(*db_).has_value(), "the store is made");
  EXPECT_TRUE(laws_.put({}));  // these happen at any hour
  write([&](store::Session& s, store::Ledger&) {
    workspace_ = store::workspaces::insert(s, {.name = "w"});
    store::workspaces::put_sender(
        s, {.workspace = workspace_, .address = kOurs, .carrier = "twilio", .segments_per_s = 1000, .daily_cap = 0});
  });
}

void Desk::restart() {
  resolver_.reset();
  dispatcher_.reset();
  db_.reset();
  held_.clear();
  db_ = store::sqlite::open(world_.env, {.path = folder_.file("t.db"), .inline_writes = true}).value();
  dispatcher_ = std::make_unique<dispatch::Dispatcher>(world_.env, *db_, carriers_, *this, gatherer_, options_);
  resolver_ = std::make_unique<dispatch::Resolver>(world_.env, *db_, carriers_, *this, options_);
  pass(kSecondMs);  // its buckets begin empty, and owe what its predecessor may have sent
}

void Desk::tick(int times) {
  for (int i = 0; i < times; ++i) {
    ASSERT_TRUE(resolver_->tick());
    ASSERT_TRUE(dispatcher_->tick());
    pass(10);
  }
}

void Desk::next(Way way) {
  ASSERT_FALSE(held_.empty());
  auto [request, done] = std::move(held_.front());
  held_.pop_front();
  HttpResult result{Transport::maybe_sent, {}, "no answer in time"};
  if (way != Way::lost) {
    request.url.erase(0, kSandbox.size());
    auto handling = sandbox_.handle(request, world_.clock.now());
    if (way == Way::through) result = {Transport::answered, std::move(handling.response), {}};
  }
  done(std::move(result));
}

void Desk::all(Way way) {
  for (size_t n = held_.size(); n > 0; --n) next(way);
}

MessageId Desk::single(const std::string& phone, const std::string& body, MessageKind kind) {
  MessageId id;
  write([&](store::Session& s, store::Ledger& ledger) {
    auto contact = store::contacts::by_phone(s, workspace_, phone);
    if (!contact) {
      contact = Contact{.workspace = workspace_, .phone = phone, .region = "US"};
      contact->id = store::contacts::insert(s, *contact, world_.clock.now()).value();
    }
    id = ledger
             .plan({.workspace = workspace_,
                    .contact = contact->id,
                    .kind = kind,
                    .phone = phone,
                    .body = body,
                    .segments = 1,
                    .not_before = world_.clock.now()})
             .value();
  });
  return id;
}

store::LedgerRow Desk::row(MessageId id) {
  store::LedgerRow out;
  write([&](store::Session& s, store::Ledger&) { out = *store::ledger::by_id(s, id); });
  return out;
}

void Desk::write(const std::function<void(store::Session&, store::Ledger&)>& work) {
  const auto done = db_->write([&](store::Session& s) -> Result<> {
    store::Ledger ledger(s, world_.clock.now());
    work(s, ledger);
    ledger.close();
    return {};
  });
  check(done.has_value(), done ? "" : done.error().describe());
}

}  // namespace tidings::regression
