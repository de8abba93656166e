#include "flow/inbox/double_opt_in.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/limits.h"
#include "sms/segments.h"
#include "store/ledger.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::inbox {
namespace {

namespace opt_ins = store::opt_ins;
namespace consents = store::consents;

std::string key_of(WorkspaceId workspace) { return fmt::format("opt_in.{}", workspace.value); }

// The last question stayed without an answer, and nothing came from them or was signed by them since: to ask again
// would be a reminder.
bool would_remind(store::Session& s, const Contact& contact) {
  const auto last = opt_ins::newest(s, contact.phone);
  if (!last || last->outcome != opt_ins::kNoAnswer) return false;
  const auto history = consents::history(s, contact.id);
  return contact.last_reply_at <= last->asked_at && (history.empty() || history.back().at <= last->asked_at);
}

Result<> may_ask(store::Session& s, const Contact& contact) {
  if (opt_ins::open_of(s, contact.phone)) {
    return fail(ErrorCode::conflict, "this number has an open question", "opt-in",
                "it is asked once; wait for its end");
  }
  if (!store::optouts::in_force(s, contact.phone).empty() || contact.consent == Consent::revoked) {
    return fail(ErrorCode::conflict, "this number has opted out or is suppressed", "opt-in",
                "only the person can change that, by START");
  }
  if (store::optouts::under_review(s, contact.phone)) {
    return fail(ErrorCode::conflict, "a reply of this number may be an opt-out", "opt-in", "decide the review first");
  }
  if (contact.status != ContactStatus::active) return fail(ErrorCode::conflict, "the contact is not active", "opt-in");
  if (would_remind(s, contact)) {
    return fail(ErrorCode::conflict, "the last question stayed without an answer, and nobody is reminded", "opt-in",
                "when they sign up again, record that first: tidings consent record");
  }
  return {};
}

}  // namespace

OptInSettings opt_in_settings(store::Session& s, WorkspaceId workspace) {
  OptInSettings out;
  const auto kept = store::workspaces::setting(s, key_of(workspace));
  if (!kept) return out;
  const auto value = parse_json(*kept);
  if (!value) return out;
  JsonReader in(*value);
  out.wording = in.text("wording").value_or("");
  out.consent = consent_from(in.text("consent").value_or("")).value_or(out.consent);
  out.limit_ms = in.integer("limit_ms").value_or(out.limit_ms);
  return out;
}

Result<> check_opt_in(store::Session& s, WorkspaceId workspace, const OptInSettings& settings) {
  if (settings.wording.empty()) {
    return fail(ErrorCode::invalid_argument, "no question is set", "wording",
                "keep its text with `tidings consent wording add`, and name the version");
  }
  const auto wording = consents::wording_by_version(s, workspace, settings.wording);
  if (!wording)
    return fail(ErrorCode::invalid_argument, "the workspace has no wording of this version", "wording",
                "add it with `tidings consent wording add`");
  if (wording->text.find("{{") != std::string::npos)
    return fail(ErrorCode::invalid_argument, "the question has fields; it must be the same for all", "wording");
  if (static_cast<size_t>(sms::count_segments(wording->text).segments) > limits::kSegmentsDefaultMax)
    return fail(ErrorCode::too_large, "the question is too long for a text", "wording");
  if (settings.consent != Consent::express && settings.consent != Consent::express_written)
    return fail(ErrorCode::invalid_argument, "a YES gives express or express_written consent", "kind");
  if (settings.limit_ms < kHourMs || settings.limit_ms > limits::kOptInMostMs)
    return fail(ErrorCode::invalid_argument, "the time to answer is an hour to 30 days", "limit_s");
  return {};
}

void put_opt_in_settings(store::Session& s, WorkspaceId workspace, const OptInSettings& settings) {
  store::workspaces::put_setting(
      s, key_of(workspace),
      json::serialize(json::object{
          {"wording", settings.wording}, {"consent", to_string(settings.consent)}, {"limit_ms", settings.limit_ms}}));
}

Result<opt_ins::OptIn> ask_opt_in(store::Session& s, const Contact& contact, const OptInSettings& settings,
                                  const std::string& actor, Instant now) {
  TRY(check_opt_in(s, contact.workspace, settings));
  TRY(may_ask(s, contact));
  const auto wording = *consents::wording_by_version(s, contact.workspace, settings.wording);
  store::Ledger ledger(s, now);
  const auto message = ledger.plan({.workspace = contact.workspace,
                                    .contact = contact.id,
                                    .kind = MessageKind::single,
                                    .purpose = Purpose::marketing,
                                    .phone = contact.phone,
                                    .body = wording.text,
                                    .segments = sms::count_segments(wording.text).segments,
                                    .not_before = now,
                                    .not_after = now + settings.limit_ms,
                                    .created_by = actor});
  ledger.close();
  if (!message) return fail(ErrorCode::conflict, "the question could not be planned", "opt-in");
  opt_ins::OptIn out{.workspace = contact.workspace,
                     .contact = contact.id,
                     .phone = contact.phone,
                     .message = *message,
                     .wording = wording.id,
                     .consent = settings.consent,
                     .limit_ms = settings.limit_ms,
                     .asked_at = now,
                     .asked_by = actor,
                     .due_at = now + settings.limit_ms,
                     .look_at = now + limits::kOptInLookMs};
  out.id = opt_ins::insert(s, out);
  return out;
}

std::optional<opt_ins::OptIn> question_answered(store::Session& s, std::string_view phone, Instant written_at) {
  auto question = opt_ins::open_of(s, phone);
  if (!question) return std::nullopt;
  const auto message = store::ledger::by_id(s, question->message);
  // What they wrote before they were asked answers something else.
  const bool asked = message && message->handed_at.ms != 0 && written_at >= message->handed_at;
  if (!asked || written_at > message->handed_at + question->limit_ms) return std::nullopt;
  return question;
}

void take_yes(store::Session& s, const opt_ins::OptIn& question, InboundId inbound, const std::string& evidence,
              Instant written_at, Instant now) {
  const auto wording = consents::wording_by_id(s, question.wording);
  const auto given =
      consents::record(s, question.contact,
                       {.consent = question.consent,
                        .source = "double opt-in",
                        .evidence = fmt::format("{}, to the question {}", evidence, question.message.value),
                        .at = now,
                        .given_at = written_at,
                        .method = ConsentMethod::opt_in,
                        .purpose = ConsentPurpose::marketing,
                        .channels = "sms",
                        .wording = question.wording,
                        .inbound = inbound,
                        .language = wording ? wording->language : std::string(),
                        .actor = question.asked_by});
  opt_ins::close(s, question.id, now, opt_ins::kYes, inbound, given.id);
  store::ledger::wake(s, question.phone, Reason::opt_in_pending, now);
}

}  // namespace tidings::inbox
