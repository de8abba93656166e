// Media of messages: shown in the thread, given out safely.
#include "http/api/media/media.h"

#include "http/api_test_world.h"
#include "store/media.h"

namespace tidings::http {
namespace {

const std::string kJpeg = std::string("\xFF\xD8\xFF\xE0\0\x10JFIF\0", 11) + std::string(300'000, '\x7e');

class MediaApi : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    const std::string link = "https://carrier.example/secret";
    webhook("/sms/inbound", {{"Id", "SM1"},
                             {"From", kPhone},
                             {"To", kOurs},
                             {"Body", "look"},
                             {"Media", link + "/1"},
                             {"Media", link + "/2"},
                             {"Media", link + "/3"}});
    write([&](store::Session& s) {
      for (const auto& medium : store::media::of_inbound(s, InboundId{1})) came_.push_back(medium.id);
    });
    ASSERT_EQ(came_.size(), 3U);
  }
  void store(MediaId id, const std::string& bytes, const std::string& type) {
    write([&](store::Session& s) {
      for (size_t at = 0, part = 0; at < bytes.size(); at += limits::kMediaPartBytes, ++part)
        ASSERT_TRUE(store::media::put_part(s, id, part, bytes.substr(at, limits::kMediaPartBytes)));
      ASSERT_TRUE(store::media::finish(s, {.id = id,
                                           .type = type,
                                           .bytes = static_cast<int64_t>(bytes.size()),
                                           .sha256 = "5ha",
                                           .stored_at = clock_.now()}));
    });
  }
  static std::string at(MediaId id) { return fmt::format("/api/media/{}", id.value); }
  std::vector<MediaId> came_;
};

TEST_F(MediaApi, AThreadShowsWhatCameAndWhereItStands) {
  const MediaId first = came_[0], second = came_[1], third = came_[2];
  store(first, kJpeg, "image/jpeg");
  write([&](store::Session& s) { store::media::fail(s, second, "the carrier answered 403"); });
  const auto media = get("/api/messages/1").at("items").at(0).at("media").as_array();
  ASSERT_EQ(media.size(), 3U);
  EXPECT_EQ(media[0].at("id"), first.value);
  EXPECT_EQ(text(media[0], "state"), "stored");
  EXPECT_EQ(text(media[0], "type"), "image/jpeg");
  EXPECT_EQ(text(media[0], "said_type"), "image/png");
  EXPECT_EQ(media[0].at("bytes"), kJpeg.size());
  EXPECT_EQ(text(media[1], "state"), "failed");
  EXPECT_EQ(text(media[1], "problem"), "the carrier answered 403");
  EXPECT_EQ(text(media[2], "state"), "waiting");
  EXPECT_EQ(json::serialize(json::value(media)).find("secret"), std::string::npos) << "the carrier's link stays here";
  EXPECT_EQ(get(at(second), 404).at("code"), "not_found");
  EXPECT_EQ(get(at(third), 409).at("code"), "conflict");
  EXPECT_EQ(get("/api/media/999", 404).at("code"), "not_found");
}

TEST_F(MediaApi, BytesAreGivenSoThatNothingRuns) {
  const auto id = came_[0];
  store(id, kJpeg, "image/jpeg");
  const auto picture = ask("GET", at(id));
  EXPECT_EQ(picture.status, 200);
  EXPECT_EQ(picture.body, kJpeg);
  EXPECT_EQ(picture.headers.get("Content-Type"), "image/jpeg");
  EXPECT_EQ(picture.headers.get("Content-Disposition"), fmt::format("inline; filename=\"media-{}.jpg\"", id.value));
  EXPECT_EQ(picture.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(picture.headers.get("Content-Security-Policy"), "sandbox; default-src 'none'");
  EXPECT_TRUE(picture.headers.get("Cache-Control").starts_with("private"));

  const auto page = came_[1];
  store(page, "<html><script>x</script>", "application/octet-stream");
  const auto file = ask("GET", at(page));
  EXPECT_EQ(file.headers.get("Content-Type"), "application/octet-stream");
  EXPECT_EQ(file.headers.get("Content-Disposition"), fmt::format("attachment; filename=\"media-{}.bin\"", page.value));
}

TEST_F(MediaApi, WhatIsKnownIsNotGivenAgain) {
  const auto id = came_[0];
  store(id, kJpeg, "image/jpeg");
  HttpRequest request{.url = at(id)};
  request.headers.add("Authorization", "Bearer " + key_);
  request.headers.add("If-None-Match", "\"5ha\"");
  const auto same = raw(request);
  EXPECT_EQ(same.status, 304);
  EXPECT_TRUE(same.body.empty());
  EXPECT_EQ(same.headers.get("ETag"), "\"5ha\"");
}

TEST_F(MediaApi, NobodyWithoutAKey) {
  const auto id = came_[0];
  store(id, kJpeg, "image/jpeg");
  EXPECT_EQ(raw({.url = at(id)}).status, 401);
  EXPECT_EQ(raw({.url = "/media/" + std::to_string(id.value)}).status, 404);
  EXPECT_EQ(raw({.url = "/media/"}).status, 404);
}

}  // namespace
}  // namespace tidings::http
