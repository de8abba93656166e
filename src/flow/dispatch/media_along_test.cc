// What goes along with a text: given to the carrier that takes it, and noted with the message.
#include "flow/dispatch/dispatch_test_world.h"
#include "store/media.h"

namespace tidings::dispatch {
namespace {

using enum MessageState;
constexpr const char* kAnn = "+12025550123";
constexpr const char* kBob = "+12025550124";

class MediaAlongTest : public DispatchTest {
 protected:
  void SetUp() override {
    DispatchTest::SetUp();
    options_.public_url = "http://127.0.0.1:8080";
    restart();
    carrier_->media = {.most = 2, .types = {{"image/jpeg", 1000}}};
  }
  MediaId picture(const std::string& token, int64_t bytes = 900) {
    MediaId id;
    write([&](store::Session& s, store::Ledger&) {
      id = store::media::uploaded(s, {.workspace = workspace_, .token = token, .created_at = clock_.now()});
      store::media::put_part(s, id, 0, std::string(static_cast<size_t>(bytes), 'x'));
      store::media::finish(s,
                           {.id = id, .type = "image/jpeg", .bytes = bytes, .sha256 = "h", .stored_at = clock_.now()});
    });
    return id;
  }
  MessageId with(const std::vector<MediaId>& media, const std::string& text = "") {
    MessageId id;
    const auto who = contact(kAnn);
    write([&](store::Session& s, store::Ledger& ledger) {
      id = *ledger.plan({.workspace = workspace_,
                         .contact = who,
                         .kind = MessageKind::single,
                         .purpose = Purpose::informational,
                         .phone = kAnn,
                         .body = text,
                         .not_before = clock_.now()});
      store::media::take_along(s, id, media);
    });
    return id;
  }
  void set_media(CampaignId id, const std::vector<MediaId>& media) {
    write([&](store::Session& s, store::Ledger&) { store::campaigns::set_media(s, id, media); });
  }
  std::vector<MediaId> of(MessageId id) {
    std::vector<MediaId> out;
    write([&](store::Session& s, store::Ledger&) { out = store::media::of_message(s, id); });
    return out;
  }
};

TEST_F(MediaAlongTest, AMessageWithoutWordsLeavesWithItsPictures) {
  const auto id = with({picture("one"), picture("two")});
  tick(3);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_TRUE(runner_.held[0].request.url.ends_with(
      "&media=http://127.0.0.1:8080/media/one.jpg&media=http://127.0.0.1:8080/media/two.jpg"))
      << runner_.held[0].request.url;
  EXPECT_EQ(row(id).segments, 1);
  runner_.answer("accepted MM1");
  tick();
  EXPECT_EQ(row(id).state, accepted);
}

TEST_F(MediaAlongTest, WhatNoCarrierTakesIsBlockedAndSaysSo) {
  const auto large = with({picture("one", 1001)}, "look");
  tick(3);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(row(large).state, blocked);
  EXPECT_EQ(row(large).reason, Reason::media_not_taken);
  carrier_->media = {};
  const auto none = with({picture("two")}, "look");
  tick(3);
  EXPECT_EQ(row(none).reason, Reason::media_not_taken);
}

TEST_F(MediaAlongTest, ASenderWhoseCarrierDoesNotTakeThemIsLeftOut) {
  auto other = std::make_unique<ScriptedCarrier>();
  carriers_.emplace("plain", std::move(other));
  write([&](store::Session& s, store::Ledger&) {
    for (int i = 0; i < 5; ++i) {
      store::workspaces::put_sender(s, {.workspace = workspace_,
                                        .address = fmt::format("+1202555020{}", i),
                                        .carrier = "plain",
                                        .segments_per_s = 1000,
                                        .daily_cap = 0});
    }
  });
  restart();
  std::vector<MessageId> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(with({picture(fmt::format("t{}", i))}));
  tick(3);
  ASSERT_EQ(runner_.held.size(), 8U);
  for (const auto id : ids) EXPECT_EQ(row(id).sender, sender_);
}

TEST_F(MediaAlongTest, ACampaignsMessagesHaveTheMediaOfTheirHandOver) {
  const auto one = picture("one"), two = picture("two");
  const auto id = campaign({kAnn, kBob}, 1);
  set_media(id, {one});
  tick(2);
  ASSERT_EQ(runner_.held.size(), 1U);
  EXPECT_TRUE(runner_.held[0].request.url.ends_with("/media/one.jpg"));
  runner_.answer("refused transient 500");
  tick();
  set_media(id, {two});
  advance(20'000);
  tick(3);
  advance(2'000);
  tick(3);
  ASSERT_EQ(runner_.held.size(), 2U);
  for (const auto& held : runner_.held) EXPECT_TRUE(held.request.url.ends_with("/media/two.jpg")) << held.request.url;
  for (const auto& each : rows(id)) {
    EXPECT_EQ(of(each.id), std::vector<MediaId>{two}) << "as it was handed over last";
    EXPECT_EQ(each.media, 1);
    EXPECT_EQ(each.segments, 1);
  }
}

TEST_F(MediaAlongTest, OneThatIsGoneIsNotReplacedByNothing) {
  const auto gone = picture("one");
  const auto id = with({gone}, "see the picture");
  write([&](store::Session& s, store::Ledger&) { store::media::remove(s, gone); });
  tick(3);
  EXPECT_TRUE(runner_.held.empty());
  EXPECT_EQ(row(id).reason, Reason::media_not_taken);
}

}  // namespace
}  // namespace tidings::dispatch
