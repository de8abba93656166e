// What goes into the store comes out again: workspaces, senders, contacts with tags, lists and consent, audiences,
// suppressions and reviews. Every field differs from its default, so a column that is mixed up or left out shows.
#include "store/consents.h"
#include "store/contacts.h"
#include "store/erased_numbers.h"
#include "store/erasures.h"
#include "store/events.h"
#include "store/facts.h"
#include "store/inbox.h"
#include "store/ledger.h"
#include "store/optouts.h"
#include "store/redactions.h"
#include "store/workspaces.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StorePeople : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
  }
  Instant now() const { return world_.clock.now(); }
  static Contact full(WorkspaceId workspace, const std::string& phone) {
    return {.workspace = workspace,
            .phone = phone,
            .sms_capable = false,
            .region = "AU",
            .status = ContactStatus::inactive,
            .consent = Consent::implied,
            .score = 91,
            .zone = "Australia/Perth",
            .zone_confirmed = true,
            .place = "AU-WA",
            .case_ref = "C-17",
            .fields = {{"first_name", "Zoë \"Z\" O'Hara"}, {"name", "👋"}},
            .tags = {"b", "a"}};
  }
  static void expect_same(const Contact& a, const Contact& b) {
    EXPECT_EQ(a.workspace, b.workspace);
    EXPECT_EQ(a.phone, b.phone);
    EXPECT_EQ(a.sms_capable, b.sms_capable);
    EXPECT_EQ(a.region, b.region);
    EXPECT_EQ(a.status, b.status);
    EXPECT_EQ(a.consent, b.consent);
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.zone, b.zone);
    EXPECT_EQ(a.zone_confirmed, b.zone_confirmed);
    EXPECT_EQ(a.place, b.place);
    EXPECT_EQ(a.case_ref, b.case_ref);
    EXPECT_EQ(a.fields, b.fields);
  }
};
TIDINGS_FOR_EVERY_ENGINE(StorePeople);

TEST_P(StorePeople, AWorkspaceAndItsSenders) {
  const Workspace given{.name = "clinic",
                        .active = false,
                        .default_region = "AU",
                        .score_threshold = 12,
                        .frequency_cap = 3,
                        .frequency_window_ms = 3600'001,
                        .rate_per_s = 2.5,
                        .review_limit_ms = 77,
                        .stop_text = "s",
                        .start_text = "t",
                        .help_text = "h",
                        .test_recipient = "+12025550123"};
  write([&](Session& s) {
    const auto id = workspaces::insert(s, given);
    auto back = workspaces::by_id(s, id).value();
    EXPECT_EQ(back.name, "clinic");
    EXPECT_FALSE(back.active);
    EXPECT_EQ(back.default_region, "AU");
    EXPECT_EQ(back.score_threshold, 12);
    EXPECT_EQ(back.frequency_cap, 3);
    EXPECT_EQ(back.frequency_window_ms, 3600'001);
    EXPECT_EQ(back.rate_per_s, 2.5);
    EXPECT_EQ(back.review_limit_ms, 77);
    EXPECT_EQ(back.stop_text + back.start_text + back.help_text, "sth");
    EXPECT_EQ(back.test_recipient, "+12025550123");
    back.name = "other";
    back.rate_per_s = 0.125;
    workspaces::update(s, back);
    EXPECT_EQ(workspaces::by_id(s, id)->name, "other");
    EXPECT_EQ(workspaces::by_id(s, id)->rate_per_s, 0.125);
    EXPECT_EQ(workspaces::all(s).size(), 1U);
    EXPECT_EQ(workspaces::by_id(s, WorkspaceId{99}), std::nullopt);

    const Sender sender{.workspace = id,
                        .address = "+12025550100",
                        .kind = SenderKind::toll_free,
                        .carrier = "tw",
                        .segments_per_s = 2.75,
                        .daily_cap = 7,
                        .active = false};
    const auto first = workspaces::put_sender(s, sender);
    auto changed = sender;
    changed.segments_per_s = 9;
    changed.active = true;
    EXPECT_EQ(workspaces::put_sender(s, changed), first) << "the same address is the same sender";
    const auto kept = workspaces::sender_by_id(s, first).value();
    EXPECT_EQ(kept.kind, SenderKind::toll_free);
    EXPECT_EQ(kept.carrier, "tw");
    EXPECT_EQ(kept.segments_per_s, 9);
    EXPECT_EQ(kept.daily_cap, 7);
    EXPECT_TRUE(kept.active);
    const auto elsewhere = workspaces::insert(s, {.name = "second"});
    const auto second = workspaces::put_sender(s, {.workspace = elsewhere, .address = "+12025550100", .active = false});
    EXPECT_NE(second, first);
    EXPECT_EQ(workspaces::sender_by_address(s, "+12025550100")->id, first) << "the active one first";
    EXPECT_EQ(workspaces::senders(s, id).size(), 1U);
    EXPECT_EQ(workspaces::sender_by_address(s, "+1"), std::nullopt);
  });
  EXPECT_FALSE(db_->write([&](Session& s) -> Result<> {
    workspaces::insert(s, {.name = "other"});
    return {};
  })) << "names are unique";
}

TEST_P(StorePeople, AContactWithAllItHas) {
  write([&](Session& s) {
    const auto id = contacts::insert(s, full({1}, "+61400000001"), now()).value();
    EXPECT_EQ(contacts::insert(s, full({1}, "+61400000001"), now()), std::nullopt) << "one a number and workspace";
    const auto other = contacts::insert(s, full({2}, "+61400000001"), now()).value();
    expect_same(contacts::by_id(s, id).value(), full({1}, "+61400000001"));
    EXPECT_EQ(contacts::tags(s, id), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(contacts::by_phone(s, {2}, "+61400000001")->id, other);
    EXPECT_EQ(contacts::all_by_phone(s, "+61400000001").size(), 2U);
    EXPECT_EQ(contacts::by_phone(s, {3}, "+61400000001"), std::nullopt);

    Contact changed{.id = id, .workspace = {1}, .phone = "+61400000001", .region = "NZ", .score = -3};
    contacts::update(s, changed, now());
    expect_same(contacts::by_id(s, id).value(), changed);
    expect_same(contacts::by_id(s, other).value(), full({2}, "+61400000001"));
    contacts::note_reply(s, id, "thanks", now() + 5);
    contacts::note_reply(s, id, "bye", now() + 6);
    EXPECT_EQ(contacts::by_id(s, id)->last_reply, "bye");
    EXPECT_EQ(contacts::by_id(s, id)->last_reply_at, now() + 6);
    EXPECT_EQ(contacts::by_id(s, id)->replies, 2);

    contacts::add_tag(s, id, "c");
    contacts::add_tag(s, id, "c");
    contacts::remove_tag(s, id, "a");
    EXPECT_EQ(contacts::tags(s, id), (std::vector<std::string>{"b", "c"}));
    consents::record(s, id, {Consent::express_written, "form", "page 3", now()});
    consents::record(s, id, {Consent::revoked, "keyword", "inbound 7", now() + 1});
    EXPECT_EQ(contacts::by_id(s, id)->consent, Consent::revoked);
    const auto history = consents::history(s, id);
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].consent, Consent::express_written);
    EXPECT_EQ(history[0].source + history[0].evidence, "formpage 3");
    EXPECT_EQ(history[1].at, now() + 1);
  });
}

TEST_P(StorePeople, ConsentsKeepEverythingThatProvesThem) {
  write([&](Session& s) {
    const auto id = *contacts::insert(s, full({1}, "+61400000001"), now());
    const auto wording = *consents::add_wording(s, {.workspace = {1},
                                                    .version = "v1",
                                                    .language = "en",
                                                    .created_at = now(),
                                                    .created_by = "a",
                                                    .text = "I agree"});
    EXPECT_EQ(consents::add_wording(s, {.workspace = {1}, .version = "v1", .text = "other"}), std::nullopt);
    const auto second = *consents::add_wording(s, {.workspace = {2}, .version = "v1", .text = "I agree"});
    EXPECT_EQ(consents::wording_by_id(s, second)->hash, consents::wording_by_id(s, wording)->hash);
    EXPECT_EQ(consents::wording_by_version(s, {1}, "v1")->text, "I agree");
    EXPECT_EQ(consents::wordings(s, {1}, {}, 10).size(), 1U);
    EXPECT_EQ(consents::wording_ids(s, {2}).at("v1"), second);

    const consents::Event full_event{.consent = Consent::express_written,
                                     .source = "team",
                                     .evidence = "box",
                                     .at = now(),
                                     .given_at = now() - 5,
                                     .method = ConsentMethod::form,
                                     .basis = ConsentBasis::request,
                                     .purpose = ConsentPurpose::marketing,
                                     .channels = "sms,voice",
                                     .wording = wording,
                                     .url = "u",
                                     .ip = "i",
                                     .user_agent = "g",
                                     .inbound = {9},
                                     .language = "fr",
                                     .expires_at = now() + 7,
                                     .actor = "alice"};
    const auto recorded = consents::record(s, id, full_event);
    EXPECT_TRUE(recorded.stands);
    const auto read = consents::history(s, id).at(0);
    EXPECT_EQ(read.id, recorded.id);
    EXPECT_EQ(read.contact, id);
    EXPECT_EQ(read.consent, full_event.consent);
    EXPECT_EQ(read.given_at, full_event.given_at);
    EXPECT_EQ(read.at, full_event.at);
    EXPECT_EQ(read.method, full_event.method);
    EXPECT_EQ(read.basis, full_event.basis);
    EXPECT_EQ(read.purpose, full_event.purpose);
    EXPECT_EQ(read.wording, wording);
    EXPECT_EQ(read.inbound, full_event.inbound);
    EXPECT_EQ(read.expires_at, full_event.expires_at);
    EXPECT_EQ(
        read.source + read.evidence + read.channels + read.url + read.ip + read.user_agent + read.language + read.actor,
        "teamboxsms,voiceuigfralice");
    const auto contact = *contacts::by_id(s, id);
    EXPECT_EQ(contact.consent_basis, ConsentBasis::request);
    EXPECT_EQ(contact.consent_given_at, now() - 5);
    EXPECT_EQ(contact.consent_expires_at, now() + 7);
    EXPECT_EQ(consents::standing(s, id), recorded.id);

    consents::append(s, id, {.consent = Consent::unknown, .source = "import", .at = now(), .given_at = Instant{}});
    EXPECT_EQ(consents::history(s, id).at(1).given_at, Instant{});
    EXPECT_EQ(consents::standing(s, id), recorded.id);
    EXPECT_FALSE(
        consents::record(s, id, {.consent = Consent::express, .source = "old", .at = now(), .given_at = now() - 6})
            .stands);
    const auto stop =
        consents::put_in_force(s, id, {.consent = Consent::revoked, .source = "keyword", .at = now() - 99});
    EXPECT_EQ(contacts::by_id(s, id)->consent, Consent::revoked) << "even when the clock was set back";
    EXPECT_EQ(contacts::by_id(s, id)->consent_expires_at, Instant{});
    EXPECT_EQ(consents::standing(s, id), stop);
    EXPECT_EQ(consents::page(s, id, recorded.id, 2).size(), 2U);
    EXPECT_EQ(consents::before_refusal(consents::history(s, id))->source, "team") << "not what was recorded late";
    std::vector<FactsWanted> wanted{{id, "+61400000001", {}}};
    facts_of(s, wanted, [&](size_t, FactsFound found) { EXPECT_EQ(found.consent, stop); });
  });
}

TEST_P(StorePeople, AudiencesInOrderAndInPages) {
  write([&](Session& s) {
    const auto list = contacts::list_of_name(s, {1}, "all", now());
    EXPECT_EQ(contacts::list_of_name(s, {1}, "all", now()), list);
    EXPECT_NE(contacts::list_of_name(s, {2}, "all", now()), list);
    EXPECT_EQ(contacts::find_list(s, {1}, "all"), list);
    EXPECT_EQ(contacts::find_list(s, {1}, "none"), std::nullopt);
    std::vector<ContactId> ids;
    for (int i = 0; i < 10; ++i) {
      Contact c{
          .workspace = {1}, .phone = "+6140000000" + std::to_string(i), .region = i < 5 ? "AU" : "NZ", .score = 10 * i};
      if (i % 2 == 0) c.tags = {"even"};
      if (i % 3 == 0) c.tags.emplace_back("third");
      ids.push_back(contacts::insert(s, c, now()).value());
      if (i > 6) contacts::add_to_list(s, list, ids.back());
    }
    contacts::insert(s, full({2}, "+61400000001"), now());
    contacts::add_to_list(s, list, ids.back());
    EXPECT_EQ(contacts::list_count(s, list), 3);
    EXPECT_EQ(contacts::count(s, {1}), 10);
    const auto who = [&](const Audience& audience, ContactId after = {}, int64_t most = 100) {
      std::string out;
      for (const auto& c : contacts::of_audience(s, {1}, audience, after, most)) out += c.phone.back();
      return out;
    };
    EXPECT_EQ(who({.everyone = true}), "0123456789");
    EXPECT_EQ(who({.everyone = true}, ids[3], 3), "456");
    EXPECT_EQ(who({.list = list}), "789");
    EXPECT_EQ(who({.list = list}, ids[7], 1), "8");
    EXPECT_EQ(who({.tags = {"even"}}), "02468");
    EXPECT_EQ(who({.tags = {"even", "third"}}), "0234689") << "any of them, each once";
    EXPECT_EQ(who({.min_score = 70}), "789");
    EXPECT_EQ(who({.region = "AU"}), "01234");
    EXPECT_EQ(who({.list = list, .tags = {"even"}}), "8") << "all parts must hold";
    EXPECT_EQ(who({.tags = {"third"}, .min_score = 30, .region = "AU"}), "3");
    EXPECT_EQ(who({.tags = {"nobody has it"}}), "");
    EXPECT_EQ(contacts::page(s, {1}, ids[7], 5).size(), 2U);
  });
}

TEST_P(StorePeople, SuppressionsOfEverySource) {
  write([&](Session& s) {
    using namespace optouts;
    const auto one = [&](std::string_view source, WorkspaceId workspace = {}) {
      return suppress(s, {.phone = "+12025550123",
                          .workspace = workspace,
                          .source = std::string(source),
                          .detail = "because",
                          .created_at = now()});
    };
    EXPECT_TRUE(one(kKeyword));
    EXPECT_FALSE(one(kKeyword)) << "in force already";
    EXPECT_TRUE(one(kManual));
    EXPECT_TRUE(one(kKeyword, {2})) << "of one workspace only";
    const auto all = in_force(s, "+12025550123");
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].source, kKeyword);
    EXPECT_EQ(all[0].detail, "because");
    EXPECT_EQ(all[0].created_at, now());
    EXPECT_EQ(all[2].workspace, WorkspaceId{2});
    EXPECT_TRUE(lift(s, all[0].id, now() + 5, "ann"));
    EXPECT_FALSE(lift(s, all[0].id, now() + 6, "bob"));
    EXPECT_EQ(in_force(s, "+12025550123").size(), 2U);
    EXPECT_EQ(by_id(s, all[0].id)->lifted_by, "ann");
    EXPECT_EQ(by_id(s, all[0].id)->lifted_at, now() + 5);
    EXPECT_TRUE(one(kKeyword)) << "again after it was lifted";
    EXPECT_EQ(history(s, "+12025550123").size(), 4U);
    EXPECT_EQ(page(s, all[1].id, 10).size(), 2U);
    EXPECT_TRUE(in_force(s, "+12025550124").empty());
  });
}

TEST_P(StorePeople, ReviewsUntilTheyAreDecided) {
  write([&](Session& s) {
    using namespace optouts;
    const auto open = [&](const std::string& phone, int64_t due) {
      return open_review(s, {.workspace = {1},
                             .phone = phone,
                             .contact = {2},
                             .inbound = {3},
                             .because = "'please stop'",
                             .created_at = now(),
                             .due_at = now() + due});
    };
    const auto first = open("+1", 100), second = open("+1", 50), other = open("+2", 70);
    EXPECT_TRUE(under_review(s, "+1"));
    EXPECT_FALSE(under_review(s, "+3"));
    EXPECT_EQ(open_reviews(s, {}, 10).size(), 3U);
    EXPECT_EQ(open_reviews(s, first, 1).at(0).id, second);
    EXPECT_EQ(open_reviews(s, {}, 10)[0].because, "'please stop'");
    EXPECT_TRUE(due_reviews(s, now() + 49, 10).empty());
    ASSERT_EQ(due_reviews(s, now() + 70, 10).size(), 2U);
    EXPECT_EQ(due_reviews(s, now() + 70, 10)[0].id, second) << "the earliest first";
    EXPECT_TRUE(decide(s, other, "none", now(), "ann"));
    EXPECT_FALSE(decide(s, other, "stop", now(), "bob"));
    EXPECT_EQ(review_by_id(s, other)->decision, "none");
    EXPECT_EQ(review_by_id(s, other)->decided_by, "ann");
    decide_all_of(s, "+1", "stop", now() + 9, "keyword");
    EXPECT_FALSE(under_review(s, "+1"));
    EXPECT_EQ(review_by_id(s, first)->decision, "stop");
    EXPECT_EQ(review_by_id(s, second)->decided_at, now() + 9);
    EXPECT_EQ(review_by_id(s, other)->decision, "none");
  });
}

// Pages of what an erasure changes, and the number that comes out as its name everywhere.
TEST_P(StorePeople, AnErasedNumberStandsUnderItsName) {
  const std::string phone = "+12025550133";
  write([&](Session& s) {
    const auto workspace = workspaces::insert(s, {.name = "erasing"});
    const auto id = *contacts::insert(s, full(workspace, phone), now());
    contacts::add_tag(s, id, "t");
    const auto list = contacts::list_of_name(s, workspace, "l", now());
    contacts::add_to_list(s, list, id);
    consents::record(s, id,
                     {.consent = Consent::express,
                      .source = "form",
                      .evidence = "of " + phone,
                      .at = now(),
                      .url = "https://x/?n=" + phone,
                      .ip = "192.0.2.1",
                      .user_agent = "Browser"});
    Ledger ledger(s, now());
    int64_t sent_first = 0;
    for (int i = 0; i < 3; ++i) {
      const auto m = *ledger.plan({.workspace = workspace, .contact = id, .phone = phone, .body = "text"});
      if (i == 0) sent_first = m.value;
      if (i == 2) continue;
      auto row = ledger::by_id(s, m).value();
      ASSERT_TRUE(ledger.hand(row, {.sent_to = phone, .carrier = "c", .body = "text"}));
      ledger.record_attempt(m, {.number = 1, .sender = "+1", .sent_to = phone, .error_text = "to " + phone});
      ASSERT_TRUE(ledger.accept(row, MessageState::delivered, fmt::format("SM{}", m.value)));
    }
    const auto conversation =
        inbox::touch(s, {.workspace = workspace, .contact = id, .phone = phone, .last_at = now(), .last_text = "hi"});
    for (const char* key : {"IN1", "IN2"}) {
      inbox::insert(s, {.workspace = workspace,
                        .conversation = conversation,
                        .contact = id,
                        .from = phone,
                        .body = "hi",
                        .media = "[1]",
                        .cls = "stop",
                        .carrier = "c",
                        .provider_id = key,
                        .received_at = now()});
    }
    optouts::suppress(s, {.phone = phone, .source = "keyword", .detail = "said by " + phone, .created_at = now()});
    for (const char* body : {"From=%2B12025550133", "From=%2B12025550134", "To=12025550133"}) {
      events::journal(s, {.carrier = "c", .received_at = now(), .headers = "[]", .body = body, .state = "applied"});
    }

    erasures::Row job{.suppressed_as = "hmac:k:1", .phone = phone, .reason = "r", .actor = "a", .begun_at = now()};
    job.id = erasures::insert(s, job);
    erasures::add_key(s, "k", now());
    erasures::add_key(s, "k", now() + 1);
    EXPECT_TRUE(ErasedNumbers(s).any());
    EXPECT_FALSE(ErasedNumbers(s).complete()) << "this process has no such key";
    EXPECT_TRUE(erasures::due(s, now() - 1, 9).empty());
    EXPECT_EQ(erasures::due(s, now(), 9).at(0).phone, phone);

    erasures::hide_suppressions(s, job);
    EXPECT_EQ(optouts::history(s, "hmac:k:1").at(0).detail, "said by +erased");
    erasures::wipe_people(s, job, now());
    const auto wiped = contacts::by_id(s, id).value();
    EXPECT_TRUE(wiped.fields.empty());
    EXPECT_EQ(wiped.zone + wiped.place + wiped.case_ref, "");
    EXPECT_TRUE(contacts::tags(s, id).empty());
    EXPECT_EQ(contacts::list_count(s, list), 0);
    EXPECT_EQ(consents::history(s, id).at(0).evidence, "of +erased");
    EXPECT_EQ(consents::history(s, id).at(0).url, "https://x/?n=+erased");
    EXPECT_EQ(consents::history(s, id).at(0).ip + consents::history(s, id).at(0).user_agent, "");
    EXPECT_EQ(erasures::wipe_messages(s, job, 1, now()), 1);
    EXPECT_EQ(erasures::wipe_messages(s, job, 9, now()), 1);
    EXPECT_EQ(erasures::wipe_messages(s, job, 9, now()), 0);
    EXPECT_TRUE(erasures::has_messages(s, phone)) << "one is planned";
    auto planned = ledger::open_to_phone(s, phone).at(0);
    ledger.block(planned, Reason::suppressed);
    ledger.close();
    EXPECT_EQ(erasures::wipe_messages(s, job, 9, now()), 1);
    EXPECT_FALSE(erasures::has_messages(s, phone));
    EXPECT_EQ(erasures::wipe_texts(s, job, 1, now()), 1);
    EXPECT_EQ(erasures::wipe_texts(s, job, 9, now()), 1);
    EXPECT_EQ(erasures::wipe_texts(s, job, 9, now()), 0);
    auto theirs = redactions::due(s, now(), 9);  // at the carrier: two texts out, two in
    ASSERT_EQ(theirs.size(), 4U);
    redactions::add_message(s, sent_first, now() + 5);
    EXPECT_EQ(redactions::due(s, now() + 9, 9).size(), 4U) << "once";
    redactions::later(s, theirs[0], now() + 7, 3);
    EXPECT_EQ(redactions::due(s, now() + 6, 9).size(), 3U);
    EXPECT_EQ(redactions::due(s, now() + 7, 9).back().tries, 3);
    for (const auto& one : theirs) redactions::done(s, one);
    EXPECT_TRUE(redactions::due(s, now() + 9, 9).empty());
    erasures::rename(s, job);
    EXPECT_FALSE(contacts::by_phone(s, workspace, phone));
    const auto sent = ledger::of_phone(s, workspace, job.name(), {}, 9);
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[0].body + sent[0].error_text, "");
    EXPECT_EQ(sent[0].sent_to, job.name());
    EXPECT_EQ(ledger::attempts(s, sent[0].id).at(0).sent_to, job.name());
    EXPECT_EQ(ledger::attempts(s, sent[0].id).at(0).error_text, "");
    const auto said = inbox::of_conversation(s, conversation, {}, 9);
    ASSERT_EQ(said.size(), 2U);
    EXPECT_EQ(said[0].from, job.name());
    EXPECT_EQ(said[0].body, "");
    EXPECT_EQ(said[0].cls, "stop");

    const auto page = erasures::journal_page(s, 0, 2);
    EXPECT_TRUE(page.more);
    EXPECT_EQ(erasures::wipe_webhooks(s, job, page.last), 1);
    job.cursor = page.last;
    const auto rest = erasures::journal_page(s, page.last, 2);
    EXPECT_FALSE(rest.more);
    EXPECT_EQ(erasures::wipe_webhooks(s, job, rest.last), 1);
    job.phone = "";
    job.stage = erasures::Stage::webhooks;
    job.messages = 3, job.texts = 2, job.webhooks = 4;
    job.due_at = now() + 7;
    job.ended_at = now() + 8;
    erasures::save(s, job);
    const auto back = erasures::by_id(s, job.id).value();
    EXPECT_EQ(back.phone, "");
    EXPECT_EQ(back.stage, job.stage);
    EXPECT_EQ(back.cursor, job.cursor);
    EXPECT_EQ(back.messages * 100 + back.texts * 10 + back.webhooks, 324);
    EXPECT_EQ(back.due_at, job.due_at);
    EXPECT_EQ(back.ended_at, job.ended_at);
    EXPECT_TRUE(erasures::due(s, now() + 10, 9).empty());
  });
}

}  // namespace
}  // namespace tidings::store
