#include "flow/media/outgoing.h"

#include <gtest/gtest.h>

namespace tidings::media {
namespace {

class RuledCarrier final : public carrier::Carrier {
 public:
  RuledCarrier(carrier::MediaRules rules, std::string api) : rules_(std::move(rules)), api_(std::move(api)) {}
  std::string_view name() const override { return "x"; }
  size_t most_characters() const override { return 1600; }
  HttpRequest build_send(const carrier::OutgoingMessage&) const override { return {}; }
  carrier::SendResult read_send(const HttpResult&) const override { return {}; }
  carrier::Signature check_signature(const carrier::WebhookRequest&, Instant) const override { return {}; }
  Result<carrier::WebhookEvent> read_webhook(const carrier::WebhookRequest&) const override { return {}; }
  HttpResponse answer(const carrier::WebhookEvent&) const override { return {}; }
  const carrier::MediaRules& media_rules() const override { return rules_; }
  std::string_view api_url() const override { return api_; }

 private:
  carrier::MediaRules rules_;
  std::string api_;
};

const RuledCarrier kPictures({.most = 1, .types = {{"image/*", 1000}}}, "https://api.carrier.example");
const RuledCarrier kTexts({}, "https://api.texts.example");
const RuledCarrier kRehearsal({.most = 1, .types = {{"*", 0}}}, "http://127.0.0.1:9000");
const std::vector<Medium> kPicture{{.id = MediaId{1}, .type = "image/png", .bytes = 900}};

Outgoing with(std::string public_url) {
  const auto find = [](std::string_view name) -> const carrier::Carrier* {
    if (name == "pictures") return &kPictures;
    if (name == "texts") return &kTexts;
    return name == "rehearsal" ? &kRehearsal : nullptr;
  };
  return {.find_carrier = find, .public_url = std::move(public_url)};
}
std::string said(const Result<>& result) { return result ? "" : result.error().what; }

TEST(Outgoing, OneSenderThatMayIsEnough) {
  const Sender texts{.carrier = "texts"}, pictures{.carrier = "pictures"}, gone{.carrier = "gone"};
  const auto out = with("https://sms.example.org");
  EXPECT_TRUE(may_go(kPicture, std::vector{texts, pictures, gone}, out));
  EXPECT_TRUE(may_go({}, std::vector<Sender>{}, out)) << "nothing goes along";
  EXPECT_EQ(said(may_go(kPicture, std::vector{texts, gone}, out)),
            "no carrier can send these media: texts sends no media");
  Sender off = pictures;
  off.active = false;
  EXPECT_EQ(said(may_go(kPicture, std::vector{off}, out)),
            "no carrier can send these media: there is no active sender");
  EXPECT_TRUE(takes(pictures, kPicture, out));
  EXPECT_FALSE(takes(texts, kPicture, out));
  EXPECT_FALSE(takes(gone, kPicture, out));
  EXPECT_TRUE(takes(gone, {}, out));
  EXPECT_FALSE(takes(pictures, std::vector<Medium>{{}}, out)) << "a hole";
}

TEST(Outgoing, TheCarrierHasToReachUs) {
  for (const char* here : {"http://127.0.0.1:8080", "http://localhost:8080", "http://0.0.0.0:8080", "http://[::1]:1"}) {
    EXPECT_EQ(why_not(kPictures, kPicture, here),
              std::string("cannot fetch them from ") + here + ": server.public_url must be set");
    EXPECT_EQ(why_not(kRehearsal, kPicture, here), "") << "it is here too";
  }
  EXPECT_EQ(why_not(kPictures, kPicture, "https://sms.example.org"), "");
}

TEST(Outgoing, TheAddressEndsLikeItsType) {
  const Medium medium{.type = "image/jpeg", .token = "abc"};
  EXPECT_EQ(public_url_of(medium, "https://sms.example.org"), "https://sms.example.org/media/abc.jpg");
  EXPECT_EQ(token_in("abc.jpg"), "abc");
  EXPECT_EQ(token_in("abc"), "abc");
}

TEST(Outgoing, IdsAreNumbers) {
  EXPECT_EQ(read_ids(nullptr).value(), std::vector<MediaId>{});
  const json::array good{3, 1}, bad{3, "1"}, zero{0};
  EXPECT_EQ(read_ids(&good).value(), (std::vector{MediaId{3}, MediaId{1}}));
  EXPECT_EQ(read_ids(&bad).error().where, "media[1]");
  EXPECT_EQ(read_ids(&zero).error().where, "media[0]");
}

}  // namespace
}  // namespace tidings::media
