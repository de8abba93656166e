// How long a consent lasts and which kinds a place takes for marketing: rows of rule packs, asked by the gate through
// LawBook. Strictest of all places where somebody may be. Plain values; any thread. Source: reference/compliance §3.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "domain/contact.h"

namespace tidings::law {

enum class Mark { verified, second_hand, unverified };  // V, V2, U
std::string_view to_string(Mark mark);

// A time of so many calendar months, or days, from when a consent was given. Months end on the same day of the month,
// or on its last.
struct Term {
  int months = 0;
  int days = 0;
  bool operator==(const Term&) const = default;
};
std::optional<Term> term_from(std::string_view text);  // "18 months", "2 years", "90 days"; 0 < it <= 100 years
std::string to_string(const Term& term);
Instant after(Instant from, const Term& term);  // UTC; it has ended at this instant

// One row. Either `accepts`: the only kinds that let marketing pass in the place; or `kind` and `term`.
struct ConsentRow {
  std::string id;     // "ca-inquiry"; unique over all rules and packs in force
  std::string place;  // "CA", "US-LA"; "US-*": nobody knows which part
  std::vector<Consent> accepts;
  bool question_needs_consent = false;  // with accepts: asking for consent by text needs one that the place accepts
  Consent kind = Consent::unknown;
  ConsentBasis basis = ConsentBasis::none;  // none: whatever it rests on
  Term term;
  Mark mark = Mark::unverified;
  bool on = false;
  std::string source;
  std::string pack;  // "standard 2026-11-20"
  bool operator==(const ConsentRow&) const = default;
};

class ConsentTerms {
 public:
  ConsentTerms() = default;
  explicit ConsentTerms(std::vector<ConsentRow> rows);

  const std::vector<ConsentRow>& rows() const { return rows_; }  // by place; those that are off too

  struct Asked {
    std::span<const std::string> places;  // sorted
    Consent kind = Consent::unknown;
    ConsentBasis basis = ConsentBasis::none;  // none: nobody knows, and then every row of the kind binds
    Instant given_at;                         // 0 = nobody knows
  };
  // Pointers live as long as this.
  struct Answer {
    const ConsentRow* refuses = nullptr;  // a place that does not take this kind for marketing
    const ConsentRow* ends_by = nullptr;  // the term that ends first; none = it has no end
    Instant ends_at;                      // 0 while given_at is unknown: then a term counts as over
    bool question_needs_consent = false;
  };
  Answer ask(const Asked& asked) const;
  // What a row says, for traces: "wants=express_written by=us-consent", "term=2 years of=ca-implied-purchase".
  const std::shared_ptr<const std::string>& told(const ConsentRow& row) const;  // a row of rows()

 private:
  std::vector<ConsentRow> rows_;
  std::vector<std::shared_ptr<const std::string>> told_;              // of each row
  std::map<std::string, std::vector<size_t>, std::less<>> by_place_;  // those that are on
};

}  // namespace tidings::law
