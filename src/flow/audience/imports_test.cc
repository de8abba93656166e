// What an import makes of a file: counts, merging, consent, refusals, the job as people see it.
#include "flow/audience/imports.h"

#include <gmock/gmock.h>

#include "flow/audience/import_test_world.h"

namespace tidings::flow::test {
namespace {

using store::imports::State;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

TEST(Imports, APlainFileBecomesContactsOfAList) {
  ImportWorld world;
  const auto job = world.import(
      "Phone,First Name,State,Zip,Score,Tags,Case Ref,Zone\r\n"
      "(202) 456-1111,Ann,ca,94105,90,\"vip; new\",C-1,America/Los_Angeles\r\n"
      "+61 491 570 156,Bö,NSW,,,,,\r\n",
      {.name = "spring.csv", .list_name = "spring", .tags = {"imported"}});
  EXPECT_EQ(job.state, State::done);
  expect_counts(job, 2, 0, 0, 0);
  EXPECT_EQ(world.members("spring"), 2);
  const auto ann = world.contact("+12024561111").value();
  EXPECT_THAT(ann.fields, UnorderedElementsAre(Pair("first_name", "Ann"), Pair("state", "ca"), Pair("zip", "94105")));
  EXPECT_EQ(ann.place, "US-CA");
  EXPECT_EQ(ann.zone, "America/Los_Angeles");
  EXPECT_FALSE(ann.zone_confirmed) << "a file is not the person's own word";
  EXPECT_EQ(ann.score, 90);
  EXPECT_EQ(ann.case_ref, "C-1");
  EXPECT_THAT(ann.tags, UnorderedElementsAre("vip", "new", "imported"));
  EXPECT_EQ(ann.consent, Consent::unknown);
  const auto bo = world.contact("+61491570156").value();
  EXPECT_EQ(bo.fields.at("first_name"), "Bö");
  EXPECT_EQ(bo.region, "AU");
  EXPECT_EQ(bo.place, "AU-NSW");
}

TEST(Imports, DuplicatesKnownNumbersAndRefusalsAddUp) {
  ImportWorld world;
  world.know({.phone = us_phone(1), .score = 5, .fields = {{"name", "Old"}, {"city", "Rome"}}, .tags = {"kept"}});
  const auto job = world.import("phone,name,score\n" + us_phone(1) + ",New,7\n" + us_phone(2) + ",First,\n" +
                                "NOT AVAILABLE,None,\n" + us_phone(2) + ",Second,9\n\n" + ",Nobody,\n" +
                                "12345,Short,\n" + us_phone(1) + ",Again,8\n" + us_phone(3) + ",a,b,c\n");
  expect_counts(job, 1, 1, 2, 4);
  EXPECT_EQ(job.rows(), 8);
  EXPECT_EQ(world.contact(us_phone(2))->fields.at("name"), "First") << "the first row wins";
  const auto known = world.contact(us_phone(1)).value();
  EXPECT_THAT(known.fields, UnorderedElementsAre(Pair("name", "New"), Pair("city", "Rome")));
  EXPECT_EQ(known.score, 7);
  EXPECT_THAT(known.tags, ElementsAre("kept"));

  using store::imports::Reject;
  EXPECT_THAT(world.rejects(job.id),
              ElementsAre(Reject{4, "phone", "not_a_number", "NOT AVAILABLE"}, Reject{7, "phone", "missing", ""},
                          Reject{8, "phone", "too_short", "12345"}, Reject{10, "", "too_many_columns", us_phone(3)}));
  const auto page = world.imports->rejects_csv(job.id, 0).value();
  EXPECT_FALSE(page.next);
  EXPECT_THAT(page.csv, HasSubstr("row,column,reason,words,value\r\n"
                                  "4,phone,not_a_number,this is not a phone number,NOT AVAILABLE\r\n"
                                  "7,phone,missing,there is no phone number,\r\n"));
}

TEST(Imports, ARejectFileIsReadPageByPageAndRunsNoFormulas) {
  ImportWorld world({.chunk = 500, .cleanup = 500});
  std::string text = "phone\n\"=HYPERLINK(\"\"x\"\",1)\"\n";
  for (int i = 1; i < 1005; ++i) text += "none\n";
  const auto job = world.import(text);
  EXPECT_EQ(job.rejected, 1005);
  const auto first = world.imports->rejects_csv(job.id, 0).value();
  ASSERT_TRUE(first.next);
  EXPECT_EQ(*first.next, 1001);
  EXPECT_THAT(first.csv, HasSubstr(",\"'=HYPERLINK(\"\"x\"\",1)\"\r\n"));
  const auto second = world.imports->rejects_csv(job.id, *first.next).value();
  EXPECT_FALSE(second.next);
  EXPECT_EQ(std::count(second.csv.begin(), second.csv.end(), '\n'), 5) << "no second header";
  EXPECT_FALSE(world.imports->rejects_csv(ImportId{99}, 0));
}

TEST(Imports, SkipLeavesAContactAsItIsButLetsItJoin) {
  ImportWorld world;
  world.know({.phone = us_phone(1), .score = 5});
  const auto job = world.import("phone,score,tags\n" + us_phone(1) + ",9,x\n" + us_phone(2) + ",9,x\n",
                                {.list_name = "l", .on_duplicate = OnDuplicate::skip});
  expect_counts(job, 1, 0, 1, 0);
  EXPECT_EQ(world.contact(us_phone(1))->score, 5);
  EXPECT_THAT(world.contact(us_phone(1))->tags, IsEmpty());
  EXPECT_EQ(world.members("l"), 2);
  EXPECT_EQ(world.notes(job.id), "already_known:=1 ");
}

TEST(Imports, ConsentComesWithItsEvidence) {
  ImportWorld world;
  world.know({.phone = us_phone(3), .consent = Consent::express_written});
  const auto job = world.import(
      "phone,consent\n" + us_phone(1) + ",\n" + us_phone(2) + ",Express Written\n" + us_phone(3) + ",\n",
      {.name = "form.csv", .consent = Consent::implied, .consent_source = "sign-up form", .consent_text = "I agree"});
  expect_counts(job, 2, 1, 0, 0);
  EXPECT_EQ(world.contact(us_phone(1))->consent, Consent::implied);
  EXPECT_EQ(world.contact(us_phone(2))->consent, Consent::express_written);
  EXPECT_EQ(world.contact(us_phone(3))->consent, Consent::express_written) << "a default never replaces what is known";
  const auto history = world.consents(us_phone(2));
  ASSERT_THAT(history, SizeIs(1));
  EXPECT_EQ(history[0].consent, Consent::express_written);
  EXPECT_EQ(history[0].source, "import");
  EXPECT_EQ(history[0].evidence, R"({"import":)" + std::to_string(job.id.value) +
                                     R"(,"row":3,"file":"form.csv","source":"sign-up form","text":"I agree"})");
  EXPECT_THAT(world.consents(us_phone(3)), IsEmpty());
}

TEST(Imports, WhatAPersonSaidStaysAboveTheFile) {
  ImportWorld world;
  world.know({.phone = us_phone(1), .consent = Consent::revoked});
  world.know({.phone = us_phone(2), .status = ContactStatus::blacklisted});
  world.know({.phone = us_phone(3), .zone = "Europe/Paris", .zone_confirmed = true});
  const auto job = world.import("phone,consent,status,zone\n" + us_phone(1) + ",express,active,\n" + us_phone(2) +
                                    ",express,active,\n" + us_phone(3) + ",,,Europe/Berlin\n",
                                {.consent_source = "form"});
  expect_counts(job, 0, 3, 0, 0);
  EXPECT_EQ(world.contact(us_phone(1))->consent, Consent::revoked);
  EXPECT_THAT(world.consents(us_phone(1)), IsEmpty());
  EXPECT_EQ(world.contact(us_phone(2))->status, ContactStatus::blacklisted);
  EXPECT_EQ(world.contact(us_phone(3))->zone, "Europe/Paris");
  EXPECT_EQ(world.notes(job.id), "kept_revoked:=1 kept_blacklisted:=1 ");
}

TEST(Imports, AnOptOutCountsInEveryRow) {
  ImportWorld world;
  world.know({.phone = us_phone(1), .consent = Consent::express});
  const std::string text = "phone,consent,status\n" + us_phone(1) + ",revoked,\n" + us_phone(2) + ",express,active\n" +
                           us_phone(2) + ",revoked,\n" + us_phone(3) + ",,active\n" + us_phone(3) + ",,blacklisted\n";
  const auto job = world.import(text, {.on_duplicate = OnDuplicate::skip});
  expect_counts(job, 2, 0, 3, 0);
  EXPECT_EQ(world.contact(us_phone(1))->consent, Consent::revoked) << "although known contacts were to be left";
  EXPECT_EQ(world.contact(us_phone(2))->consent, Consent::revoked) << "although the first row wins otherwise";
  EXPECT_THAT(world.consents(us_phone(2)), SizeIs(2));
  EXPECT_EQ(world.contact(us_phone(3))->status, ContactStatus::blacklisted);
}

TEST(Imports, AListOfOptOutsReachesKnownContacts) {
  ImportWorld world;
  world.know({.phone = us_phone(1), .consent = Consent::express});
  world.import("phone\n" + us_phone(1) + "\n",
               {.consent = Consent::revoked, .consent_source = "letter", .status = ContactStatus::blacklisted});
  EXPECT_EQ(world.contact(us_phone(1))->consent, Consent::revoked);
  EXPECT_EQ(world.contact(us_phone(1))->status, ContactStatus::blacklisted);
}

TEST(Imports, ADetectedColumnCostsNobodyTheirRow) {
  ImportWorld world;
  const std::string text = "TELEPHONE,STATUS,COUNTY,COUNTRY,ZONE,SCORE\n" + us_phone(1) +
                           ",OPEN,KINGS,USA,North,n/a\n" + us_phone(2) + ",CLOSED,KINGS,Atlantis,North,80.0\n" +
                           us_phone(3) + ",Inactive,KINGS,USA,America/New_York,7\n";
  const auto job = world.import(text);
  expect_counts(job, 3, 0, 0, 0);
  EXPECT_EQ(world.contact(us_phone(1))->status, ContactStatus::active);
  EXPECT_EQ(world.contact(us_phone(2))->score, 80);
  EXPECT_EQ(world.contact(us_phone(3))->status, ContactStatus::inactive);
  EXPECT_EQ(world.contact(us_phone(3))->place, "") << "USA beside a number of the US says nothing new";
  EXPECT_EQ(world.notes(job.id),
            "not_understood:status=2 not_understood:score=1 not_understood:zone=2 not_understood:country=1 ");
  EXPECT_EQ(import_json(job).at("warnings").at(0).at("words").as_string(),
            "status: 2 values not understood and left out, for instance 'OPEN'; name the column with --status, or "
            "--status -");
}

TEST(Imports, AColumnThatWasAskedForRefusesWhatItDoesNotUnderstand) {
  ImportWorld world;
  const std::string text = "phone,STATUS,ZONE,SCORE,C,COUNTRY\n" + us_phone(1) + ",OPEN,,,,\n" + us_phone(2) +
                           ",,EST,,,\n" + us_phone(3) + ",,,high,,\n" + us_phone(4) + ",,,,maybe,\n" + us_phone(5) +
                           ",,,,,Atlantis\n" + us_phone(6) + ",ACTIVE,Etc/GMT+5,3,express,us\n";
  const auto job = world.import(text, {.columns = {.columns = {{ContactColumn::status, "STATUS"},
                                                               {ContactColumn::zone, "ZONE"},
                                                               {ContactColumn::score, "SCORE"},
                                                               {ContactColumn::consent, "C"},
                                                               {ContactColumn::country, "COUNTRY"}}}});
  expect_counts(job, 1, 0, 0, 5);
  using store::imports::Reject;
  EXPECT_THAT(world.rejects(job.id),
              ElementsAre(Reject{2, "STATUS", "bad_status", "OPEN"}, Reject{3, "ZONE", "bad_zone", "EST"},
                          Reject{4, "SCORE", "bad_score", "high"}, Reject{5, "C", "bad_consent", "maybe"},
                          Reject{6, "COUNTRY", "bad_country", "Atlantis"}));
  for (const auto& reject : world.rejects(job.id)) EXPECT_FALSE(reject_json(reject).at("words").as_string().empty());
}

TEST(Imports, LandlinesAreStoredAndTold) {
  ImportWorld world;
  const auto job = world.import("phone\n02 9374 4000\n0491 570 156\n", {.region = "AU"});
  expect_counts(job, 2, 0, 0, 0);
  EXPECT_FALSE(world.contact("+61293744000")->sms_capable);
  EXPECT_TRUE(world.contact("+61491570156")->sms_capable);
  EXPECT_EQ(world.notes(job.id), "cannot_get_texts:=1 ");
}

TEST(Imports, ADryRunSaysTheSameAndStoresNobody) {
  const std::string text = "phone,status\n" + us_phone(1) + ",odd\n" + us_phone(2) + ",\n" + us_phone(2) + ",\nx,\n";
  ImportJob dry, wet;
  for (const bool dry_run : {true, false}) {
    ImportWorld world;
    world.know({.phone = us_phone(1), .score = 1});
    auto& job = dry_run ? dry : wet;
    job = world.import(text, {.list_name = "l", .score = 9, .tags = {"t"}, .dry_run = dry_run});
    EXPECT_EQ(world.contacts(), dry_run ? 1 : 2);
    EXPECT_EQ(world.members("l"), dry_run ? -1 : 2);
    EXPECT_THAT(world.contact(us_phone(1))->tags, SizeIs(dry_run ? 0 : 1));
    EXPECT_THAT(world.rejects(job.id), SizeIs(1));
  }
  expect_counts(dry, 1, 1, 1, 1);
  expect_counts(wet, 1, 1, 1, 1);
  EXPECT_EQ(dry.notes, wet.notes);
}

TEST(Imports, ColumnsAreJudgedAtOnceAndNamed) {
  ImportWorld world;
  world.spool("TEL,NAME\n1,2\n");
  const auto wrong = world.create({.columns = {.columns = {{ContactColumn::phone, "MOBILE"}}}});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::invalid_argument);
  EXPECT_THAT(wrong.error().describe(), HasSubstr("its columns are: TEL, NAME"));
  const auto fields = world.create({.columns = {.fields = {{"city", "CITY"}}}});
  EXPECT_THAT(fields.error().describe(), HasSubstr("--field city"));
  EXPECT_THAT(world.imports->list(world.workspace, {}, 10).value(), IsEmpty());
}

TEST(Imports, WhatIsNoContactFileIsRefused) {
  ImportWorld world;
  for (const auto& [bytes, words] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "the file is empty"},
           {"PK\x03\x04zip", "a workbook"},
           {"+1 202 456 1111,Ann\n", "looks like data"},
           {"city,street\nRome,x\n", "no column looks like the phone number"}}) {
    world.spool(bytes);
    const auto made = world.create();
    ASSERT_FALSE(made) << words;
    EXPECT_THAT(made.error().describe(), HasSubstr(words));
  }
  EXPECT_EQ(world.create({.path = "nothing.csv"}).error().code, ErrorCode::not_found);
  for (const char* path : {"../people.csv", "/etc/passwd", "a/people.csv", "..", "/"}) {
    EXPECT_EQ(world.create({.path = path}).error().code, ErrorCode::invalid_argument) << path;
  }
  world.spool("phone\n");
  EXPECT_EQ(world.imports->create(WorkspaceId{99}, {.path = "people.csv"}).error().code, ErrorCode::not_found);
  EXPECT_TRUE(world.create({.path = world.file_path()})) << "the whole path of a file in the folder is fine";
  EXPECT_EQ(world.create().error().code, ErrorCode::conflict) << "one file, one import";
}

TEST(Imports, AFileWithoutRowsIsDone) {
  ImportWorld world;
  const auto job = world.import("phone,name\n");
  EXPECT_EQ(job.state, State::done);
  EXPECT_EQ(job.rows(), 0);
}

TEST(Imports, AQuoteThatNeverClosesIsToldLoudly) {
  ImportWorld world;
  const auto job = world.import("phone,name\n" + us_phone(1) + ",a\n" + us_phone(2) + ",\"b\n" + us_phone(3) + ",c\n");
  expect_counts(job, 1, 0, 0, 1);
  EXPECT_EQ(world.notes(job.id), "swallowed_the_rest:=1 ");
  EXPECT_EQ(import_json(job).at("warnings").at(0).at("words").as_string(),
            "row 3 opens a quote that is never closed: nothing after it was read");
}

TEST(Imports, CancellingKeepsWhatIsThereAndFreesTheFile) {
  ImportWorld world;
  std::string text = "phone\n";
  for (int i = 0; i < 40; ++i) text += us_phone(i) + "\n";
  world.spool(text);
  const auto id = world.create()->id;
  ASSERT_EQ(world.stage->tick().value(), 10u);
  ASSERT_TRUE(world.imports->cancel(id));
  world.finish();
  EXPECT_EQ(world.job(id).state, State::cancelled);
  EXPECT_EQ(world.contacts(), 10);
  EXPECT_FALSE(std::filesystem::exists(world.file_path()));
  EXPECT_EQ(world.imports->cancel(id).error().code, ErrorCode::conflict);
  EXPECT_EQ(world.imports->cancel(ImportId{99}).error().code, ErrorCode::not_found);
}

TEST(Imports, TheJobAsTheApiShowsIt) {
  ImportWorld world;
  const std::string text = "phone\n" + us_phone(1) + "\n\n";
  const auto job = world.import(text, {.name = "a.csv", .list_name = "l"});
  EXPECT_EQ(
      json::serialize(import_json(job)),
      R"({"id":1,"workspace":1,"name":"a.csv","list":"l","dry_run":false,"state":"done","bytes":20,)"
      R"("byte_offset":20,"percent":100,"rows":1,"imported":1,"updated":0,"duplicates":0,"rejected":0,"lookup":null,)"
      R"("warnings":[],"problem":null,"created_at":"2026-05-28T20:26:40Z","finished_at":"2026-05-28T20:26:40Z"})");
  const auto second = world.import("phone\n", {.name = "b.csv"});
  const auto list = world.imports->list(world.workspace, {}, 10).value();
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[0].id, second.id);
  EXPECT_THAT(world.imports->list(world.workspace, second.id, 10).value(), SizeIs(1));
}

TEST(ImportRequest, IsReadFromJsonAndBack) {
  const auto body =
      parse_json(R"({"name":"a.csv","list":"l","columns":{"phone":"TEL","status":"-"},"fields":{"city":"CITY"},)"
                 R"("all_fields":true,"region":"au","on_duplicate":"skip",)"
                 R"("consent":{"type":"express","source":"form","text":"yes"},"status":"inactive","score":3,)"
                 R"("tags":["a"],"dry_run":true})")
          .value();
  const auto request = read_import_request(body).value();
  EXPECT_EQ(request.region, "AU");
  EXPECT_EQ(request.columns.columns.at(ContactColumn::status), "-");
  const auto again = import_request_json(request);
  EXPECT_EQ(again, import_request_json(read_import_request(again).value()));
  EXPECT_EQ(again.at("consent"), body.at("consent"));
}

TEST(ImportRequest, NamesWhatIsWrong) {
  for (const auto& [text, where] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"columns":{"telefon":"A"}})", "columns.telefon"},
           {R"({"columns":{"phone":7}})", "columns.phone"},
           {R"({"fields":{"a":""}})", "fields.a"},
           {R"({"region":"ZZ"})", "region"},
           {R"({"consent":{"type":"express"}})", "consent.source"},
           {R"({"consent":{"type":"yes","source":"x"}})", "consent.type"},
           {R"({"status":"open"})", "status"},
           {R"({"tags":[1]})", "tags"},
           {R"({"on_duplicate":"merge"})", "on_duplicate"},
           {R"({"path":"/etc/passwd"})", "path"},
           {R"([])", "body"}}) {
    const auto request = read_import_request(parse_json(text).value());
    ASSERT_FALSE(request) << text;
    EXPECT_EQ(request.error().where, where) << text;
  }
}

TEST(Imports, AnErasedNumberDoesNotComeBackByAFile) {
  ImportWorld world;
  SuppressionId erased;
  world.write([&](store::Session& s) {
    const auto key = s.number_keys->newest().value();
    store::erasures::add_key(s, key, world.clock.now());
    store::optouts::suppress(s, {.phone = s.number_keys->name_of(key, us_phone(1)),
                                 .source = std::string(store::optouts::kErased),
                                 .created_at = world.clock.now()});
    erased = store::optouts::in_force(s, us_phone(1)).at(0).id;
  });
  const std::string file = "phone,name\n" + us_phone(0) + ",Eve\n" + us_phone(1) + ",Ann\n" + us_phone(2) + ",Bob\n";
  for (const bool dry : {true, false}) {
    const auto job = world.import(file, {.dry_run = dry});
    EXPECT_EQ(job.imported, 2);
    ASSERT_EQ(job.rejected, 1);
    const auto reject = world.rejects(job.id).at(0);
    EXPECT_EQ(reject.row, 3);
    EXPECT_EQ(reject.column, "phone");
    EXPECT_EQ(reject.reason, "erased");
    EXPECT_EQ(reject.value, "") << "the number is not kept";
    EXPECT_FALSE(reject_words(reject.reason).empty());
  }
  EXPECT_FALSE(world.contact(us_phone(1)));
  world.write([&](store::Session& s) { store::optouts::lift(s, erased, world.clock.now(), "alice: came back"); });
  EXPECT_EQ(world.import(file).imported, 1) << "they have come back";
  EXPECT_TRUE(world.contact(us_phone(1)));
}

}  // namespace
}  // namespace tidings::flow::test
