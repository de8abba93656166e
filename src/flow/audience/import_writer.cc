#include "flow/audience/import_writer.h"

#include <fmt/format.h>

#include <array>

#include "base/limits.h"
#include "store/lookups.h"

namespace tidings::flow {
namespace {

constexpr std::array<std::string_view, 14> kNotes{
    "not_understood",  "cannot_get_texts", "kept_revoked",    "kept_blacklisted",   "already_known",
    "opted_out_again", "too_many_fields",  "column_left_out", "swallowed_the_rest", "no_evidence",
    "older_consent",   "line_not_known",   "not_looked_up",   "found_unreachable"};

std::string plural(int64_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

// Sets a value of a contact that is there; whether that changed anything.
template <class T, class V>
bool put(T& place, const V& value) {
  if (place == value) return false;
  place = value;
  return true;
}

}  // namespace

std::string_view to_string(ImportNote note) { return kNotes[static_cast<size_t>(note)]; }

std::string note_words(const store::imports::Note& note) {
  const auto is = [&](ImportNote one) { return note.code == to_string(one); };
  const std::string people = plural(note.n, "contact", "contacts");
  if (is(ImportNote::not_understood)) {
    return fmt::format(
        "{0}: {1} not understood and left out, for instance '{2}'; name the column with --{0}, or --{0} -", note.column,
        plural(note.n, "value", "values"), note.example);
  }
  if (is(ImportNote::cannot_get_texts))
    return people + " with a number that cannot get texts, as a landline; never texted";
  if (is(ImportNote::kept_revoked)) return people + " had revoked their consent before, and stay so";
  if (is(ImportNote::no_evidence)) {
    return people +
           " with a consent that nothing proves: it counts as unknown; give columns as consent_at or consent_source, "
           "or "
           "--evidence";
  }
  if (is(ImportNote::older_consent)) return people + " have a later consent, which stays; this one is in the history";
  if (is(ImportNote::kept_blacklisted)) return people + " are blacklisted, and stay so";
  if (is(ImportNote::already_known)) return people + " were known already and left as they were";
  if (is(ImportNote::opted_out_again)) return people + " opted out by a row that was otherwise passed over";
  if (is(ImportNote::line_not_known)) {
    return fmt::format("{} looked up, valid, of a kind of line the service does not know: kept",
                       plural(note.n, "number", "numbers"));
  }
  if (is(ImportNote::not_looked_up)) {
    return fmt::format("{} not looked up, for want of an answer: kept", plural(note.n, "number", "numbers"));
  }
  if (is(ImportNote::found_unreachable)) {
    return people + " known before, whose number the look-up says gets no texts: never texted from now on";
  }
  if (is(ImportNote::too_many_fields)) {
    return fmt::format("{}: no room in {}, which keep at most {} fields", note.column, people, limits::kContactFields);
  }
  if (is(ImportNote::column_left_out)) {
    return fmt::format("{}: left out, a contact keeps at most {} fields with a name each", note.column,
                       limits::kContactFields);
  }
  if (is(ImportNote::swallowed_the_rest)) {
    return fmt::format("row {} opens a quote that is never closed: nothing after it was read", note.example);
  }
  return note.code;
}

void add_note(std::vector<store::imports::Note>& notes, ImportNote note, std::string_view column,
              std::string_view example) {
  const auto code = to_string(note);
  for (auto& one : notes) {
    if (one.code == code && one.column == column) {
      ++one.n;
      return;
    }
  }
  notes.push_back({std::string(code), std::string(column), 1, std::string(example)});
}

void ImportWriter::add(const ImportRow& row) {
  if (row.refusal) {
    store::imports::add_reject(
        s_, job_.id,
        {static_cast<int64_t>(row.number), row.refusal->column, std::string(row.refusal->reason), row.refusal->value});
    ++job_.rejected;
    if (row.swallows_the_rest) add_note(job_.notes, ImportNote::swallowed_the_rest, {}, std::to_string(row.number));
    return;
  }
  if (refuse_erased(row) || refuse_looked_up(row)) return;
  for (const auto& one : row.misreads) {
    add_note(job_.notes, ImportNote::not_understood, to_string(one.column), one.value);
  }
  job_.dry_run ? add_to_dry_run(row) : add_once(row);
}

// The reject file names the row, not the number.
bool ImportWriter::refuse_erased(const ImportRow& row) {
  if (!erased_.any() || !erased_.contains(row.contact.phone)) return false;
  refuse_number(row, RowProblem::erased, {});
  return true;
}

void ImportWriter::refuse_number(const ImportRow& row, RowProblem why, std::string value) {
  const auto& column = plan_.map[ContactColumn::phone];
  store::imports::add_reject(
      s_, job_.id,
      {static_cast<int64_t>(row.number), column ? column_name(plan_.header, column->column) : std::string(),
       std::string(to_string(why)), std::move(value)});
  ++job_.rejected;
}

// A contact that is there already stays, and the gate is told.
bool ImportWriter::refuse_looked_up(const ImportRow& row) {
  if (!row.looked_up) return false;
  const bool no_texts = *row.looked_up == LookupWord::gets_no_texts;
  const bool refused = no_texts || *row.looked_up == LookupWord::invalid;
  switch (*row.looked_up) {
    case LookupWord::unknown_line:
      add_note(job_.notes, ImportNote::line_not_known);
      [[fallthrough]];
    case LookupWord::reachable:
    case LookupWord::invalid:
    case LookupWord::gets_no_texts:
      ++job_.looked_up;
      break;
    case LookupWord::missing:
    case LookupWord::away:
      add_note(job_.notes, ImportNote::not_looked_up);
      ++job_.not_looked_up;
      break;
    case LookupWord::coming:  // a dry run asks nobody, but counts; the first row of a number does
      ++job_.not_looked_up;
      break;
  }
  if (!refused) return false;
  refuse_number(row, no_texts ? RowProblem::lookup_no_texts : RowProblem::lookup_invalid, row.contact.phone);
  auto known = store::contacts::by_phone(s_, job_.workspace, row.contact.phone);
  if (!known || !known->sms_capable) return true;
  add_note(job_.notes, ImportNote::found_unreachable);
  if (job_.dry_run) return true;
  known->sms_capable = false;
  store::contacts::update(s_, *known, now_);
  return true;
}

// What the numbering plan says of a number is no news where a look-up has said more.
bool ImportWriter::takes_texts(const ImportRow& row, const Contact& known) {
  const bool said = row.contact.sms_capable;
  if (!said || known.sms_capable || row.looked_up == LookupWord::reachable) return said;
  return !store::lookups::unreachable(s_, row.digits, now_);
}

// The common case, a number nobody knows, is one statement. A contact this import brought itself was met before; of
// others it is written down.
void ImportWriter::add_once(const ImportRow& row) {
  if (const auto made = store::contacts::insert(s_, row.contact, now_)) return add_new(row, *made);
  auto known = store::contacts::by_phone(s_, job_.workspace, row.contact.phone);
  if (!known) {  // somebody else took it away meanwhile: the chunk is tried again
    throw store::StoreFailure{{ErrorCode::unavailable, "a contact changed while it was imported", "contact", {}}};
  }
  const bool first = known->import != job_.id && store::imports::meet(s_, job_.id, row.digits);
  first ? add_known(row, std::move(*known)) : add_repeated(row, std::move(*known));
}

void ImportWriter::add_to_dry_run(const ImportRow& row) {
  const bool first = store::imports::meet(s_, job_.id, row.digits);
  if (first && row.looked_up == LookupWord::coming) ++job_.lookups;
  auto known = store::contacts::by_phone(s_, job_.workspace, row.contact.phone);
  if (known) {
    first ? add_known(row, std::move(*known)) : add_repeated(row, std::move(*known));
  } else if (first) {
    add_new(row, {});
  } else {
    ++job_.duplicates;
  }
}

void ImportWriter::add_new(const ImportRow& row, ContactId made) {
  if (row.claimed) add_note(job_.notes, ImportNote::no_evidence);
  if (!row.contact.sms_capable) add_note(job_.notes, ImportNote::cannot_get_texts);
  ++job_.imported;
  if (job_.dry_run) return;
  join(made);
  if (row.contact.consent != Consent::unknown) remember_consent(made, row.contact, row);
  if (row.claimed) remember_claim(made, row);
}

void ImportWriter::add_known(const ImportRow& row, Contact known) {
  if (!row.contact.sms_capable) add_note(job_.notes, ImportNote::cannot_get_texts);
  if (plan_.request.on_duplicate == OnDuplicate::skip) {
    ++job_.duplicates;
    add_note(job_.notes, ImportNote::already_known);
    join(known.id);
    opt_out(row, std::move(known), Passed::known);
    return;
  }
  ++job_.updated;
  update(row, std::move(known));
}

void ImportWriter::add_repeated(const ImportRow& row, Contact known) {
  ++job_.duplicates;
  const bool opts_out = row.consent == Consent::revoked || row.status == ContactStatus::blacklisted;
  if (opts_out) opt_out(row, std::move(known), Passed::repeated);
}

void ImportWriter::update(const ImportRow& row, Contact known) {
  const ContactId id = known.id;
  const bool changed = merge(row, known);
  const bool consents = merge_consent(row, known);
  if (row.claimed) add_note(job_.notes, ImportNote::no_evidence);
  if (job_.dry_run) return;
  if (changed || consents) store::contacts::update(s_, known, now_);
  if (consents) remember_consent(id, known, row);
  if (row.claimed) remember_claim(id, row);
  for (const auto& tag : row.contact.tags) store::contacts::add_tag(s_, id, tag);
  join(id);
}

bool ImportWriter::merge(const ImportRow& row, Contact& known) {
  const Contact& said = row.contact;
  bool changed = put(known.sms_capable, takes_texts(row, known));
  changed |= put(known.region, said.region);
  if (known.status == ContactStatus::blacklisted) {
    if (row.status && *row.status != known.status) add_note(job_.notes, ImportNote::kept_blacklisted);
  } else if (row.status || said.status == ContactStatus::blacklisted) {
    changed |= put(known.status, said.status);
  }
  if (row.score) changed |= put(known.score, *row.score);
  if (!said.zone.empty() && !known.zone_confirmed) changed |= put(known.zone, said.zone);
  if (!said.place.empty()) changed |= put(known.place, said.place);
  if (!said.case_ref.empty()) changed |= put(known.case_ref, said.case_ref);
  for (const auto& [name, value] : said.fields) {
    const auto have = known.fields.find(name);
    if (have != known.fields.end()) {
      changed |= put(have->second, value);
    } else if (known.fields.size() < limits::kContactFields) {
      known.fields.emplace(name, value);
      changed = true;
    } else {
      add_note(job_.notes, ImportNote::too_many_fields, name);
    }
  }
  return changed;
}

// Whether the row's consent takes the place of what stands.
bool ImportWriter::merge_consent(const ImportRow& row, Contact& known) {
  const Contact& said = row.contact;
  if (known.consent == Consent::revoked) {
    add_note(job_.notes, ImportNote::kept_revoked);
    return false;
  }
  // What the request says of all rows never replaces what is known, but for a refusal.
  if (!row.consent && known.consent != Consent::unknown && said.consent != Consent::revoked) return false;
  if (said.consent == Consent::unknown) return false;
  if (said.consent != Consent::revoked &&
      !store::consents::supersedes(said.consent, said.consent_given_at, known.consent, known.consent_given_at)) {
    add_note(job_.notes, ImportNote::older_consent);
    if (row.evidence && !job_.dry_run) {
      store::consents::append(s_, known.id, event_of(said.consent, row));
    }
    return false;
  }
  const bool same = known.consent == said.consent && known.consent_given_at == said.consent_given_at &&
                    known.consent_basis == said.consent_basis;
  if (same && !row.evidence) return false;
  known.consent = said.consent;
  known.consent_basis = said.consent_basis;
  known.consent_given_at = said.consent_given_at;
  known.consent_expires_at = {};
  return true;
}

void ImportWriter::opt_out(const ImportRow& row, Contact known, Passed why) {
  // What the request says of all rows was said of a repeated number by its first row.
  const bool all_words = why == Passed::known;
  const bool revokes = (all_words ? row.contact.consent : row.consent) == Consent::revoked;
  const bool blacklists = (all_words ? row.contact.status : row.status) == ContactStatus::blacklisted;
  const bool revoked = revokes && put(known.consent, Consent::revoked);
  if (revoked) {
    known.consent_given_at = row.contact.consent == Consent::revoked ? row.contact.consent_given_at : now_;
    known.consent_basis = ConsentBasis::none;
    known.consent_expires_at = {};
  }
  const bool blacklisted = blacklists && put(known.status, ContactStatus::blacklisted);
  if (!revoked && !blacklisted) return;
  add_note(job_.notes, ImportNote::opted_out_again);
  if (job_.dry_run) return;
  store::contacts::update(s_, known, now_);
  if (revoked) remember_consent(known.id, known, row);
}

void ImportWriter::join(ContactId contact) {
  if (job_.list && !job_.dry_run) store::contacts::add_to_list(s_, job_.list, contact);
}

store::consents::Event ImportWriter::event_of(Consent consent, const ImportRow& row) {
  if (evidence_.empty()) {
    const auto& request = plan_.request;
    json::object evidence{{"file", job_.name}};
    if (!request.consent_source.empty()) evidence["source"] = request.consent_source;
    if (!request.consent_text.empty()) evidence["text"] = request.consent_text;
    evidence_ = json::serialize(evidence).substr(1);
  }
  store::consents::Event out{
      .consent = consent,
      .source = "import",
      .evidence = fmt::format(R"({{"import":{},"row":{},{})", job_.id.value, row.number, evidence_),
      .at = now_,
      .given_at = row.contact.consent_given_at,
      .method = ConsentMethod::import};
  if (!row.evidence) return out;
  const ConsentEvidence& said = *row.evidence;
  if (!said.source.empty()) out.source = said.source;
  if (said.how != ConsentMethod::unknown) out.method = said.how;
  out.basis = said.basis;
  out.wording = said.wording;
  out.url = said.url;
  out.ip = said.ip;
  return out;
}

// `as`: what now stands.
void ImportWriter::remember_consent(ContactId contact, const Contact& as, const ImportRow& row) {
  auto event = event_of(as.consent, row);
  event.given_at = as.consent_given_at;
  store::consents::append(s_, contact, event);
}

void ImportWriter::remember_claim(ContactId contact, const ImportRow& row) {
  auto event = event_of(Consent::unknown, row);
  event.evidence.insert(1, fmt::format(R"("claimed":"{}",)", to_string(*row.claimed)));
  event.given_at = Instant{};
  store::consents::append(s_, contact, event);
}

}  // namespace tidings::flow
