// The text of a message as it will be sent: a campaign's template with the contact's fields, or the text given; and
// what the gate and the buckets want to know of it. Pure but for a cache of compiled templates; one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "domain/campaign.h"
#include "domain/contact.h"
#include "flow/compliance/facts.h"
#include "sms/template.h"

namespace tidings::compliance {

struct Composed {
  std::string text;  // empty when a field is missing
  BodyFacts facts;
};

class Composer {
 public:
  // introduces: the policy by which this text must say who sends it and how to stop; none = it need not.
  // media: pieces that go along; with them a text may be empty.
  Composed compose(std::string_view plain_text, const Policy* introduces = nullptr, int media = 0);
  Composed compose(const Campaign& campaign, const Contact& contact, const Policy* introduces = nullptr);
  // What a call of it says: spoken, so it names who calls first where it must, and asks for no reply.
  Composed compose_call(const Campaign& campaign, const Contact& contact, const Policy* introduces = nullptr);

 private:
  static constexpr size_t kMostCompiled = 64;
  struct Compiled {
    int version = 0;  // of the campaign's text: an edit makes another
    sms::Template text;
  };
  using Cache = std::unordered_map<CampaignId, Compiled>;
  static std::optional<std::string> render(Cache& cache, const Campaign& campaign, const std::string& body,
                                           const Contact& contact, Composed& problem);
  Cache compiled_, spoken_;
};

// The fields a template may use: the contact's own, and case_ref, place and phone.
std::map<std::string, std::string, std::less<>> template_fields(const Contact& contact);

}  // namespace tidings::compliance
