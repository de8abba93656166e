#include "flow/evidence/content.h"

#include <fmt/format.h>

#include <set>

#include "base/crypto.h"
#include "base/limits.h"
#include "flow/evidence/rows.h"
#include "store/contacts.h"
#include "store/erased_numbers.h"
#include "store/media.h"
#include "store/workspaces.h"

namespace tidings::evidence {
namespace {

class Content {
 public:
  Content(store::Session& s, const std::string& phone, Chain& chain, const std::function<bool()>& gone)
      : s_(s), phone_(phone), chain_(chain), gone_(gone) {}

  Result<> write();

 private:
  // Pages of read(after), each row given to take, until there are no more.
  template <class Key, class ReadPage, class Take>
  Result<> all(Key after, ReadPage read, Take take);
  Result<> wording(WordingId id);
  Result<> audit(const std::string& subject);
  Result<> consents(const Contact& contact);
  Result<> opt_ins();
  Result<> opt_outs();
  Result<> inbound();
  Result<> medium(const Medium& medium);
  Result<> message(const store::LedgerRow& message);
  Result<> messages(const std::vector<Contact>& contacts);

  store::Session& s_;
  const std::string& phone_;
  Chain& chain_;
  const std::function<bool()>& gone_;
  std::set<int64_t> wordings_;  // told already
  std::set<MediaId> media_;     // likewise
};

template <class Key, class ReadPage, class Take>
Result<> Content::all(Key after, ReadPage read, Take take) {
  while (true) {
    if (gone_ && gone_()) return fail(ErrorCode::timeout, "whoever asked for the pack has gone");
    const auto page = read(after);
    for (const auto& one : page) {
      TRY(take(one));
      after = Key{one.id};
    }
    if (static_cast<int64_t>(page.size()) < limits::kEvidencePage) return {};
  }
}

Result<> Content::audit(const std::string& subject) {
  return all(
      int64_t{0}, [&](int64_t after) { return store::keys::audit_of(s_, subject, after, limits::kEvidencePage); },
      [&](const store::keys::AuditRow& one) { return chain_.add("audit", row(one)); });
}

Result<> Content::wording(WordingId id) {
  if (!id || !wordings_.insert(id.value).second) return {};
  const auto found = store::consents::wording_by_id(s_, id);
  if (!found) return fail(ErrorCode::corrupt, fmt::format("wording {} is not there", id.value), "the database");
  return chain_.add("wording", row(*found));
}

Result<> Content::consents(const Contact& contact) {
  const auto stands = store::consents::standing(s_, contact.id);
  return all(
      ConsentId{}, [&](ConsentId after) { return store::consents::page(s_, contact.id, after, limits::kEvidencePage); },
      [&](const store::consents::Event& one) -> Result<> {
        TRY(wording(one.wording));
        auto line = row(one);
        line["stands"] = one.id == stands;
        return chain_.add("consent", line);
      });
}

Result<> Content::opt_ins() {
  return all(
      int64_t{0}, [&](int64_t after) { return store::opt_ins::page(s_, phone_, after, limits::kEvidencePage); },
      [&](const store::opt_ins::OptIn& one) -> Result<> {
        TRY(wording(one.wording));
        return chain_.add("opt_in", row(one));
      });
}

Result<> Content::opt_outs() {
  // Of a number that was erased there is only this, under its keyed hash.
  auto names = store::ErasedNumbers(s_).names_of(phone_);
  names.push_back(phone_);
  for (const auto& name : names) {
    TRY(all(
        SuppressionId{},
        [&](SuppressionId after) { return store::optouts::history(s_, name, after, limits::kEvidencePage); },
        [&](const store::optouts::Suppression& one) -> Result<> {
          TRY(chain_.add("opt_out", row(one)));
          return audit(fmt::format("optout {}", one.id.value));
        }));
  }
  return all(
      ReviewId{}, [&](ReviewId after) { return store::optouts::reviews_of(s_, phone_, after, limits::kEvidencePage); },
      [&](const store::optouts::Review& one) -> Result<> {
        TRY(chain_.add("review", row(one)));
        return audit(fmt::format("review {}", one.id.value));
      });
}

Result<> Content::inbound() {
  for (const auto& workspace : store::workspaces::all(s_)) {
    const auto conversation = store::inbox::by_phone(s_, workspace.id, phone_);
    if (!conversation) continue;
    TRY(chain_.add("conversation", row(*conversation)));
    TRY(audit(fmt::format("conversation {}", conversation->id.value)));
    TRY(all(
        InboundId{},
        [&](InboundId after) {
          return store::inbox::of_conversation(s_, conversation->id, after, limits::kEvidencePage);
        },
        [&](const store::inbox::Inbound& one) -> Result<> {
          TRY(chain_.add("inbound", row(one)));
          for (const auto& piece : store::media::of_inbound(s_, one.id)) TRY(medium(piece));
          return {};
        }));
  }
  return {};
}

// What it is, and its bytes a part a line: together they have the hash.
Result<> Content::medium(const Medium& medium) {
  if (!media_.insert(medium.id).second) return {};
  TRY(chain_.add("media", row(medium)));
  if (medium.state != MediumState::stored) return {};
  if (gone_ && gone_()) return fail(ErrorCode::timeout, "whoever asked for the pack has gone");
  const std::string bytes = store::media::read(s_, medium);
  for (size_t at = 0, part = 0; at < bytes.size(); at += limits::kMediaPartBytes, ++part) {
    TRY(chain_.add("media_part", {{"media", medium.id.value},
                                  {"part", part},
                                  {"base64", crypto::to_base64(bytes.substr(at, limits::kMediaPartBytes))}}));
  }
  return {};
}

Result<> Content::message(const store::LedgerRow& message) {
  std::vector<Medium> along;
  if (message.media > 0) {
    for (const MediaId id : store::media::of_message(s_, message.id)) {
      if (auto found = store::media::by_id(s_, id)) along.push_back(std::move(*found));
    }
  }
  auto line = row(message);
  if (!along.empty()) {
    auto& ids = line["media"].emplace_array();
    for (const auto& one : along) ids.emplace_back(one.id.value);
  }
  TRY(chain_.add("message", line));
  for (const auto& one : along) TRY(medium(one));
  const auto add = [&](std::string_view section, json::object line) {
    line["message"] = message.id.value;
    return chain_.add(section, line);
  };
  for (const auto& one : store::ledger::decisions(s_, message.id)) TRY(add("decision", row(one)));
  for (const auto& one : store::ledger::attempts(s_, message.id)) TRY(add("attempt", row(one)));
  for (const auto& one : store::events::receipts_of(s_, message.id)) TRY(add("receipt", row(one)));
  if (message.channel == Channel::call) {
    if (const auto call = store::calls::of(s_, message.id)) TRY(add("call", row(*call)));
  }
  return audit(fmt::format("message {}", message.id.value));
}

Result<> Content::messages(const std::vector<Contact>& contacts) {
  const auto take = [&](const store::LedgerRow& one) { return message(one); };
  for (const auto& contact : contacts) {
    TRY(all(
        MessageId{},
        [&](MessageId after) { return store::ledger::of_contact(s_, contact.id, after, limits::kEvidencePage); },
        take));
  }
  return all(
      MessageId{},
      [&](MessageId after) { return store::ledger::without_contact(s_, phone_, after, limits::kEvidencePage); }, take);
}

Result<> Content::write() {
  const auto contacts = store::contacts::all_by_phone(s_, phone_);
  for (const auto& contact : contacts) {
    TRY(chain_.add("contact", row(contact)));
    TRY(audit(fmt::format("contact {}", contact.id.value)));
    TRY(consents(contact));
  }
  TRY(opt_ins());
  TRY(opt_outs());
  TRY(inbound());
  return messages(contacts);
}

}  // namespace

Result<> write_content(store::Session& s, const std::string& phone, Chain& chain, const std::function<bool()>& gone) {
  return Content(s, phone, chain, gone).write();
}

}  // namespace tidings::evidence
