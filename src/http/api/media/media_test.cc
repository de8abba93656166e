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

class MediaOut : public ApiTest {
 protected:
  json::value upload(const std::string& bytes, int status = 201, const std::string& type = "image/jpeg",
                     const std::string& url = "/api/media", const std::string& idempotency = {}) {
    HttpRequest request{.method = "POST", .url = url, .body = bytes};
    request.headers.add("Authorization", "Bearer " + key_);
    request.headers.add("Content-Type", type);
    if (!idempotency.empty()) request.headers.add("Idempotency-Key", idempotency);
    const auto response = raw(request);
    write_down("POST", url, {}, response);
    return body_of(response, status);
  }
  int64_t id_of(const json::value& medium) { return medium.at("id").as_int64(); }
  std::string token_of(int64_t id) {
    std::string out;
    write([&](store::Session& s) { out = store::media::by_id(s, MediaId{id})->token; });
    return out;
  }
  std::string send(const std::string& media, const std::string& body = "") {
    return fmt::format(R"({{"to":"+12025550123","body":"{}","media":[{}]}})", body, media);
  }
};

TEST_F(MediaOut, AFileIsKeptForWhatItIs) {
  const auto one = upload(kJpeg, 201, "text/html", "/api/media?name=..%2Froom%207.jpg", "once");
  EXPECT_EQ(text(one, "type"), "image/jpeg");
  EXPECT_EQ(text(one, "said_type"), "text/html");
  EXPECT_EQ(text(one, "name"), "room 7.jpg");
  EXPECT_EQ(one.at("bytes"), kJpeg.size());
  EXPECT_EQ(id_of(upload(kJpeg, 201, "text/html", "/api/media?name=..%2Froom%207.jpg", "once")), id_of(one))
      << "a repeat";
  EXPECT_EQ(upload(kJpeg + "x", 422, "text/html", "/api/media", "once").at("status"), 422);
  const auto form = upload("--b\r\nContent-Disposition: form-data; name=f; filename=\"a.gif\"\r\n\r\n<html>\r\n--b--",
                           201, "multipart/form-data; boundary=b");
  EXPECT_EQ(text(form, "type"), "application/octet-stream");
  EXPECT_EQ(text(form, "name"), "a.gif");
  EXPECT_EQ(get("/api/media").at("items").as_array().size(), 2U);
  EXPECT_EQ(ask("GET", fmt::format("/api/media/{}", id_of(one))).body, kJpeg);
  EXPECT_EQ(upload("", 400).at("where"), "the body");
  EXPECT_EQ(upload("x", 400, "multipart/form-data").at("where"), "the body");
  EXPECT_EQ(count("SELECT count(*) FROM audit WHERE action = 'media.upload'"), 2);
}

TEST_F(MediaOut, ALongOneIsRefused) {
  upload(std::string(limits::kMediaBytes + 1, 'x'), 413);
  upload(std::string(limits::kMediaBytes + (200 << 10), 'x'), 413);
  EXPECT_EQ(count("SELECT count(*) FROM media_part"), 0);
}

TEST_F(MediaOut, OnlySoManyAreHeldAtOnce) {
  HttpRequest head{.method = "POST", .url = "/api/media"};
  head.headers.add("Authorization", "Bearer " + key_);
  std::vector<net::UploadSink> under_way;
  for (size_t i = 0; i < limits::kMediaUploads; ++i) {
    under_way.push_back(*api_->upload(head));
    EXPECT_TRUE(under_way.back().take("x"));
  }
  EXPECT_EQ(api_->upload(head)->take("x").error().code, ErrorCode::unavailable);
  under_way.clear();
  EXPECT_TRUE(api_->upload(head)->take("x"));
  head.headers = {};
  EXPECT_EQ(api_->upload(head)->take("x").error().code, ErrorCode::unauthenticated);
}

TEST_F(MediaOut, ASendTakesItAlongAndThenItIsPublic) {
  const auto id = id_of(upload(kJpeg));
  const std::string url = "/media/" + token_of(id);
  EXPECT_EQ(raw({.url = url}).status, 404) << "no message has it";
  const auto sent = post("/api/messages/send", send(std::to_string(id)), 202);
  EXPECT_EQ(sent.at("segments"), 1);
  const auto row = get(fmt::format("/api/outbox/{}", sent.at("id").as_int64()));
  ASSERT_EQ(row.at("media").as_array().size(), 1U);
  EXPECT_EQ(id_of(row.at("media").at(0)), id);
  const auto given = ask("GET", url);
  EXPECT_EQ(given.status, 200);
  EXPECT_EQ(given.body, kJpeg);
  EXPECT_EQ(given.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(raw({.url = url + ".jpg"}).body, kJpeg) << "as carriers are told it";
  EXPECT_EQ(raw({.method = "HEAD", .url = url}).headers.get("Content-Length"), std::to_string(kJpeg.size()));
  EXPECT_EQ(ask("DELETE", fmt::format("/api/media/{}", id)).status, 409) << "a message has it";
  const auto why = get(fmt::format("/api/outbox/{}/why", sent.at("id").as_int64()));
  EXPECT_EQ(why.at("message").at("media").as_array().size(), 1U);
}

TEST_F(MediaOut, WhatNoCarrierTakesIsRefusedBeforeItIsMade) {
  const auto large = id_of(upload("\xFF\xD8\xFF" + std::string(6'000'000, 'x')));
  const auto answer = post("/api/messages/send", send(std::to_string(large), "look"), 400);
  EXPECT_EQ(text(answer, "where"), "media");
  EXPECT_EQ(text(answer, "detail"),
            "no carrier can send these media: tw takes at most 5.0 MB of image/jpeg, and one has 6.0 MB");
  const auto page = id_of(upload("<html>", 201, "image/jpeg"));
  EXPECT_NE(
      text(post("/api/messages/send", send(std::to_string(page)), 400), "detail").find("takes no application/octet"),
      std::string::npos);
  const auto small = id_of(upload(kJpeg));
  EXPECT_EQ(text(post("/api/messages/send", send(fmt::format("{},{}", small, small)), 400), "where"), "media[1]");
  EXPECT_EQ(text(post("/api/messages/send", send("999"), 400), "where"), "media[0]");
  EXPECT_EQ(text(post("/api/messages/send", send("\"x\""), 400), "where"), "media[0]");
  EXPECT_EQ(text(post("/api/messages/send", R"({"to":"+12025550123","body":" "})", 400), "where"), "body");
  const auto batch = post("/api/messages/batch",
                          fmt::format(R"({{"media":[{}],"messages":[{{"to":"+12025550123"}},{{"to":"+12025550124",
                          "media":[{}]}},{{"to":"+12025550123"}}]}})",
                                      small, large),
                          200);
  EXPECT_EQ(text(batch.at("results").at(0), "status"), "accepted");
  EXPECT_EQ(text(batch.at("results").at(1), "field"), "media");
  EXPECT_EQ(text(batch.at("results").at(2), "reason"), "duplicate");
  EXPECT_EQ(count("SELECT count(*) FROM message"), 1);
  const auto campaign = fmt::format(R"({{"name":"spring","media":[{}],"audience":{{"everyone":true}}}})", large);
  EXPECT_EQ(text(post("/api/campaigns", campaign, 400), "where"), "media");
  EXPECT_EQ(count("SELECT count(*) FROM campaign"), 0);
}

TEST_F(MediaOut, ACampaignHasItsMediaByRevision) {
  const auto one = id_of(upload(kJpeg)), two = id_of(upload("\x89PNG\r\n\x1A\n..."));
  const auto made = post("/api/campaigns",
                         fmt::format(R"({{"name":"spring","media":[{}],"audience":{{"everyone":true}}}})", one), 201);
  EXPECT_EQ(made.at("media"), (json::array{one}));
  const std::string url = fmt::format("/api/campaigns/{}", made.at("id").as_int64());
  const auto edited = body_of(ask("PATCH", url, fmt::format(R"({{"media":[{},{}],"body":"look"}})", two, one)), 200);
  EXPECT_EQ(edited.at("media"), (json::array{two, one}));
  EXPECT_EQ(edited.at("revision"), 2);
  EXPECT_EQ(body_of(ask("PATCH", url, R"({"media":[],"body":""})"), 400).at("where"), "body");
  body_of(ask("PATCH", url, R"({"media":[]})"), 200);
  EXPECT_EQ(get(url).at("media"), json::array{});
  const auto changes = get(url + "/revisions").at("items");
  EXPECT_EQ(changes.at(1).at("changes").at("media").at("to"), (json::array{two, one}));
  EXPECT_EQ(ask("DELETE", fmt::format("/api/media/{}", two)).status, 409) << "its history has it";
  const auto unused = id_of(upload("\x89PNG\r\n\x1A\n..."));
  EXPECT_EQ(ask("DELETE", fmt::format("/api/media/{}", unused)).status, 200);
  EXPECT_EQ(ask("DELETE", fmt::format("/api/media/{}", unused)).status, 404);
}

TEST_F(MediaOut, AnAnswerMayHaveAPicture) {
  webhook("/sms/inbound", {{"Id", "SM1"}, {"From", kPhone}, {"To", kOurs}, {"Body", "which room?"}});
  const auto id = id_of(upload(kJpeg));
  const auto sent = post("/api/conversations/1/reply", fmt::format(R"({{"media":[{}]}})", id), 202);
  EXPECT_EQ(sent.at("media").as_array().size(), 1U);
  EXPECT_EQ(text(post("/api/conversations/1/reply", R"({"media":[77]})", 400), "where"), "media[0]");
  EXPECT_EQ(text(post("/api/conversations/1/reply", R"({"media":[]})", 400), "where"), "body");
  const auto items = get("/api/messages/1").at("items").as_array();
  EXPECT_EQ(id_of(items[1].at("media").at(0)), id);
}

}  // namespace
}  // namespace tidings::http
