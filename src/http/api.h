// The product over HTTP. Beside the journey: people and programs come in here, carriers call their webhooks here. Made
// once by app/ and given to net::HttpServer as its two hooks. handle() and upload() are called on I/O threads and do
// not wait for the store: handlers run on the worker pool, webhooks answer when their commit lands. Stop the server and
// the pool before this goes; what it refers to must outlive it.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/env.h"
#include "domain/dnc_register.h"
#include "flow/audience/lookups.h"
#include "flow/campaign/campaigns.h"
#include "flow/compliance/tz_status.h"
#include "flow/dispatch/carriers.h"
#include "flow/evidence/packs.h"
#include "flow/intake/receipt_queue.h"
#include "flow/intake/webhooks.h"
#include "flow/preflight/preflights.h"
#include "flow/watch/incidents.h"
#include "flow/watch/reconciler.h"
#include "http/api/explain/webhook.h"
#include "law/law_shelf.h"
#include "net/http_server.h"
#include "net/worker_pool.h"
#include "store/database.h"

namespace tidings::http {

struct Services {
  Env env;
  store::Database& database;
  flow::Campaigns& campaigns;              // for progress, which remembers rates
  flow::CampaignOptions campaign_options;  // the same as of `campaigns`
  preflight::Preflights& preflights;
  const dispatch::CarrierSet& carriers;     // also those webhooks may come from
  const intake::WebhookJournal& journal;    // over the same carriers
  intake::EventSink sink;                   // delivery and inbox
  intake::ReceiptQueue& receipts;           // answered when journalled, applied a moment later
  explain::WebhookReaders webhook_readers;  // for `explain webhook`
  std::function<void()> hurry = [] {};      // a message outside campaigns was planned: dispatch looks at once
  compliance::TzStatus tz;
  const law::LawShelf& laws;
  tidings::evidence::Packs& evidence;
  watch::Incidents& incidents;
  std::string program_version;
  std::string public_url;                   // without a slash at the end; what carriers sign
  std::string import_dir;                   // where uploads are spooled; must exist
  std::vector<DncRegister> registers = {};  // as configured
  std::vector<flow::LookupTerms> lookups = {};
  // A reconciliation that somebody asks for.
  std::function<Result<std::vector<watch::Run>>(store::Session&, const watch::Asked&, Instant)> reconcile =
      [](store::Session&, const watch::Asked&, Instant) -> Result<std::vector<watch::Run>> {
    return fail(ErrorCode::not_yet, "no carrier of this deployment can be asked for its list", "carrier");
  };
};

class Api {
 public:
  Api(Services services, net::WorkerPool& workers);
  ~Api();
  Api(const Api&) = delete;

  void handle(net::IncomingRequest incoming, net::Responder responder);
  std::optional<net::UploadSink> upload(const HttpRequest& head);
  // Live events for those who listen, and the end of answers kept too long. About once a second, from one thread; does
  // nothing while nobody listens. How many events were sent.
  Result<size_t> tick();

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::http
