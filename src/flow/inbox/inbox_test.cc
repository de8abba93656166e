#include "flow/inbox/inbox_test_world.h"

namespace tidings::inbox {
namespace {

using carrier::CarrierOpt;
using store::Ledger;
using store::Session;
using enum MessageState;

TEST(Reading, WordsAndSignalTogether) {
  using enum ReplyClass;
  struct Case {
    ReplyClass words;
    CarrierOpt signal;
    ReplyClass together;
  };
  for (const Case& c : std::initializer_list<Case>{{none, CarrierOpt::none, none},
                                                   {none, CarrierOpt::stop, stop},
                                                   {none, CarrierOpt::start, start},
                                                   {none, CarrierOpt::help, help},
                                                   {stop, CarrierOpt::none, stop},
                                                   {stop, CarrierOpt::start, stop},
                                                   {start, CarrierOpt::stop, stop},
                                                   {help, CarrierOpt::stop, stop},
                                                   {help, CarrierOpt::start, start},
                                                   {suspected_stop, CarrierOpt::none, suspected_stop},
                                                   {suspected_stop, CarrierOpt::stop, stop},
                                                   {suspected_stop, CarrierOpt::start, suspected_stop},
                                                   {suspected_stop, CarrierOpt::help, suspected_stop}}) {
    EXPECT_EQ(combine({c.words, "w"}, c.signal).reply_class, c.together)
        << to_string(c.words) << " with " << static_cast<int>(c.signal);
  }
  for (const char* yes : {"yes", "YES", " Yes! ", "\"yes\".", "yes 👍"}) EXPECT_TRUE(is_bare_yes(yes)) << yes;
  for (const char* no : {"", "ye", "yes please", "yess", "yes yes", "start"}) EXPECT_FALSE(is_bare_yes(no)) << no;
}

TEST(Reading, ADepartmentsOwnWordsSaidAlone) {
  Policy policy;
  policy.stop_words = {"No more pizza", "ENOUGH"};
  policy.help_words = {"desk"};
  const auto read = [&](const char* text) { return by_policy(sms::classify_reply(text), text, policy).reply_class; };
  for (const char* stop : {"enough", "Enough!", " \"no more pizza.\" ", "STOP"})
    EXPECT_EQ(read(stop), ReplyClass::stop) << stop;
  for (const char* none : {"enough of everything for all", "I like pizza", ""})
    EXPECT_EQ(read(none), ReplyClass::none) << none;
  EXPECT_EQ(read("Desk"), ReplyClass::help);
  EXPECT_EQ(read("help"), ReplyClass::help);
}

TEST_F(InboxTest, AStopWordOfTheDepartmentStopsAndIsConfirmed) {
  write([&](Session& s, Ledger&) {
    auto workspace = *store::workspaces::by_id(s, workspace_);
    workspace.policy.stop_words = {"enough"};
    workspace.policy.revision = 1;
    store::workspaces::set_policy(s, workspace_, workspace.policy, clock_.now(), "alice", "our guests say so");
  });
  const Applied done = apply(text("Enough!"));
  EXPECT_EQ(done.cls, ReplyClass::stop);
  EXPECT_TRUE(done.confirmation);
}

TEST_F(InboxTest, AReplyIsTiedToContactCampaignAndConversation) {
  const MessageId sent_one = message(sent, kPhone, campaign_);
  auto event = text("Thanks, I'll come");
  event.media = {{"https://example.org/a.jpg", "image/jpeg"}};
  const Applied done = apply(event);
  EXPECT_EQ(done.cls, ReplyClass::none);
  EXPECT_EQ(done.workspace, workspace_);
  EXPECT_FALSE(done.confirmation);
  write([&](Session& s, Ledger&) {
    const auto inbound = *store::inbox::inbound_by_id(s, done.inbound);
    EXPECT_EQ(inbound.message, sent_one);
    EXPECT_EQ(inbound.campaign, campaign_);
    EXPECT_EQ(inbound.contact, contact_);
    EXPECT_EQ(inbound.conversation, done.conversation);
    EXPECT_EQ(inbound.body, "Thanks, I'll come");
    EXPECT_EQ(inbound.media, R"([{"url":"https://example.org/a.jpg","type":"image/jpeg"}])");
    EXPECT_EQ(inbound.cls, "none");
    EXPECT_EQ(store::campaigns::replies(s, campaign_), 1);
    const auto conversation = *store::inbox::by_id(s, done.conversation);
    EXPECT_EQ(conversation.unread, 1);
    EXPECT_EQ(conversation.phone, kPhone);
    EXPECT_EQ(conversation.sender_address, kOurs);
    EXPECT_EQ(conversation.last_text, "Thanks, I'll come");
  });
  EXPECT_EQ(contact(workspace_).last_reply, "Thanks, I'll come");
  EXPECT_EQ(contact(workspace_).replies, 1);
  EXPECT_EQ(contact(workspace_).consent, Consent::express_written) << "an answer changes no consent";
  EXPECT_EQ(say("and one more").conversation, done.conversation);
}

TEST_F(InboxTest, AStrangerBecomesAContactThatMayOnlyBeAnswered) {
  auto event = text("hello");
  event.from = kOther;
  apply(event);
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::inbound);
  EXPECT_EQ(contact(workspace_, kOther).region, "US");
}

TEST_F(InboxTest, AShortCodeIsKeptButIsNobody) {
  auto event = text("HELP");
  event.from = "72345";
  const Applied done = apply(event);
  EXPECT_TRUE(done.conversation);
  EXPECT_FALSE(done.confirmation);
  write([&](Session& s, Ledger&) {
    EXPECT_FALSE(store::contacts::by_phone(s, workspace_, "72345"));
    EXPECT_EQ(store::inbox::inbound_by_id(s, done.inbound)->from, "72345");
  });
}

TEST_F(InboxTest, ARepeatedWebhookHasNoEffect) {
  message(sent, kPhone, campaign_);
  const auto event = text("STOP");
  const Applied first = apply(event);
  ASSERT_TRUE(first.confirmation);
  const MessageId later = message(planned);
  const Applied again = apply(event);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.ended, 0);
  EXPECT_EQ(row(later).state, planned);
  EXPECT_EQ(confirmations().size(), 1U);
  EXPECT_EQ(in_force().size(), 1U);
  EXPECT_EQ(contact(workspace_).replies, 1);
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::campaigns::replies(s, campaign_), 1); });
}

TEST_F(InboxTest, StopEndsEverythingNotYetHandedOver) {
  const MessageId gone = message(handed);
  const MessageId leased = message(claimed);
  const MessageId waiting = message(planned, kPhone, campaign_);
  const MessageId other = message(planned, kOther);
  store::LedgerRow stale = row(leased);
  const Applied done = say("STOP");
  EXPECT_EQ(done.cls, ReplyClass::stop);
  EXPECT_EQ(done.ended, 2);
  EXPECT_EQ(row(gone).state, handed);
  for (const MessageId id : {leased, waiting}) {
    EXPECT_EQ(row(id).state, blocked);
    EXPECT_EQ(row(id).reason, Reason::opted_out);
  }
  EXPECT_EQ(row(other).state, planned);
  write([&](Session& s, Ledger& l) {
    EXPECT_FALSE(l.hand(stale, {.sender = sender_, .sent_to = kPhone, .carrier = "tw", .body = "x"}))
        << "the dispatcher that holds it is too late";
    const auto counts = store::ledger::counts(s, campaign_);
    ASSERT_EQ(counts.size(), 1U);
    EXPECT_EQ(counts[0].state, blocked);
    EXPECT_EQ(counts[0].n, 1);
  });
  ASSERT_EQ(in_force().size(), 1U);
  EXPECT_EQ(in_force()[0].source, store::optouts::kKeyword);
  EXPECT_FALSE(in_force()[0].workspace) << "for the whole organisation";
}

TEST_F(InboxTest, TheConfirmationGoesOnceAndAtOnce) {
  const Applied done = say("STOP");
  ASSERT_TRUE(done.confirmation);
  const auto confirmation = row(*done.confirmation);
  EXPECT_EQ(confirmation.kind, MessageKind::confirmation);
  EXPECT_EQ(confirmation.body, Workspace{}.stop_text);
  EXPECT_EQ(confirmation.phone, kPhone);
  EXPECT_EQ(confirmation.sender, sender_) << "from the number they wrote to";
  EXPECT_EQ(confirmation.not_before, clock_.now());
  EXPECT_EQ(confirmation.not_after, clock_.now() + 5 * kMinuteMs);
  EXPECT_EQ(confirmation.segments, 1);
  EXPECT_EQ(in_force()[0].created_at, confirmation.created_at) << "the gate knows them as one by this";
  EXPECT_FALSE(say("STOP").confirmation);
  EXPECT_EQ(confirmations().size(), 1U);
}

TEST_F(InboxTest, WhatTheCarrierConfirmsIsNotConfirmedTwice) {
  EXPECT_FALSE(say("STOP", CarrierOpt::stop).confirmation);
  EXPECT_EQ(in_force()[0].source, store::optouts::kKeyword) << "the person's word, whoever else heard it";
  EXPECT_FALSE(say("HELP", CarrierOpt::help).confirmation);
  EXPECT_FALSE(say("START", CarrierOpt::start).confirmation);
  EXPECT_TRUE(in_force().empty());
}

TEST_F(InboxTest, WhatTheCarrierAnswersItselfIsActedOnAndNotAnsweredAgain) {
  const MessageId waiting = message(planned);
  auto stop = text("STOP");
  stop.answered = true;
  const Applied stopped = apply(stop);
  EXPECT_EQ(row(waiting).state, blocked);
  EXPECT_EQ(in_force().size(), 1U);
  EXPECT_FALSE(stopped.confirmation);
  auto start = text("START");
  start.answered = true;
  const Applied started = apply(start);
  EXPECT_EQ(started.lifted, 1);
  EXPECT_FALSE(started.confirmation);
  EXPECT_TRUE(confirmations().empty());
}

TEST_F(InboxTest, TheCarriersSignalAloneStops) {
  const MessageId waiting = message(planned);
  const Applied done = say("basta ya", CarrierOpt::stop);
  EXPECT_EQ(done.cls, ReplyClass::stop);
  EXPECT_EQ(row(waiting).state, blocked);
  EXPECT_EQ(in_force()[0].source, store::optouts::kCarrier);
  EXPECT_FALSE(done.confirmation);
}

TEST_F(InboxTest, AConfirmationIsNeverLaterThanFiveMinutesAfterTheStop) {
  auto event = text("STOP");
  event.received_at = clock_.now();
  clock_.advance(3 * kMinuteMs);  // it waited in the journal
  const Applied done = apply(event);
  ASSERT_TRUE(done.confirmation);
  EXPECT_EQ(row(*done.confirmation).not_after, event.received_at + 5 * kMinuteMs);
  auto too_late = text("STOP");
  too_late.from = kOther;
  too_late.received_at = clock_.now();
  clock_.advance(5 * kMinuteMs);
  EXPECT_FALSE(apply(too_late).confirmation);
  EXPECT_EQ(in_force(kOther).size(), 1U) << "the opt-out holds all the same";
}

TEST_F(InboxTest, AnotherWorkspacesSuppressionHidesNoStopHere) {
  WorkspaceId second;
  write([&](Session& s, Ledger&) {
    second = store::workspaces::insert(s, {.name = "two"});
    store::optouts::suppress(s, {.phone = kPhone, .workspace = second, .source = "list", .created_at = clock_.now()});
  });
  EXPECT_TRUE(say("please stop texting me").review) << "everything to the number is held until somebody decides";
  EXPECT_TRUE(say("STOP").confirmation) << "here they were not silenced before";
  EXPECT_EQ(in_force().size(), 2U);
}

TEST_F(InboxTest, NobodyOnAnyListIsTextedToConfirm) {
  suppress(store::optouts::kList);
  EXPECT_FALSE(say("STOP").confirmation);
  EXPECT_EQ(in_force().size(), 2U) << "their own word counts all the same";
}

TEST_F(InboxTest, StopRevokesConsentEverywhereAndStartBringsItBack) {
  WorkspaceId second;
  write([&](Session& s, Ledger&) {
    second = store::workspaces::insert(s, {.name = "two"});
    store::contacts::insert(s, {.workspace = second, .phone = kPhone, .consent = Consent::implied}, clock_.now());
  });
  say("STOP");
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked);
  EXPECT_EQ(contact(second).consent, Consent::revoked);
  const Applied back = say("START");
  EXPECT_EQ(back.lifted, 1);
  ASSERT_TRUE(back.confirmation);
  EXPECT_EQ(row(*back.confirmation).body, Workspace{}.start_text);
  EXPECT_TRUE(in_force().empty());
  EXPECT_EQ(contact(workspace_).consent, Consent::express_written);
  EXPECT_EQ(contact(second).consent, Consent::implied) << "as it was, no more";
  write([&](Session& s, Ledger&) {
    const auto history = store::consents::history(s, contact_);
    ASSERT_EQ(history.size(), 3U);
    EXPECT_EQ(history[1].consent, Consent::revoked);
    EXPECT_EQ(history[2].evidence, "inbound tw SMin2");
  });
}

TEST_F(InboxTest, StartOfAStrangerIsExpressConsent) {
  auto event = text("START");
  event.from = kOther;
  const Applied done = apply(event);
  EXPECT_EQ(done.lifted, 0);
  EXPECT_FALSE(done.confirmation) << "nothing was lifted";
  EXPECT_EQ(contact(workspace_, kOther).consent, Consent::express);
}

TEST_F(InboxTest, StartLiftsKeywordOptOutsOnly) {
  for (const auto source :
       {store::optouts::kManual, store::optouts::kCarrier, store::optouts::kReview, store::optouts::kList}) {
    suppress(source);
  }
  say("STOP");
  EXPECT_EQ(in_force().size(), 5U);
  EXPECT_EQ(say("START").lifted, 1);
  EXPECT_EQ(in_force().size(), 4U);
  EXPECT_EQ(contact(workspace_).consent, Consent::revoked) << "no consent while anything stands against it";
}

TEST_F(InboxTest, YesIsAnOptInOnlyAfterAKeywordOptOut) {
  Applied done = say("Yes!");
  EXPECT_EQ(done.cls, ReplyClass::none);
  EXPECT_EQ(say("yes", CarrierOpt::start).cls, ReplyClass::none) << "whatever the carrier makes of it";
  say("STOP");
  done = say("Yes!");
  EXPECT_EQ(done.cls, ReplyClass::start);
  EXPECT_EQ(done.lifted, 1);
  say("STOP");
  suppress(store::optouts::kManual);
  EXPECT_EQ(say("Yes!").cls, ReplyClass::none) << "the last state is not their own keyword";
  EXPECT_EQ(in_force().size(), 2U);
}

TEST_F(InboxTest, HelpIsAnsweredButNotInALoop) {
  const Applied done = say("HELP");
  ASSERT_TRUE(done.confirmation);
  EXPECT_EQ(row(*done.confirmation).body, Workspace{}.help_text);
  EXPECT_FALSE(say("HELP").confirmation);
  clock_.advance(kMinuteMs);
  EXPECT_TRUE(say("HELP").confirmation);
  int answered = 2;
  for (int i = 0; i < 20; ++i) {
    clock_.advance(2 * kMinuteMs);
    answered += say("HELP").confirmation.has_value();
  }
  EXPECT_EQ(answered, 10) << "two robots do not talk all day";
  clock_.advance(kDayMs);
  EXPECT_TRUE(say("HELP").confirmation);
  EXPECT_TRUE(in_force().empty());
}

TEST_F(InboxTest, OurOwnNumbersAreNeverAnswered) {
  auto event = text("HELP");
  event.from = kOurs;
  EXPECT_FALSE(apply(event).confirmation);
}

TEST_F(InboxTest, AnEmptyTextMeansNoConfirmation) {
  write([&](Session& s, Ledger&) {
    auto workspace = *store::workspaces::by_id(s, workspace_);
    workspace.stop_text.clear();
    store::workspaces::update(s, workspace);
  });
  EXPECT_FALSE(say("STOP").confirmation);
  EXPECT_EQ(in_force().size(), 1U);
}

TEST_F(InboxTest, AnotherChannelOfTheSameNumberStopsItToo) {
  auto event = text("STOP");
  event.from = std::string("whatsapp:") + kPhone;
  const Applied done = apply(event);
  EXPECT_EQ(in_force().size(), 1U);
  EXPECT_FALSE(done.confirmation) << "a text would be the wrong channel";
}

TEST_F(InboxTest, SharedAndUnknownAddressesFindAWorkspace) {
  WorkspaceId second;
  SenderId shared;
  write([&](Session& s, Ledger&) {
    second = store::workspaces::insert(s, {.name = "two"});
    shared = store::workspaces::put_sender(s, {.workspace = second, .address = kOurs, .carrier = "tw"});
  });
  EXPECT_EQ(say("hi").workspace, workspace_);
  std::swap(workspace_, second), std::swap(sender_, shared);
  const MessageId newest = message(sent);
  std::swap(workspace_, second), std::swap(sender_, shared);
  const Applied done = say("hi");
  EXPECT_EQ(done.workspace, second) << "the one that wrote last over this number";
  write([&](Session& s, Ledger&) { EXPECT_EQ(store::inbox::inbound_by_id(s, done.inbound)->message, newest); });
  auto event = text("hi");
  event.to = "+12025550188";
  EXPECT_EQ(apply(event).workspace, workspace_) << "an address of ours no longer known: the first";
  write([&](Session& s, Ledger&) {
    const auto inbound = store::inbox::of_conversation(s, store::inbox::by_phone(s, workspace_, kPhone)->id, {}, 10);
    for (const auto& x : inbound) EXPECT_FALSE(x.message) << "another workspace's message is not theirs to see";
  });
}

TEST_F(InboxTest, WithoutAnIdEveryMessageIsNew) {
  auto event = text("hi");
  event.provider_id.clear();
  EXPECT_FALSE(apply(event).repeated);
  EXPECT_FALSE(apply(event).repeated);
  event.event_id = "EV1";
  EXPECT_FALSE(apply(event).repeated);
  EXPECT_TRUE(apply(event).repeated);
}

TEST_F(InboxTest, NoSenderIsAnErrorWithoutEffect) {
  auto event = text("STOP");
  event.from.clear();
  const auto done = db_->write([&](Session& s) -> Result<> {
    TRY(inbox_.apply(s, event, "tw", clock_.now()));
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace tidings::inbox
