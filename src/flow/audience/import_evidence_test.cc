// Contact files with what proves a consent.
#include "flow/audience/import_evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flow/audience/import_test_world.h"

namespace tidings::flow {
namespace {

using store::imports::Reject;
using test::expect_counts;
using test::ImportWorld;
using test::us_phone;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instant at(std::string_view text) { return parse_utc(text).value(); }

TEST(ConsentDate, TakesOneReadingOnly) {
  const Instant now = at("2026-11-20T10:00:00Z");
  EXPECT_EQ(consent_date("2026-03-01", now), at("2026-03-01T00:00:00Z"));
  EXPECT_EQ(consent_date("2026-03-01 10:20", now), at("2026-03-01T10:20:00Z"));
  EXPECT_EQ(consent_date("2026-03-01T10:20:30", now), at("2026-03-01T10:20:30Z"));
  EXPECT_EQ(consent_date("2026-03-01 10:20:30+02:00", now), at("2026-03-01T08:20:30Z"));
  EXPECT_EQ(consent_date("2026-11-20T10:00:00Z", now), now);
  EXPECT_EQ(consent_date("2026-11-21", now), now) << "it has begun in Kiritimati";
  for (const char* bad : {"", "2026", "03/01/2026", "01.03.2026", "2026-13-01", "2026-02-30", "2026-11-20T10:00:01Z",
                          "2026-11-22", "1969-01-01", "yesterday", "2026-03-01 10:20 AM", "2026-03-01x", "46082"}) {
    EXPECT_EQ(consent_date(bad, now), std::nullopt) << bad;
  }
}

class ImportedEvidence : public testing::Test {
 protected:
  std::string row(int n, std::string_view rest) { return us_phone(n) + "," + std::string(rest) + "\n"; }
  WordingId wording(std::string version) {
    WordingId out;
    world_.write([&](store::Session& s) {
      out = *store::consents::add_wording(s, {.workspace = world_.workspace, .version = version, .text = "I agree"});
    });
    return out;
  }
  ImportWorld world_;
};

TEST_F(ImportedEvidence, IsKeptWithTheConsentItProves) {
  const auto version = wording("spring");
  const auto job = world_.import(
      "phone,consent,consent_at,consent_basis,Consent How,consent_source,consent_wording,consent_url,consent_ip\n" +
      row(1, "express_written,2026-03-01T10:00Z,,form,web team,spring,https://example.com/join,192.0.2.7") +
      row(2, "implied,2026-01-31,purchase,paper,,,,") + row(3, ",2026-01-31,,,,,,"));
  expect_counts(job, 3, 0, 0, 0);
  EXPECT_EQ(world_.notes(job.id), "");
  const auto one = *world_.contact(us_phone(1));
  EXPECT_EQ(one.consent, Consent::express_written);
  EXPECT_EQ(one.consent_given_at, at("2026-03-01T10:00:00Z"));
  const auto history = world_.consents(us_phone(1));
  ASSERT_THAT(history, SizeIs(1));
  EXPECT_EQ(history[0].given_at, at("2026-03-01T10:00:00Z"));
  EXPECT_EQ(history[0].at, world_.clock.now());
  EXPECT_EQ(history[0].method, ConsentMethod::form);
  EXPECT_EQ(history[0].source, "web team");
  EXPECT_EQ(history[0].wording, version);
  EXPECT_EQ(history[0].url, "https://example.com/join");
  EXPECT_EQ(history[0].ip, "192.0.2.7");
  const auto two = *world_.contact(us_phone(2));
  EXPECT_EQ(two.consent_basis, ConsentBasis::purchase);
  EXPECT_EQ(two.consent_given_at, at("2026-01-31T00:00:00Z"));
  EXPECT_EQ(world_.contact(us_phone(3))->consent, Consent::unknown);
  EXPECT_THAT(world_.consents(us_phone(3)), IsEmpty());
}

TEST_F(ImportedEvidence, AKindThatNothingProvesIsUnknownAndToldOnce) {
  const auto job = world_.import("phone,consent,consent_ip\n" + row(1, "express_written,192.0.2.7"));
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::unknown) << "an address proves nothing by itself";
  EXPECT_EQ(world_.notes(job.id), "no_evidence:=1 ");
  const auto history = world_.consents(us_phone(1));
  ASSERT_THAT(history, SizeIs(1));
  EXPECT_EQ(history[0].consent, Consent::unknown);
  EXPECT_THAT(history[0].evidence, testing::StartsWith(R"({"claimed":"express_written","import":)"));
  EXPECT_FALSE(import_json(job).at("warnings").at(0).at("words").as_string().empty());
}

TEST_F(ImportedEvidence, AColumnThatWasAskedForRefusesWhatItDoesNotUnderstand) {
  wording("spring");
  using C = ContactColumn;
  const auto job =
      world_.import("phone,consent,WHEN,WHY,HOW,TEXT\n" + row(1, "express,01/02/2026,,,") +
                        row(2, "express,2999-01-01,,,") + row(3, "express,,gift,,") + row(4, "express,,,pigeon,") +
                        row(5, "express,,,,autumn") + row(6, "express,2026-01-01,inquiry,voice,spring"),
                    {.columns = {.columns = {{C::consent_at, "WHEN"},
                                             {C::consent_basis, "WHY"},
                                             {C::consent_how, "HOW"},
                                             {C::consent_wording, "TEXT"}}}});
  expect_counts(job, 1, 0, 0, 5);
  EXPECT_THAT(
      world_.rejects(job.id),
      ElementsAre(Reject{2, "WHEN", "bad_consent_at", "01/02/2026"}, Reject{3, "WHEN", "bad_consent_at", "2999-01-01"},
                  Reject{4, "WHY", "bad_consent_basis", "gift"}, Reject{5, "HOW", "bad_consent_how", "pigeon"},
                  Reject{6, "TEXT", "unknown_wording", "autumn"}));
  for (const auto& reject : world_.rejects(job.id)) EXPECT_FALSE(reject_json(reject).at("words").as_string().empty());
}

TEST_F(ImportedEvidence, AColumnFoundByItsNameCostsNobodyTheirRowButProvesNothing) {
  const auto job = world_.import("phone,consent,consent_at\n" + row(1, "express,01/02/2026"));
  expect_counts(job, 1, 0, 0, 0);
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::unknown);
  EXPECT_EQ(world_.notes(job.id), "not_understood:consent_at=1 no_evidence:=1 ");
}

TEST_F(ImportedEvidence, WhatWasGivenLaterStays) {
  world_.import("phone,consent,consent_at\n" + row(1, "express,2026-03-01"));
  const auto older = world_.import("phone,consent,consent_at\n" + row(1, "implied,2026-02-01"));
  EXPECT_EQ(world_.notes(older.id), "older_consent:=1 ");
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::express);
  EXPECT_THAT(world_.consents(us_phone(1)), SizeIs(2)) << "in the history it is";
  world_.import("phone,consent,consent_at\n" + row(1, "express_written,2026-04-01"));
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::express_written);
  EXPECT_EQ(world_.contact(us_phone(1))->consent_given_at, at("2026-04-01T00:00:00Z"));
  world_.import("phone,consent\n" + row(1, "implied"), {.consent_source = "a list"});
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::express_written) << "a date nobody knows is not later";
}

TEST_F(ImportedEvidence, ARefusalStaysWhateverAFileProves) {
  world_.know({.phone = us_phone(1), .consent = Consent::revoked, .consent_given_at = at("2026-01-01T00:00:00Z")});
  const auto job =
      world_.import("phone,consent,consent_at,consent_source\n" + row(1, "express_written,2026-03-01,form"));
  EXPECT_EQ(world_.contact(us_phone(1))->consent, Consent::revoked);
  EXPECT_EQ(world_.notes(job.id), "kept_revoked:=1 ");
}

TEST_F(ImportedEvidence, ARefusalWithoutADateIsOfToday) {
  world_.import("phone,consent,consent_at\n" + row(1, "express,2026-03-01") + row(2, "revoked,"));
  world_.import("phone,consent\n" + row(1, "revoked"));
  for (const int n : {1, 2}) {
    EXPECT_EQ(world_.contact(us_phone(n))->consent, Consent::revoked);
    EXPECT_EQ(world_.contact(us_phone(n))->consent_given_at, world_.clock.now());
    EXPECT_EQ(world_.consents(us_phone(n)).back().given_at, world_.clock.now());
  }
}

}  // namespace
}  // namespace tidings::flow
