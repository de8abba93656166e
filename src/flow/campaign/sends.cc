#include "flow/campaign/sends.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/limits.h"
#include "sms/phone.h"
#include "sms/segments.h"
#include "sms/utf8.h"
#include "store/contacts.h"
#include "store/media.h"
#include "store/workspaces.h"

namespace tidings::flow {
namespace {

// What no phone shows: a word for programs, and the problem.
std::optional<std::pair<std::string_view, std::string>> text_problem(std::string_view text, bool may_be_empty) {
  if (!may_be_empty && text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return {{"empty", "the text is empty"}};
  if (sms::count_characters(text) > limits::kBodyCharacters) {
    return {{kTooLong, fmt::format("the text is too long: at most {} characters", limits::kBodyCharacters)}};
  }
  const auto control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
  };
  if (std::ranges::any_of(text, control)) return {{"control_character", "the text has a control character"}};
  return std::nullopt;
}

void invalid(SendAnswer& out, std::string field, std::string code, std::string problem) {
  out.status = SendStatus::invalid;
  out.field = std::move(field);
  out.code = std::move(code);
  out.problem = std::move(problem);
}

}  // namespace

std::string_view to_string(SendStatus status) {
  switch (status) {
    case SendStatus::accepted:
      return "accepted";
    case SendStatus::held:
      return "held";
    case SendStatus::blocked:
      return "blocked";
    case SendStatus::invalid:
      return "invalid";
  }
  return "invalid";
}

Sends::Sends(store::Session& s, Workspace workspace, const compliance::TzStatus& tz, const law::LawShelf& laws,
             const std::function<bool(std::string_view)>& has_carrier, Instant now, std::vector<DncRegister> registers)
    : s_(s),
      workspace_(std::move(workspace)),
      now_(now),
      gatherer_(tz, laws, std::move(registers)),
      day_(sender_day(s, {.workspace = workspace_.id, .has_carrier = has_carrier}, now)) {
  quota_.senders = day_.senders;
  if (day_.capped) quota_.cap = day_.places.cap();
  if (quota_.cap == 0) return;
  ahead_ = store::ledger::direct_due(s, workspace_.id, now) + store::ledger::waiting_for_room(s, workspace_.id, now);
  tell_quota();
}

// What is queued takes the first places; the next message gets the one after them.
void Sends::tell_quota() {
  quota_.remaining = std::max<int64_t>(0, day_.places.free() - ahead_);
  if (*quota_.remaining == 0) quota_.room_from = day_.places.place(ahead_);
}

std::optional<Contact> Sends::recipient(const SendRequest& request, SendAnswer& out) {
  if (request.to.empty() == !request.contact) {
    invalid(out, "to", "missing", "to or contact_id is required, and not both");
    return std::nullopt;
  }
  if (request.contact) {
    auto found = store::contacts::by_id(s_, request.contact);
    if (found && found->workspace == workspace_.id) return found;
    invalid(out, "contact_id", "not_found", "there is no such contact in this workspace");
    return std::nullopt;
  }
  const auto number = sms::read_phone(request.to, workspace_.default_region);
  if (!number) {
    invalid(out, "to", std::string(sms::to_string(number.error())), std::string(sms::plain_words(number.error())));
    return std::nullopt;
  }
  if (auto found = store::contacts::by_phone(s_, workspace_.id, number->e164)) return found;
  return Contact{
      .workspace = workspace_.id, .phone = number->e164, .sms_capable = number->sms_capable, .region = number->region};
}

// The text as this person gets it; none when out says what is wrong with it.
std::optional<std::string> Sends::text_for(const Contact& contact, const std::string& body, bool with_media,
                                           SendAnswer& out) {
  if (body.find("{{") == std::string::npos) return body;
  if (!template_ || template_text_ != body) {
    auto compiled = sms::Template::compile(body);
    if (!compiled) {
      invalid(out, "body", "template", fmt::format("{} ({})", compiled.error().what, compiled.error().where));
      return std::nullopt;
    }
    template_ = std::move(*compiled);
    template_text_ = body;
  }
  auto text = template_->render({contact.fields.begin(), contact.fields.end()});
  if (!text) {
    invalid(out, "body", "missing_field",
            fmt::format("{}; write a fallback: {{{{{}|…}}}}", text.error().what, text.error().where));
    return std::nullopt;
  }
  if (auto problem = text_problem(*text, with_media)) {
    invalid(out, "body", std::string(problem->first), std::move(problem->second));
    return std::nullopt;
  }
  return std::move(*text);
}

bool Sends::media_may_go(const std::vector<MediaId>& ids, SendAnswer& out) {
  auto known = media_.find(ids);
  if (known == media_.end()) {
    const auto may = [&]() -> Result<> {
      const auto media = TRY(media::find(s_, workspace_.id, ids));
      return media::may_go(media, store::workspaces::senders(s_, workspace_.id), outgoing_);
    }();
    known = media_.emplace(ids, may ? std::nullopt : std::optional(may.error())).first;
  }
  if (!known->second) return true;
  invalid(out, known->second->where, "media", known->second->what);
  return false;
}

SendAnswer Sends::send(const SendRequest& request, std::string_view actor) {
  SendAnswer out;
  const bool with_media = !request.media.empty();
  if (auto problem = text_problem(request.body, with_media)) {
    invalid(out, "body", std::string(problem->first), std::move(problem->second));
    return out;
  }
  if (with_media && !media_may_go(request.media, out)) return out;
  if (request.send_at.ms != 0 && request.send_at < now_ - kDayMs) {
    invalid(out, "send_at", "past", "send_at is long past");
    return out;
  }
  if (request.send_at > now_ + limits::kSendAheadMs) {
    invalid(out, "send_at", "too_far", "send_at is more than a year ahead");
    return out;
  }
  auto contact = recipient(request, out);
  if (!contact) return out;
  out.to = contact->phone;
  const auto text = text_for(*contact, request.body, with_media, out);
  if (!text) return out;
  std::string said = *text;
  for (const MediaId id : request.media) said += fmt::format("\n#{}", id.value);
  if (!met_.emplace(contact->phone, std::move(said)).second) {
    invalid(out, "to", "duplicate", "this number gets the same text in this request already");
    return out;
  }
  if (!contact->id) {
    const auto id = store::contacts::insert(s_, *contact, now_);
    check(id.has_value(), "a number that was not there can be inserted");
    contact->id = *id;
    out.new_contact = true;
  }
  out.contact = contact->id;
  out.segments = with_media ? 1 : sms::count_segments(*text).segments;

  store::Ledger ledger(s_, now_);
  // Urgent ones are not for thinking it over.
  const Instant at = std::max(request.send_at, request.urgent ? now_ : now_ + workspace_.undo_single_ms);
  const auto id = ledger.plan({.workspace = workspace_.id,
                               .contact = contact->id,
                               .kind = request.urgent ? MessageKind::urgent : MessageKind::single,
                               .purpose = request.purpose,
                               .phone = contact->phone,
                               .body = *text,
                               .segments = out.segments,
                               .not_before = at,
                               .created_by = std::string(actor)});
  ledger.close();
  check(id.has_value(), "a message outside campaigns is always new");
  if (with_media) store::media::take_along(s_, *id, request.media);
  out.message = *id;
  judge(*id, out, at);
  return out;
}

void Sends::judge(MessageId id, SendAnswer& out, Instant at) {
  auto row = store::ledger::by_id(s_, id);
  check(row.has_value(), "what was planned can be read");
  compliance::Gathered gathered;
  gatherer_.gather(s_, *row, &workspace_, nullptr, at, gathered);
  auto& senders = gathered.facts.senders.emplace();
  senders.active = quota_.senders;
  const bool room = !quota_.remaining || *quota_.remaining > 0 || (quota_.room_from && at >= *quota_.room_from);
  senders.with_room = room ? quota_.senders : 0;
  if (!room) senders.room_from = quota_.room_from;
  const auto decision = gate_.decide(gathered.facts);
  out.reason = decision.reason;
  switch (decision.verdict) {
    case compliance::Verdict::allow:
      out.status = SendStatus::accepted;
      if (at > now_) out.until = at;
      break;
    case compliance::Verdict::hold:
      out.status = SendStatus::held;
      out.until = decision.until;
      break;
    case compliance::Verdict::block: {
      out.status = SendStatus::blocked;
      store::Ledger ledger(s_, now_);
      ledger.block(*row, decision.reason);
      ledger.record_decision(id, {now_, static_cast<int>(decision.verdict), decision.reason, decision.until,
                                  compliance::trace_json(decision.trace)});
      ledger.close();
      return;
    }
  }
  if (quota_.remaining && at <= now_) {
    ++ahead_;
    tell_quota();
  }
}

}  // namespace tidings::flow
