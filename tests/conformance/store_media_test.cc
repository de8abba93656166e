// Media and their bytes, on every engine.
#include "store/media.h"

#include "base/limits.h"
#include "store/ledger.h"
#include "store/workspaces.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

constexpr Instant kT0{1'700'000'000'000};

class StoreMedia : public StorePlaceTest {
 protected:
  void SetUp() override {
    StorePlaceTest::SetUp();
    open(true);
  }
  static MediaId came(Session& s, int position = 0, Instant at = kT0) {
    return media::came(s, {.workspace = WorkspaceId{1},
                           .inbound = InboundId{7},
                           .position = position,
                           .carrier = "tw",
                           .url = "https://x/1",
                           .said_type = "image/png",
                           .created_at = at});
  }
  static MediaId whole(Session& s, MediaId id, const std::string& bytes) {
    for (size_t at = 0, part = 0; at < bytes.size(); at += limits::kMediaPartBytes, ++part)
      EXPECT_TRUE(media::put_part(s, id, part, std::string_view(bytes).substr(at, limits::kMediaPartBytes)));
    EXPECT_TRUE(media::finish(s, {.id = id,
                                  .type = "image/jpeg",
                                  .bytes = static_cast<int64_t>(bytes.size()),
                                  .sha256 = "ab",
                                  .stored_at = kT0 + 5}));
    return id;
  }
  static MediaId ours(Session& s, const std::string& token) {
    return whole(s,
                 media::uploaded(s, {.workspace = WorkspaceId{1},
                                     .said_type = "x",
                                     .name = "n.jpg",
                                     .token = token,
                                     .created_by = "ann",
                                     .created_at = kT0}),
                 "bytes");
  }
};
TIDINGS_FOR_EVERY_ENGINE(StoreMedia);

TEST_P(StoreMedia, EveryByteComesBack) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  while (bytes.size() < 2 * limits::kMediaPartBytes) bytes += bytes;
  bytes += "the end \\x00 \xF4\x8F\xBF\xBF";
  MediaId id;
  write([&](Session& s) { id = whole(s, came(s), bytes); });
  write([&](Session& s) {
    const auto found = media::by_id(s, id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->state, MediumState::stored);
    EXPECT_EQ(found->url, "https://x/1");
    EXPECT_EQ(found->said_type, "image/png");
    EXPECT_EQ(found->type, "image/jpeg");
    EXPECT_EQ(found->stored_at, kT0 + 5);
    EXPECT_TRUE(media::read(s, *found) == bytes);
    EXPECT_FALSE(media::put_part(s, id, 0, "late")) << "it is whole";
    EXPECT_TRUE(media::read(s, *found) == bytes);
    media::remove(s, id);
    EXPECT_FALSE(media::by_id(s, id));
    EXPECT_FALSE(media::put_part(s, id, 0, "late")) << "it is gone";
    auto rows = s.open_text("SELECT count(*) FROM media_part", nullptr, 0);
    ASSERT_TRUE(rows->next());
    EXPECT_EQ(rows->integer(0), 0);
  });
}

TEST_P(StoreMedia, WhatIsDueIsAskedFor) {
  write([&](Session& s) {
    const auto first = came(s), second = came(s, 1, kT0 + 10);
    ASSERT_EQ(media::due(s, kT0, 10).size(), 1U);
    ASSERT_EQ(media::due(s, kT0 + 10, 10).size(), 2U);
    EXPECT_EQ(media::due(s, kT0 + 10, 1)[0].id, first);
    auto row = *media::by_id(s, first);
    row.tries = 1;
    row.next_at = kT0 + 1000;
    EXPECT_TRUE(media::try_it(s, row));
    EXPECT_EQ(media::due(s, kT0 + 10, 10).size(), 1U);
    media::ask_anew(s, kT0 + 20);
    EXPECT_EQ(media::due(s, kT0 + 20, 10).size(), 2U);
    EXPECT_EQ(media::by_id(s, first)->tries, 1);
    row.problem = "503";
    EXPECT_TRUE(media::try_later(s, row));
    EXPECT_EQ(media::by_id(s, first)->problem, "503");
    EXPECT_TRUE(media::put_part(s, second, 0, "half"));
    EXPECT_TRUE(media::fail(s, second, "404"));
    EXPECT_FALSE(media::fail(s, second, "again"));
    EXPECT_TRUE(media::due(s, kT0 + 500, 10).empty());
    const auto all = media::of_inbound(s, InboundId{7});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].state, MediumState::failed);
    EXPECT_EQ(all[1].problem, "404");
    EXPECT_TRUE(media::of_inbound(s, InboundId{0}).empty());
    media::erase_of_inbound(s, InboundId{7});
    EXPECT_TRUE(media::of_inbound(s, InboundId{7}).empty());
  });
}

TEST_P(StoreMedia, WhoTakesOursAlong) {
  write([&](Session& s) {
    const auto one = ours(s, "t1"), two = ours(s, "t2"), three = ours(s, "t3");
    EXPECT_EQ(media::by_token(s, "t2")->id, two);
    EXPECT_FALSE(media::by_token(s, "t9"));
    EXPECT_FALSE(media::by_token(s, ""));
    EXPECT_EQ(media::ours(s, WorkspaceId{1}, one, 10).size(), 2U);
    EXPECT_TRUE(media::ours(s, WorkspaceId{2}, {}, 10).empty());
    EXPECT_TRUE(media::due(s, kT0 + kDayMs, 10).empty()) << "nobody fetches ours";
    EXPECT_FALSE(media::used(s, one));
    const MessageId message{5}, other{6};
    media::take_along(s, message, {two, one});
    EXPECT_EQ(media::of_message(s, message), (std::vector<MediaId>{two, one}));
    media::take_along(s, message, {three});
    EXPECT_EQ(media::of_message(s, message), (std::vector<MediaId>{three})) << "another revision's instead";
    media::take_along(s, message, {two, one});
    media::take_along(s, other, {one});
    media::of_campaign(s, CampaignId{3}, {three, three});
    EXPECT_TRUE(media::used(s, one));
    EXPECT_TRUE(media::used(s, three));
    EXPECT_TRUE(media::message_with(s, two));
    EXPECT_FALSE(media::message_with(s, three)) << "a campaign has it, no message yet";
    media::erase_of_message(s, message);
    EXPECT_TRUE(media::of_message(s, message).empty());
    EXPECT_FALSE(media::by_id(s, two)) << "nobody else has it";
    EXPECT_TRUE(media::by_id(s, one));
  });
}

}  // namespace
}  // namespace tidings::store
