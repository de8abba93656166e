#include "flow/inbox/inbox.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/limits.h"
#include "flow/inbox/double_opt_in.h"
#include "flow/inbox/opt_outs.h"
#include "sms/phone.h"
#include "sms/segments.h"
#include "store/campaigns.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "store/media.h"
#include "store/optouts.h"
#include "store/workspaces.h"

namespace tidings::inbox {
namespace {

namespace optouts = store::optouts;
namespace contacts = store::contacts;
namespace workspaces = store::workspaces;

// "whatsapp:+61…" is the same person's number: an opt-out holds on every channel.
std::string number_of(std::string_view from) {
  const size_t plus = from.find(":+");
  return std::string(plus == std::string_view::npos ? from : from.substr(plus + 1));
}

std::string media_json(const carrier::WebhookEvent& event) {
  json::array out;
  for (const auto& [url, type] : event.media) out.push_back(json::object{{"url", url}, {"type", type}});
  return json::serialize(out);
}

// Fetched later (flow/media): the message shows at once.
void note_media(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier, WorkspaceId workspace,
                InboundId inbound, Instant now) {
  for (size_t i = 0; i < event.media.size(); ++i) {
    store::media::came(s, {.workspace = workspace,
                           .inbound = inbound,
                           .position = static_cast<int>(i),
                           .carrier = std::string(carrier),
                           .url = event.media[i].first,
                           .said_type = event.media[i].second,
                           .created_at = now});
  }
}

// What tells repeats apart. A carrier that names nothing gets each of its messages taken as new.
std::string repeat_key(const carrier::WebhookEvent& event, Instant now) {
  if (!event.provider_id.empty()) return event.provider_id;
  if (!event.event_id.empty()) return event.event_id;
  return fmt::format("{}@{}", event.from, now.ms);
}

// However it was said: by an operator, on a form.
bool revoked_since(store::Session& s, const std::string& phone, Instant since) {
  return std::ranges::any_of(contacts::all_by_phone(s, phone), [&](const Contact& contact) {
    return contact.consent == Consent::revoked && contact.consent_given_at >= since;
  });
}

// What was written long ago may not overturn what was decided since; in doubt about the order the refusal wins.
Reading overtaken(store::Session& s, Reading reading, const std::string& phone, const carrier::WebhookEvent& event) {
  const int64_t doubt_ms = event.found ? limits::kCarrierClockMs : 0;
  if (reading.reply_class == ReplyClass::start) {
    const Instant since = event.received_at - doubt_ms;
    if (store::inbox::refused_since(s, phone, since) || revoked_since(s, phone, since))
      return {ReplyClass::none, "START was overtaken by a refusal"};
  }
  const bool refusal = reading.reply_class == ReplyClass::stop || reading.reply_class == ReplyClass::suspected_stop;
  if (!refusal || !event.found) return reading;
  const Instant since = event.received_at + doubt_ms;
  if (store::inbox::started_since(s, phone, since)) return {ReplyClass::none, "it was overtaken by a START"};
  // Whoever lifted an opt-out did not know of this one. Nothing is sent until somebody decides, or time does.
  if (std::ranges::any_of(optouts::history(s, phone), [&](const auto& one) { return one.lifted_at > since; }))
    return {ReplyClass::suspected_stop, "it is older than the lifting of an opt-out"};
  return reading;
}

}  // namespace

struct Inbox::Place {
  Workspace workspace;
  SenderId sender;  // 0: the address written to is none of ours (any more)
  std::string phone;
  bool answerable = false;                   // a number that can be texted, on this channel, and not one of our own
  std::optional<store::LedgerRow> answered;  // the newest message to them from this workspace
};

Inbox::Inbox(Env env)
    : env_(env),
      segments_(env.metrics.histogram("sms_message_segments", "segments of a message", {1, 2, 3, 4, 5, 6, 8, 10},
                                      {{"direction", "inbound"}})) {}

Result<Inbox::Place> Inbox::find_place(store::Session& s, const carrier::WebhookEvent& event,
                                       const std::string& phone) const {
  Place place;
  place.phone = phone;
  place.answerable = looks_like_e164(event.from) && !workspaces::sender_by_address(s, event.from);
  WorkspaceId id;
  // Two workspaces may share a number: then the reply belongs to the one that wrote last.
  if (const auto newest = store::ledger::newest_to_phone(s, phone)) {
    const auto sender = workspaces::sender_by_id(s, newest->sender);
    if (sender && sender->address == event.to) id = newest->workspace, place.sender = sender->id;
  }
  if (!id) {
    if (const auto sender = workspaces::sender_by_address(s, event.to)) {
      id = sender->workspace;
      place.sender = sender->id;
    }
  }
  auto workspace = id ? workspaces::by_id(s, id) : std::nullopt;
  if (!workspace) {
    auto all = workspaces::all(s);
    if (all.empty()) return fail(ErrorCode::not_found, "there is no workspace to put an inbound message into");
    workspace = std::move(all.front());
  }
  place.workspace = std::move(*workspace);
  place.answered = store::ledger::newest_to_phone(s, phone, place.workspace.id);
  return place;
}

ContactId Inbox::contact_of(store::Session& s, const Place& place, ReplyClass cls, const std::string& evidence,
                            Instant written_at, Instant now) const {
  if (!looks_like_e164(place.phone)) return {};  // a short code or a name: nobody we could text
  if (const auto known = contacts::by_phone(s, place.workspace.id, place.phone)) return known->id;
  Contact contact{.workspace = place.workspace.id, .phone = place.phone};
  if (const auto number = sms::read_phone(place.phone, {})) contact.region = number->region;
  const ContactId id = contacts::insert(s, contact, now).value_or(ContactId{});
  const Consent consent = cls == ReplyClass::stop ? Consent::revoked : Consent::inbound;
  store::consents::record(s, id,
                          {.consent = consent,
                           .source = std::string(optouts::kKeyword),
                           .evidence = evidence,
                           .at = now,
                           .given_at = written_at,
                           .method = ConsentMethod::keyword});
  return id;
}

std::optional<MessageId> Inbox::confirm(store::Session& s, store::Ledger& ledger, const Place& place, ContactId contact,
                                        const std::string& text, Instant written_at, Instant now) const {
  const Instant not_after = written_at + limits::kConfirmationMs;
  if (!place.answerable || text.empty() || not_after <= now) return std::nullopt;
  const auto lately = store::ledger::confirmations_since(s, place.phone, now - kDayMs);
  if (lately.n >= limits::kConfirmationsPerDay) return std::nullopt;
  return ledger.plan({.workspace = place.workspace.id,
                      .contact = contact,
                      .kind = MessageKind::confirmation,
                      .phone = place.phone,
                      .body = text,
                      .segments = sms::count_segments(text).segments,
                      .not_before = now,
                      .not_after = not_after,
                      .sender = place.sender,
                      .created_by = "inbox"});
}

Result<Applied> Inbox::apply(store::Session& s, const carrier::WebhookEvent& event, std::string_view carrier,
                             Instant now) {
  if (event.from.empty()) return fail(ErrorCode::invalid_argument, "an inbound message names no sender");
  const std::string key = repeat_key(event, now);
  if (store::inbox::seen(s, carrier, key)) return Applied{.repeated = true};
  const std::string phone = number_of(event.from);
  const std::string evidence = fmt::format("inbound {} {}", carrier, key);

  Place place = TRY(find_place(s, event, phone));  // the last thing that may fail: later the ledger moves
  const Reading words = by_policy(sms::classify_reply(event.text), event.text, place.workspace.policy);
  Reading reading = combine(words, event.opt);
  // It waited in the journal; what was said after it was acted on before it, and is the person's last word. The time
  // for an answer runs from when they wrote, not from when we could look.
  const bool late = event.received_at.ms != 0;
  const Instant written_at = late ? event.received_at : now;
  if (late) place.answered = store::ledger::newest_to_phone(s, phone, place.workspace.id, written_at);
  const auto question = reading.reply_class == ReplyClass::start && event.from == phone
                            ? question_answered(s, phone, written_at)
                            : std::nullopt;
  if (!question && reading.reply_class == ReplyClass::start && is_bare_yes(event.text) &&
      !opted_out_by_keyword(s, phone)) {
    reading = {ReplyClass::none, "YES where nothing was opted out is an answer"};
  }
  if (late) reading = overtaken(s, std::move(reading), phone, event);
  Applied out{.cls = reading.reply_class};

  store::Ledger ledger(s, now);
  bool silent_before = false, silent_everywhere = false;  // nothing more is sent to them: from here, from anywhere
  for (const auto& x : optouts::in_force(s, phone)) {
    silent_everywhere |= !x.workspace;
    silent_before |= !x.workspace || x.workspace == place.workspace.id;
  }
  const bool carriers_word_only = words.reply_class != ReplyClass::stop;
  if (reading.reply_class == ReplyClass::stop) {
    out.ended = opt_out(s, ledger,
                        {.phone = phone,
                         .source = carriers_word_only ? optouts::kCarrier : optouts::kKeyword,
                         .detail = "by text: " + reading.because,
                         .by = "STOP by text",
                         .evidence = evidence,
                         .said_at = written_at},
                        now)
                    .ended;
    env_.log.info("inbox.stop", {{"phone", mask_phone(phone)}, {"carrier", carrier}, {"ended", out.ended}});
  }

  const ContactId contact = contact_of(s, place, reading.reply_class, evidence, written_at, now);
  out.workspace = place.workspace.id;
  out.conversation = store::inbox::touch(s, {.workspace = out.workspace,
                                             .contact = contact,
                                             .phone = phone,
                                             .sender_address = event.to,
                                             .unread = 1,
                                             .last_at = written_at,
                                             .last_text = event.text});
  const auto& answered = place.answered;
  out.inbound = store::inbox::insert(s, {.workspace = out.workspace,
                                         .conversation = out.conversation,
                                         .contact = contact,
                                         .campaign = answered ? answered->campaign : CampaignId{},
                                         .message = answered ? answered->id : MessageId{},
                                         .from = event.from,
                                         .to = event.to,
                                         .body = event.text,
                                         .media = media_json(event),
                                         .cls = std::string(to_string(reading.reply_class)),
                                         .because = reading.because,
                                         .carrier = std::string(carrier),
                                         .provider_id = key,
                                         .received_at = written_at})
                    .value_or(InboundId{});
  if (out.inbound) note_media(s, event, carrier, out.workspace, out.inbound, now);
  if (contact) contacts::note_reply(s, contact, event.text, written_at);
  if (answered && answered->campaign) store::campaigns::note_reply(s, answered->campaign);

  switch (reading.reply_class) {
    case ReplyClass::stop:
      // Once per opt-out, and not where the carrier has confirmed it already.
      if (!silent_before && event.opt != carrier::CarrierOpt::stop && !event.answered) {
        out.confirmation = confirm(s, ledger, place, contact, place.workspace.stop_text, written_at, now);
      }
      break;
    case ReplyClass::start:
      if (question) {
        take_yes(s, *question, out.inbound, evidence, written_at, now);
        break;
      }
      out.lifted = opt_in(s, out.workspace, phone, evidence, now);
      if (out.lifted > 0 && event.opt != carrier::CarrierOpt::start && !event.answered) {
        out.confirmation = confirm(s, ledger, place, contact, place.workspace.start_text, written_at, now);
      }
      break;
    case ReplyClass::help:
      if (event.opt != carrier::CarrierOpt::help &&
          store::ledger::confirmations_since(s, phone, now - limits::kHelpEveryMs).n == 0) {
        out.confirmation = confirm(s, ledger, place, contact, place.workspace.help_text, written_at, now);
      }
      break;
    case ReplyClass::suspected_stop:
      // Everything queued stays where it is: the gate holds it while the review is open.
      if (!silent_everywhere && !optouts::under_review(s, phone)) {
        out.review = optouts::open_review(s, {.workspace = out.workspace,
                                              .phone = phone,
                                              .contact = contact,
                                              .inbound = out.inbound,
                                              .because = reading.because,
                                              .created_at = now,
                                              .due_at = now + place.workspace.review_limit_ms});
      }
      break;
    case ReplyClass::none:
      break;
  }
  ledger.close();
  segments_.observe(sms::count_segments(event.text).segments);
  return out;
}

}  // namespace tidings::inbox
