#include "flow/inbox/opt_outs.h"

#include <algorithm>

#include "store/consents.h"
#include "store/contacts.h"
#include "store/optouts.h"

namespace tidings::inbox {
namespace {

namespace optouts = store::optouts;
namespace contacts = store::contacts;
namespace consents = store::consents;

ConsentMethod method_of(std::string_view source) {
  return source == optouts::kKeyword || source == optouts::kCarrier ? ConsentMethod::keyword : ConsentMethod::record;
}

void revoke_consent(store::Session& s, const OptOut& what, Instant now) {
  for (const Contact& contact : contacts::all_by_phone(s, what.phone)) {
    if (contact.consent == Consent::revoked) continue;
    // A consent that came without a history would be forgotten here, and a START could not bring it back.
    if (contact.consent != Consent::unknown && consents::history(s, contact.id).empty()) {
      consents::append(s, contact.id,
                       {.consent = contact.consent,
                        .source = "record",
                        .evidence = "as it stood before the opt-out",
                        .at = now,
                        .given_at = contact.consent_given_at,
                        .method = ConsentMethod::record,
                        .basis = contact.consent_basis,
                        .expires_at = contact.consent_expires_at});
    }
    consents::put_in_force(s, contact.id,
                           {.consent = Consent::revoked,
                            .source = std::string(what.source),
                            .evidence = what.evidence,
                            .at = now,
                            .given_at = what.said_at.ms == 0 ? now : what.said_at,
                            .method = method_of(what.source),
                            .actor = what.by});
  }
}

struct Before {
  std::optional<consents::Event> given;
  bool by_keyword = false;  // the revocation came from a keyword or the carrier's signal for one
};

Before before_revocation(store::Session& s, ContactId id) {
  const auto history = consents::history(s, id);
  Before out;
  out.by_keyword = !history.empty() && history.back().source == optouts::kKeyword;
  if (const auto* given = consents::before_refusal(history)) out.given = *given;
  return out;
}

void give_consent_back(store::Session& s, WorkspaceId workspace, std::string_view phone, const std::string& evidence,
                       Instant now) {
  for (const Contact& contact : contacts::all_by_phone(s, phone)) {
    const bool revoked = contact.consent == Consent::revoked;
    const Before before = before_revocation(s, contact.id);
    // It ends when it would have ended without the opt-out.
    consents::Event to = revoked && before.given ? *before.given : consents::Event{.consent = contact.consent};
    if (revoked && !before.given) to.consent = Consent::unknown;
    if (contact.workspace == workspace) {
      if (!permits_marketing(to.consent)) {
        to = {.consent = Consent::express, .method = ConsentMethod::keyword};
        to.given_at = now;
      }
    } else if (!revoked || !before.by_keyword) {
      continue;
    }
    if (to.consent == contact.consent) continue;
    to.source = optouts::kKeyword;
    to.evidence = evidence;
    to.at = now;
    to.actor = "START by text";
    consents::put_in_force(s, contact.id, to);
  }
}

}  // namespace

store::StopResult opt_out(store::Session& s, store::Ledger& ledger, const OptOut& what, Instant now) {
  const auto stopped = store::stop_number(s, ledger, what.phone,
                                          {.phone = what.kept_as.empty() ? what.phone : what.kept_as,
                                           .source = std::string(what.source),
                                           .detail = what.detail,
                                           .created_at = now});
  revoke_consent(s, what, now);
  optouts::decide_all_of(s, what.phone, "stop", now, what.by);
  return stopped;
}

int opt_in(store::Session& s, WorkspaceId workspace, std::string_view phone, const std::string& evidence, Instant now) {
  int lifted = 0;
  for (const auto& x : optouts::in_force(s, phone)) {
    if (x.source == optouts::kKeyword && optouts::lift(s, x.id, now, "START by text")) ++lifted;
  }
  if (optouts::in_force(s, phone).empty()) {
    give_consent_back(s, workspace, phone, evidence, now);
    optouts::decide_all_of(s, phone, "none", now, "START by text");
  }
  return lifted;
}

bool opted_out_by_keyword(store::Session& s, std::string_view phone) {
  const auto in_force = optouts::in_force(s, phone);
  return !in_force.empty() && in_force.back().source == optouts::kKeyword;
}

Result<store::StopResult> suppress_manually(store::Session& s, const std::string& phone, const std::string& detail,
                                            const std::string& actor, Instant now) {
  if (!looks_like_e164(phone)) {
    return fail(ErrorCode::invalid_argument, "the number must be written with plus and country code", "phone",
                "for example +12025550123");
  }
  store::Ledger ledger(s, now);
  const auto stopped = opt_out(s, ledger,
                               {.phone = phone,
                                .source = optouts::kManual,
                                .detail = detail.empty() ? "entered by " + actor : detail + " (" + actor + ")",
                                .by = actor,
                                .evidence = "entered by " + actor},
                               now);
  ledger.close();
  return stopped;
}

Result<> lift(store::Session& s, SuppressionId id, const std::string& actor, const std::string& reason, Instant now) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return fail(ErrorCode::invalid_argument, "lifting an opt-out needs a reason", "reason");
  }
  if (optouts::lift(s, id, now, actor + ": " + reason)) return {};
  const auto found = optouts::by_id(s, id);
  if (!found)
    return fail(ErrorCode::not_found, "there is no opt-out " + std::to_string(id.value), "opt-out",
                "look at the list of opt-outs");
  return fail(ErrorCode::conflict, "this opt-out was lifted before, by " + found->lifted_by, "opt-out");
}

Result<store::StopResult> decide_review(store::Session& s, ReviewId id, Decision decision, const std::string& actor,
                                        Instant now) {
  const auto review = optouts::review_by_id(s, id);
  if (!review)
    return fail(ErrorCode::not_found, "there is no review " + std::to_string(id.value), "review",
                "look at the list of reviews");
  const bool stop = decision == Decision::stop;
  if (!optouts::decide(s, id, stop ? "stop" : "none", now, actor)) {
    return fail(ErrorCode::conflict, "this review was decided before: " + review->decision, "review");
  }
  store::StopResult stopped;
  if (stop) {
    store::Ledger ledger(s, now);
    stopped = opt_out(s, ledger,
                      {.phone = review->phone,
                       .source = optouts::kReview,
                       .detail = "a suspected opt-out, decided by " + actor,
                       .by = actor,
                       .evidence = "inbound " + std::to_string(review->inbound.value)},
                      now);
    ledger.close();
  } else if (!optouts::under_review(s, review->phone)) {
    store::ledger::wake(s, review->phone, Reason::under_review, now);
  }
  return stopped;
}

bool looks_like_e164(std::string_view phone) {
  return phone.size() >= 8 && phone.size() <= 16 && phone[0] == '+' && phone[1] != '0' &&
         std::ranges::all_of(phone.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace tidings::inbox
