#include "flow/compliance/compose.h"
#include "flow/compliance/introduction.h"

#include <algorithm>

#include "sms/links.h"
#include "sms/segments.h"
#include "sms/utf8.h"

namespace tidings::compliance {
namespace {

// Seven digits and more, as people write numbers: 0800 123 4567, +1 (202) 555-0123.
bool names_a_number(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (++digits >= 7) return true;
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')' && c != '/') {
      digits = 0;
    }
  }
  return false;
}

BodyFacts facts_of(std::string_view text) {
  BodyFacts out;
  out.empty = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  out.characters = static_cast<int>(sms::count_characters(text));
  out.segments = sms::count_segments(text).segments;
  for (const auto& link : sms::find_links(text)) {
    out.other_way = true;
    if (out.bad_link.empty() && (sms::is_shared_shortener(link.host) || sms::is_raw_address(link.host)))
      out.bad_link = link.host;
  }
  out.other_way = out.other_way || names_a_number(text);
  return out;
}

}  // namespace

std::map<std::string, std::string, std::less<>> template_fields(const Contact& contact) {
  std::map<std::string, std::string, std::less<>> out(contact.fields.begin(), contact.fields.end());
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.try_emplace(name, value);
  };
  add("case_ref", contact.case_ref);
  add("place", contact.place);
  add("phone", contact.phone);
  return out;
}

Composed Composer::compose(std::string_view plain_text, const Policy* introduces, int media) {
  std::string text(plain_text);
  // A text of nothing is blocked as such, rather than sent as a footer.
  const bool nothing = media == 0 && plain_text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  if (introduces != nullptr && !nothing) text = introduce(text, *introduces);
  auto facts = facts_of(text);
  facts.media = media;
  if (media > 0) facts.segments = 1;
  return {std::move(text), std::move(facts)};
}

std::optional<std::string> Composer::render(Cache& cache, const Campaign& campaign, const std::string& body,
                                            const Contact& contact, Composed& problem) {
  auto it = cache.find(campaign.id);
  if (it == cache.end() || it->second.version != campaign.template_version) {
    auto compiled = sms::Template::compile(body);
    if (!compiled) {
      // refused at creation; a row changed behind our back must still not send half a text
      problem.facts.missing_field = "template " + compiled.error().where;
      return std::nullopt;
    }
    if (cache.size() >= kMostCompiled) cache.clear();
    it = cache.insert_or_assign(campaign.id, Compiled{campaign.template_version, std::move(*compiled)}).first;
  }
  auto text = it->second.text.render(template_fields(contact));
  if (!text) {
    problem.facts.missing_field = text.error().where;
    return std::nullopt;
  }
  return std::move(*text);
}

Composed Composer::compose(const Campaign& campaign, const Contact& contact, const Policy* introduces) {
  Composed out;
  const auto text = render(compiled_, campaign, campaign.body, contact, out);
  return text ? compose(*text, introduces, static_cast<int>(campaign.media.size())) : out;
}

Composed Composer::compose_call(const Campaign& campaign, const Contact& contact, const Policy* introduces) {
  Composed out;
  auto text = render(spoken_, campaign, campaign.spoken.text, contact, out);
  if (!text) return out;
  out.facts.empty = text->find_first_not_of(" \t\r\n") == std::string::npos;
  if (introduces != nullptr && !out.facts.empty) *text = introduce_call(*text, *introduces);
  out.facts.characters = static_cast<int>(sms::count_characters(*text));
  out.text = std::move(*text);
  return out;
}

}  // namespace tidings::compliance
