#include "http/routes.h"

#include "http/api/campaigns/campaigns.h"
#include "http/api/campaigns/preflight.h"
#include "http/api/canaries/canaries.h"
#include "http/api/consents/consents.h"
#include "http/api/consents/opt_ins.h"
#include "http/api/contacts/contacts.h"
#include "http/api/conversations/conversations.h"
#include "http/api/erasures/erasures.h"
#include "http/api/evidence/evidence.h"
#include "http/api/explain/explain.h"
#include "http/api/imports/imports.h"
#include "http/api/incidents/incidents.h"
#include "http/api/lists/lists.h"
#include "http/api/media/media.h"
#include "http/api/messages/messages.h"
#include "http/api/optouts/optouts.h"
#include "http/api/outbox/outbox.h"
#include "http/api/reconciliations/reconciliations.h"
#include "http/api/registers/registers.h"
#include "http/api/reviews/reviews.h"
#include "http/api/rules/rules.h"
#include "http/api/senders/brands.h"
#include "http/api/senders/senders.h"
#include "http/api/webhooks/webhooks.h"
#include "http/api/workspaces/workspaces.h"
#include "http/ops/ops.h"

namespace tidings::http {
namespace {

using enum access::Permission;

constexpr Route kRoutes[] = {
    {"GET", "/api/workspaces", read, Runs::read, workspaces::list},
    {"PATCH", "/api/workspaces/{id}", administer, Runs::write, workspaces::change},
    {"GET", "/api/workspaces/{id}/policy", read, Runs::read, workspaces::show_policy},
    {"PUT", "/api/workspaces/{id}/policy", administer, Runs::write, workspaces::change_policy},
    {"GET", "/api/senders", read, Runs::read, senders::list},
    {"PUT", "/api/senders", administer, Runs::write, senders::put},
    {"GET", "/api/brands", read, Runs::read, senders::list_brands},
    {"PUT", "/api/brands", administer, Runs::write, senders::put_brand},

    {"GET", "/api/contacts", read, Runs::read, contacts::list},
    {"POST", "/api/contacts", manage, Runs::write, contacts::put},
    {"GET", "/api/contacts/{id}", read, Runs::read, contacts::show},
    {"PATCH", "/api/contacts/{id}", manage, Runs::write, contacts::change},
    {"POST", "/api/contacts/{id}/erase", administer, Runs::write, erasures::begin_contact},
    {"POST", "/api/erasures", administer, Runs::write, erasures::begin},
    {"GET", "/api/erasures/{id}", read, Runs::read, erasures::show},
    {"GET", "/api/contacts/{id}/consents", read, Runs::read, consents::list},
    {"POST", "/api/contacts/{id}/consents", manage, Runs::write, consents::record},
    {"GET", "/api/contacts/{id}/opt-in", read, Runs::read, opt_ins::list},
    {"POST", "/api/contacts/{id}/opt-in", send, Runs::write, opt_ins::ask},
    {"GET", "/api/opt-in-settings", read, Runs::read, opt_ins::settings},
    {"POST", "/api/opt-in-settings", manage, Runs::write, opt_ins::set},
    {"GET", "/api/consent-wordings", read, Runs::read, consents::list_wordings},
    {"POST", "/api/consent-wordings", manage, Runs::write, consents::add_wording},
    {"GET", "/api/lists", read, Runs::read, lists::list},

    {"GET", "/api/imports", read, Runs::read, imports::list},
    {"POST", "/api/imports", manage, Runs::upload, imports::create},
    {"GET", "/api/imports/{id}", read, Runs::read, imports::show},
    {"GET", "/api/imports/{id}/rejects", read, Runs::read, imports::rejects},
    {"POST", "/api/imports/{id}/cancel", manage, Runs::write, imports::cancel},

    {"GET", "/api/campaigns", read, Runs::read, campaigns::list},
    {"POST", "/api/campaigns", manage, Runs::write, campaigns::create},
    {"GET", "/api/campaigns/pools", read, Runs::read, campaigns::pools},
    {"GET", "/api/campaigns/{id}", read, Runs::read, campaigns::show},
    {"PATCH", "/api/campaigns/{id}", manage, Runs::write, campaigns::edit},
    {"GET", "/api/campaigns/{id}/revisions", read, Runs::read, campaigns::revisions},
    {"POST", "/api/campaigns/{id}/undo", send, Runs::write, campaigns::undo},
    {"POST", "/api/campaigns/{id}/start", send, Runs::write, campaigns::start},
    {"POST", "/api/campaigns/{id}/pause", send, Runs::write, campaigns::pause},
    {"POST", "/api/campaigns/{id}/resume", send, Runs::write, campaigns::resume},
    {"POST", "/api/campaigns/{id}/stop", send, Runs::write, campaigns::stop},
    {"GET", "/api/campaigns/{id}/progress", read, Runs::plain, campaigns::progress},
    {"POST", "/api/campaigns/{id}/preflight", read, Runs::plain, campaigns::make_preflight},
    {"GET", "/api/campaigns/{id}/preflight", read, Runs::plain, campaigns::show_preflight},
    {"GET", "/api/campaigns/{id}/preflight/recipients", read, Runs::read, campaigns::preflight_recipients},
    {"GET", "/api/campaigns/{id}/preflight/recipients.csv", read, Runs::read, campaigns::preflight_csv},
    {"GET", "/api/campaigns/{id}/funnel", read, Runs::plain, campaigns::funnel},
    {"GET", "/api/campaigns/{id}/messages", read, Runs::read, campaigns::messages},
    {"GET", "/api/campaigns/{id}/history", read, Runs::read, campaigns::history},
    {"GET", "/api/campaigns/{id}/export.csv", read, Runs::plain, campaigns::export_csv},
    {"POST", "/campaigns/{id}/start", send, Runs::write, campaigns::orchestrate},
    {"POST", "/campaigns/{id}/pause", send, Runs::write, campaigns::orchestrate},
    {"POST", "/campaigns/{id}/resume", send, Runs::write, campaigns::orchestrate},
    {"POST", "/campaigns/{id}/stop", send, Runs::write, campaigns::orchestrate},

    {"GET", "/api/messages", read, Runs::read, messages::threads},
    {"POST", "/api/messages/send", send, Runs::first, messages::send},
    {"POST", "/api/messages/batch", send, Runs::write, messages::batch},
    {"GET", "/api/messages/{threadId}", read, Runs::read, messages::thread},
    {"GET", "/api/outbox/{id}", read, Runs::read, outbox::show},
    {"POST", "/api/outbox/{id}/cancel", send, Runs::write, outbox::cancel},
    {"GET", "/api/outbox/{id}/why", read, Runs::read, outbox::why},
    {"POST", "/api/conversations/{id}/reply", send, Runs::first, conversations::reply},
    {"POST", "/api/conversations/{id}/read", send, Runs::write, conversations::mark_read},

    {"GET", "/api/media", read, Runs::read, media::list},
    {"POST", "/api/media", send, Runs::media, media::upload},
    {"DELETE", "/api/media/{id}", send, Runs::write, media::remove},
    {"GET", "/api/media/{id}", read, Runs::read, media::bytes},
    {"GET", "/media/{token}", none, Runs::open, media::public_bytes},

    {"GET", "/api/optouts", read, Runs::read, optouts::list},
    {"POST", "/api/optouts", manage, Runs::write, optouts::add},
    {"DELETE", "/api/optouts/{id}", administer, Runs::write, optouts::lift},
    {"GET", "/api/reviews", read, Runs::read, reviews::list},
    {"POST", "/api/reviews/{id}", manage, Runs::write, reviews::decide},

    {"GET", "/api/registers", read, Runs::read, registers::list},
    {"GET", "/api/registers/check", read, Runs::read, registers::check_number},
    {"POST", "/api/registers/{name}/lists", manage, Runs::upload, registers::upload},
    {"GET", "/api/registers/{name}/lists", read, Runs::read, registers::lists},
    {"DELETE", "/api/registers/{name}/lists", administer, Runs::write, registers::remove},
    {"GET", "/api/register-lists/{id}", read, Runs::read, registers::show},
    {"GET", "/api/register-lists/{id}/rejects", read, Runs::read, registers::rejects},
    {"POST", "/api/evidence", administer, Runs::plain, evidence::make},
    {"GET", "/api/evidence/{id}", administer, Runs::plain, evidence::piece},

    {"GET", "/api/incidents", read, Runs::read, incidents::list},
    {"POST", "/api/incidents/test", administer, Runs::write, incidents::test},
    {"GET", "/api/incidents/{id}", read, Runs::read, incidents::show},
    {"POST", "/api/incidents/{id}/resolve", administer, Runs::write, incidents::resolve},

    {"GET", "/api/webhooks", read, Runs::read, webhooks::list},
    {"POST", "/api/webhooks/replay", administer, Runs::write, webhooks::replay},
    {"GET", "/api/canary", read, Runs::read, canaries::list},
    {"GET", "/api/reconciliations", read, Runs::read, reconciliations::list},
    {"POST", "/api/reconciliations", administer, Runs::write, reconciliations::start},
    {"GET", "/api/reconciliations/{id}", read, Runs::read, reconciliations::show},
    {"GET", "/api/reconciliations/{id}/gaps", read, Runs::read, reconciliations::gaps},

    {"POST", "/api/explain/segments", read, Runs::plain, explain::segments_handler},
    {"POST", "/api/explain/reply", read, Runs::plain, explain::reply_handler},
    {"POST", "/api/explain/hours", read, Runs::plain, explain::hours_handler},
    {"POST", "/api/explain/webhook", read, Runs::plain, explain::webhook_handler},
    {"GET", "/api/rules", read, Runs::plain, rules::list},
    {"POST", "/api/rules/explain", read, Runs::plain, rules::explain},
    {"GET", "/api/events", read, Runs::events},

    {"POST", "/webhooks/twilio/sms", none, Runs::webhook},
    {"POST", "/webhooks/twilio/status", none, Runs::webhook},
    {"POST", "/webhooks/twilio/optout", none, Runs::webhook},
    {"POST", "/webhooks/sms/twilio", none, Runs::webhook},
    {"POST", "/api/messages/twilio/inbound", none, Runs::webhook},
    {"POST", "/api/messages/twilio/status", none, Runs::webhook},
    {"POST", "/sms/inbound", none, Runs::webhook},
    {"POST", "/webhooks/openphone", none, Runs::webhook},
    {"GET", "/webhooks/generic/{name}/receipt", none, Runs::webhook},
    {"POST", "/webhooks/generic/{name}/receipt", none, Runs::webhook},
    {"GET", "/webhooks/generic/{name}/inbound", none, Runs::webhook},
    {"POST", "/webhooks/generic/{name}/inbound", none, Runs::webhook},
    {"GET", "/webhooks/vonage/inbound", none, Runs::webhook},
    {"POST", "/webhooks/vonage/inbound", none, Runs::webhook},
    {"GET", "/webhooks/vonage/status", none, Runs::webhook},
    {"POST", "/webhooks/vonage/status", none, Runs::webhook},

    {"GET", "/healthz", none, Runs::ops, ops::health},
    {"GET", "/readyz", none, Runs::ops, ops::ready},
    {"GET", "/metrics", read, Runs::ops, ops::metrics},
};

// The rest of the path after its first part, which goes to `part`.
std::string_view next_part(std::string_view path, std::string_view& part) {
  path.remove_prefix(1);  // the slash
  const size_t slash = std::min(path.find('/'), path.size());
  part = path.substr(0, slash);
  return path.substr(slash);
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& params) {
  params.clear();
  while (!pattern.empty() && !path.empty()) {
    std::string_view want, have;
    pattern = next_part(pattern, want);
    path = next_part(path, have);
    if (want.starts_with('{')) {
      if (have.empty()) return false;
      params.push_back(percent_decode(have));
    } else if (want != have) {
      return false;
    }
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Match find_route(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  Match out;
  if (!path.starts_with('/')) return out;
  std::vector<std::string> params;
  for (const Route& route : kRoutes) {
    if (!fits(route.path, path, params)) continue;
    if (route.method == method) {
      out.route = &route;
      out.params = std::move(params);
      return out;
    }
    out.allow += (out.allow.empty() ? "" : ", ") + std::string(route.method);
  }
  return out;
}

}  // namespace tidings::http
