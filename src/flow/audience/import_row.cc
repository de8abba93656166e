#include "flow/audience/import_row.h"

#include <array>
#include <charconv>

#include "base/limits.h"
#include "domain/place.h"
#include "flow/audience/country.h"
#include "sms/phone.h"

namespace tidings::flow {
namespace {

struct CodeWords {
  std::string_view code, words;
};
constexpr std::array<CodeWords, 15> kProblems{{
    {"bad_status", "the status is none of active, inactive, blacklisted"},
    {"bad_score", "the score is not a whole number"},
    {"bad_consent", "the consent is none of the known kinds"},
    {"bad_zone", "the time zone is no IANA name, as America/New_York"},
    {"bad_country", "the country is not known; two letters, as US, always are"},
    {"bad_tags", "a tag is too long, or there are too many"},
    {"bad_case_ref", "the case reference is too long"},
    {"value_too_long", "the value is too long for a contact field"},
    {"bad_consent_at", "the date of the consent is none of the past, as 2026-03-01 or 2026-03-01T10:00Z"},
    {"bad_consent_basis", "the basis of the consent is none of purchase, inquiry, contract, request"},
    {"bad_consent_how", "how the consent came is none of form, keyword, paper, voice, import, api"},
    {"unknown_wording", "the workspace has no wording of this version"},
    {"erased", "this number was erased at its owner's wish; lift its opt-out first, if they have come back"},
    {"lookup_invalid", "the look-up service says that there is no such number"},
    {"lookup_no_texts", "the look-up service says that this line gets no texts, as a landline"},
}};

std::string_view fault_words(std::string_view code) {
  static constexpr std::pair<RowFault, std::string_view> kFaults[] = {
      {RowFault::unterminated_quote, "a quote opened in this row is never closed: the rest of the file is inside it"},
      {RowFault::record_too_large, "the row is longer than 1 MiB"},
      {RowFault::field_too_large, "the value is longer than 64 KiB"},
      {RowFault::bad_quoting, "there is text after a closing quote"},
      {RowFault::too_many_columns, "the row has more columns than the header"},
      {RowFault::too_few_columns, "the row has fewer columns than the header"},
      {RowFault::nul_byte, "there is a zero byte in the row"},
      {RowFault::bad_encoding, "there are bytes in the row that are not text in the file's encoding"},
  };
  for (const auto& [fault, words] : kFaults) {
    if (to_string(fault) == code) return words;
  }
  return {};
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// At most `most` bytes of the text, cut between characters, what is no UTF-8 as question marks.
std::string shown(std::string_view text, size_t most) {
  std::string out(text.substr(0, std::min(text.size(), most)));
  if (out.size() < text.size()) {
    size_t at = out.size();
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    if (at > 0) out.resize(at);
  }
  for (size_t bad = find_invalid_utf8(out); bad != std::string::npos; bad = find_invalid_utf8(out)) out[bad] = '?';
  std::replace(out.begin(), out.end(), '\0', '?');
  return out;
}

// Lower case, blanks and hyphens as underscores: "Express written" is express_written.
std::string code_of(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    if (c == ' ' || c == '-') c = '_';
  }
  return out;
}

std::optional<int> whole_number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (const size_t dot = text.find('.'); dot != std::string_view::npos) {
    if (dot == 0 || text.find_first_not_of('0', dot + 1) != std::string_view::npos)
      return std::nullopt;  // "85.00" is 85
    text = text.substr(0, dot);
  }
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

// Letters, digits and _ + - in two parts or more, a letter first. The gate knows which ones there are.
bool looks_like_zone(std::string_view text) {
  if (text.size() > 64 || text.find('/') == std::string_view::npos) return false;
  char before = '/';
  for (const char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool inner = (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
    if (!letter && (!inner || before == '/')) return false;
    before = c;
  }
  return before != '/';
}

bool split_tags(std::string_view text, std::vector<std::string>& out) {
  constexpr std::string_view kBetween = ",;|";
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(kBetween), text.size());
    const auto tag = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (tag.empty()) continue;
    if (tag.size() > limits::kTagBytes || out.size() >= limits::kContactTags) return false;
    if (std::find(out.begin(), out.end(), tag) == out.end()) out.emplace_back(tag);
  }
  return true;
}

int64_t digits_of(std::string_view e164) {
  int64_t out = 0;
  std::from_chars(e164.data() + 1, e164.data() + e164.size(), out);
  return out;
}

}  // namespace

std::string_view to_string(RowProblem problem) { return kProblems[static_cast<size_t>(problem)].code; }

std::string_view reject_words(std::string_view reason) {
  for (const auto& [code, words] : kProblems) {
    if (code == reason) return words;
  }
  using P = sms::PhoneProblem;
  for (const P p : {P::missing, P::not_a_number, P::unknown_country, P::too_short, P::too_long, P::invalid}) {
    if (sms::to_string(p) == reason) return sms::plain_words(p);
  }
  return fault_words(reason);
}

// The row's values by what they mean.
struct RowJudge::Cells {
  const ColumnMap& map;
  std::span<const std::string_view> fields;

  std::string_view at(size_t column) const {
    return column < fields.size() ? trimmed(fields[column]) : std::string_view();
  }
  std::string_view operator[](ContactColumn column) const {
    const auto& known = map[column];
    return known ? at(known->column) : std::string_view();
  }
};

RowJudge::RowJudge(const ImportPlan& plan, WorkspaceId workspace, ImportId import, std::string_view default_region,
                   JudgeFacts facts)
    : plan_(plan),
      workspace_(workspace),
      import_(import),
      region_(plan.request.region.empty() ? default_region : plan.request.region),
      facts_(std::move(facts)) {
  using C = ContactColumn;
  constexpr C kEvidence[] = {C::consent_at,      C::consent_basis, C::consent_how, C::consent_source,
                             C::consent_wording, C::consent_url,   C::consent_ip};
  has_evidence_ = std::ranges::any_of(kEvidence, [&](C column) { return plan_.map[column].has_value(); });
}

void RowJudge::refuse(const Cells& cells, size_t column, std::string_view reason, ImportRow& out) const {
  out.refusal = {column_name(plan_.header, column), reason, shown(cells.at(column), limits::kRejectValueBytes)};
}

bool RowJudge::misread(const Cells& cells, ContactColumn column, RowProblem problem, ImportRow& out) const {
  const auto& known = *plan_.map[column];
  if (!known.detected) {
    refuse(cells, known.column, to_string(problem), out);
    return false;
  }
  out.misreads.push_back({column, shown(cells.at(known.column), limits::kRejectValueBytes)});
  return true;
}

ImportRow RowJudge::judge(const CsvRow& row) const {
  ImportRow out;
  out.number = row.row;
  out.after = row.after;
  const Cells cells{plan_.map, row.fields};
  if (row.fault != RowFault::none) {
    const size_t column = row.column.value_or(plan_.map[ContactColumn::phone]->column);
    refuse(cells, column, to_string(row.fault), out);
    if (!row.column) out.refusal->column.clear();
    out.swallows_the_rest = row.fault == RowFault::unterminated_quote;
    return out;
  }
  out.contact.workspace = workspace_;
  out.contact.import = import_;
  if (!read_phone(cells, out)) return out;
  if (!read_stated(cells, out)) return out;
  if (has_evidence_ && !read_evidence(cells, out)) return out;
  if (!read_fields(cells, out)) return out;
  read_place(cells, out);
  const auto& request = plan_.request;
  out.contact.status = out.status.value_or(request.status);
  out.contact.score = out.score.value_or(request.score);
  settle_consent(out);
  for (const auto& tag : request.tags) {
    auto& tags = out.contact.tags;
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  }
  return out;
}

bool RowJudge::read_phone(const Cells& cells, ImportRow& out) const {
  std::string_view region = region_;
  std::optional<std::string> country;
  if (const auto text = cells[ContactColumn::country]; !text.empty()) {
    country = country_from(text);
    if (country) region = *country;
    if (!country && !misread(cells, ContactColumn::country, RowProblem::bad_country, out)) return false;
  }
  auto number = sms::read_phone(cells[ContactColumn::phone], region);
  if (!number) {
    refuse(cells, plan_.map[ContactColumn::phone]->column, sms::to_string(number.error()), out);
    return false;
  }
  out.digits = digits_of(number->e164);
  out.contact.phone = std::move(number->e164);
  out.contact.region = std::move(number->region);
  out.contact.sms_capable = number->sms_capable;
  // A country beside a number of the same one says nothing new about where somebody is.
  if (country && *country != out.contact.region) out.contact.place = std::move(*country);
  return true;
}

void RowJudge::read_place(const Cells& cells, ImportRow& out) const {
  const auto text = cells[ContactColumn::state];
  if (text.empty()) return;
  auto& contact = out.contact;
  const std::string& region = !contact.place.empty() ? contact.place : contact.region;
  auto place = normalise_place(region, text);
  if (!place && region != region_) place = normalise_place(region_, text);
  if (place) {
    contact.place = std::move(*place);
  } else {
    // Never refuses: without it the number's own zones still hold.
    out.misreads.push_back({ContactColumn::state, shown(text, limits::kRejectValueBytes)});
  }
}

bool RowJudge::read_stated(const Cells& cells, ImportRow& out) const {
  using C = ContactColumn;
  if (const auto text = cells[C::status]; !text.empty()) {
    out.status = contact_status_from(code_of(text));
    if (!out.status && !misread(cells, C::status, RowProblem::bad_status, out)) return false;
  }
  if (const auto text = cells[C::score]; !text.empty()) {
    out.score = whole_number(text);
    if (!out.score && !misread(cells, C::score, RowProblem::bad_score, out)) return false;
  }
  if (const auto text = cells[C::consent]; !text.empty()) {
    out.consent = consent_from(code_of(text));
    if (!out.consent && !misread(cells, C::consent, RowProblem::bad_consent, out)) return false;
    if (out.consent == Consent::unknown) out.consent.reset();
  }
  if (const auto text = cells[C::zone]; !text.empty()) {
    if (looks_like_zone(text)) {
      out.contact.zone = text;
    } else if (!misread(cells, C::zone, RowProblem::bad_zone, out)) {
      return false;
    }
  }
  if (const auto text = cells[C::tags]; !text.empty() && !split_tags(text, out.contact.tags)) {
    out.contact.tags.clear();
    if (!misread(cells, C::tags, RowProblem::bad_tags, out)) return false;
  }
  if (const auto text = cells[C::case_ref]; text.size() <= limits::kImportNameBytes) {
    out.contact.case_ref = text;
  } else if (!misread(cells, C::case_ref, RowProblem::bad_case_ref, out)) {
    return false;
  }
  return true;
}

bool RowJudge::read_evidence(const Cells& cells, ImportRow& out) const {
  using C = ContactColumn;
  ConsentEvidence said;
  bool any = false;
  // Whether the row may stand; `take` says whether the value is understood.
  const auto read = [&](C column, RowProblem problem, auto take) {
    const auto text = cells[column];
    if (text.empty()) return true;
    if (!take(text)) return misread(cells, column, problem, out);
    any = true;
    return true;
  };
  const auto text_into = [](std::string& into) {
    return [&into](std::string_view text) {
      if (text.size() > limits::kConsentFieldBytes) return false;
      into = text;
      return true;
    };
  };
  const bool good = read(C::consent_at, RowProblem::bad_consent_at,
                         [&](std::string_view text) {
                           said.given_at = consent_date(text, facts_.now);
                           return said.given_at.has_value();
                         }) &&
                    read(C::consent_basis, RowProblem::bad_consent_basis,
                         [&](std::string_view text) {
                           const auto basis = consent_basis_from(code_of(text));
                           said.basis = basis.value_or(ConsentBasis::none);
                           return basis.has_value();
                         }) &&
                    read(C::consent_how, RowProblem::bad_consent_how,
                         [&](std::string_view text) {
                           const auto how = consent_method_from(code_of(text));
                           said.how = how.value_or(ConsentMethod::unknown);
                           return how.has_value();
                         }) &&
                    read(C::consent_wording, RowProblem::unknown_wording,
                         [&](std::string_view text) {
                           const auto known = facts_.wordings.find(text);
                           if (known == facts_.wordings.end()) return false;
                           said.wording = known->second;
                           return true;
                         }) &&
                    read(C::consent_source, RowProblem::value_too_long, text_into(said.source)) &&
                    read(C::consent_url, RowProblem::value_too_long, text_into(said.url)) &&
                    read(C::consent_ip, RowProblem::value_too_long, text_into(said.ip));
  if (any) out.evidence = std::move(said);
  return good;
}

void RowJudge::settle_consent(ImportRow& out) const {
  const auto& request = plan_.request;
  const bool given = out.consent && *out.consent != Consent::revoked;
  if (given && request.consent_source.empty() && !(out.evidence && out.evidence->proves())) {
    out.claimed = out.consent;
    out.consent.reset();
  }
  Contact& contact = out.contact;
  contact.consent = out.consent.value_or(request.consent);
  if (contact.consent == Consent::revoked) contact.consent_given_at = facts_.now;  // until a row says when
  if (!out.evidence || contact.consent == Consent::unknown) return;
  contact.consent_basis = out.evidence->basis;
  if (out.evidence->given_at) contact.consent_given_at = *out.evidence->given_at;
}

bool RowJudge::read_fields(const Cells& cells, ImportRow& out) const {
  const auto keep = [&](std::string_view name, size_t column) {
    const auto value = cells.at(column);
    if (value.size() > limits::kContactFieldBytes) {
      refuse(cells, column, to_string(RowProblem::value_too_long), out);
      return false;
    }
    if (!value.empty()) out.contact.fields.insert_or_assign(std::string(name), std::string(value));
    return true;
  };
  using C = ContactColumn;
  for (const C column : {C::name, C::first_name, C::last_name, C::state, C::zip}) {
    const auto& known = plan_.map[column];
    if (known && !keep(to_string(column), known->column)) return false;
  }
  for (const auto& field : plan_.map.fields) {
    if (!keep(field.name, field.column)) return false;
  }
  return true;
}

}  // namespace tidings::flow
