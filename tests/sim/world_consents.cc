// Consents that come, go, end and are asked for, at random.
#include "flow/inbox/double_opt_in.h"
#include "store/consents.h"
#include "store/contacts.h"
#include "tests/sim/world.h"

namespace tidings::sim {

// Of any kind and date; some end while the world lives.
store::consents::Event World::some_consent() {
  constexpr Consent kKinds[] = {Consent::express_written, Consent::express_written, Consent::express_written,
                                Consent::express,         Consent::implied,         Consent::soft_opt_in,
                                Consent::inbound,         Consent::revoked};
  const Instant now = env_.clock.now();
  store::consents::Event out{.consent = kKinds[below(std::size(kKinds))], .source = "operator", .at = now};
  out.given_at = now - static_cast<int64_t>(below(below(3) == 0 ? 900 * kDayMs : 2 * kDayMs));
  if (below(8) == 0) out.given_at = Instant{};
  if (below(4) == 0) out.expires_at = now + static_cast<int64_t>(below(2 * kDayMs));
  if (below(10) == 0) out.purpose = ConsentPurpose::informational;
  if (below(10) == 0) out.channels = "voice";
  return out;
}

void World::act_on_consent() {
  if (below(3) == 0) return ask_for_consent();
  const std::string phone = below(2) == 0 ? busy_phone() : somebodys_phone();
  (void)write([&](store::Session& s) -> Result<> {
    for (const auto& contact : store::contacts::all_by_phone(s, phone))
      store::consents::record(s, contact.id, some_consent());
    return {};
  });
}

void World::ask_for_consent() {
  const std::string phone = somebodys_phone();
  const auto asked = write([&](store::Session& s) -> Result<> {
    const auto contact = store::contacts::by_phone(s, workspaces_[below(workspaces_.size())], phone);
    if (!contact) return {};
    store::consents::add_wording(s, {.workspace = contact->workspace,
                                     .version = "question",
                                     .created_at = env_.clock.now(),
                                     .created_by = "operator",
                                     .text = "Reply YES to get our offers. STOP to opt out."});
    const auto done = inbox::ask_opt_in(s, *contact,
                                        {.wording = "question",
                                         .consent = below(2) == 0 ? Consent::express : Consent::express_written,
                                         .limit_ms = static_cast<int64_t>(kHourMs + below(2 * kDayMs))},
                                        "operator", env_.clock.now());
    if (!done && done.error().code != ErrorCode::conflict) return std::unexpected(done.error());
    return {};
  });
  if (asked && below(2) == 0) product_->hurry();
}

}  // namespace tidings::sim
