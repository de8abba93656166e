// The account's own log as reconciliation reads it: the cases of testdata/lists.json, and pages.
#include "carrier/twilio/twilio_fixture.h"

namespace tidings::carrier::twilio {
namespace {

TEST(Twilio, ListsOfTheAccount) {
  for (const auto& value : cases("lists.json")) {
    SCOPED_TRACE(str(value, "name"));
    CarrierConfig from = config();
    if (value.get_object().contains("own_stop_replies")) from.values["own_stop_replies"] = "true";
    const auto page = make(from)->read_list(answered(200, str(value, "body")));
    ASSERT_TRUE(page) << page.error().describe();
    ASSERT_EQ(page->messages.size(), 1u);
    const FoundMessage& found = page->messages.front();
    expect_fields(value.at("expect").get_object(),
                  {{"inbound", found.inbound},
                   {"from", found.from},
                   {"to", found.to},
                   {"body", found.body},
                   {"state", tidings::to_string(found.state)},
                   {"undelivered", found.undelivered},
                   {"provider_status", found.provider_status},
                   {"error_code", found.error_code},
                   {"error_class", tidings::to_string(found.error_class)},
                   {"created_at", format_utc(found.created_at)},
                   {"updated_at", found.updated_at.ms == 0 ? "" : format_utc(found.updated_at)},
                   {"answered", found.answered},
                   {"media_apart", found.media_apart}});
  }
}

TEST(Twilio, ListsEverythingOfTheAccountAndFollowsPages) {
  const auto carrier = make();
  const std::string all = "https://api.twilio.com/2010-04-01/Accounts/" + kAccount + "/Messages";
  const HttpRequest first = *carrier->build_list({*parse_utc("2026-01-01T00:00:00Z"), {}}, "");
  // No DateSent: what was never sent has none, and is news as well.
  EXPECT_EQ(first.url, all + ".json?PageSize=200");
  EXPECT_FALSE(first.headers.get("Authorization").empty());
  const auto page = carrier->read_list(
      answered(200, R"({"messages":[],"next_page_uri":"/2010-04-01/Accounts/AC/Messages.json?PageToken=PA1"})"));
  ASSERT_TRUE(page);
  EXPECT_EQ(carrier->build_list({}, page->next_url)->url,
            "https://api.twilio.com/2010-04-01/Accounts/AC/Messages.json?PageToken=PA1");
  EXPECT_EQ(carrier->read_list(answered(429, "")).error().code, ErrorCode::rate_limited);

  EXPECT_EQ(carrier->build_media(kSid)->url, all + "/" + kSid + "/Media.json");
  const auto media = carrier->read_media(answered(
      200,
      R"({"media_list":[{"sid":"ME1","content_type":"image/png","uri":"/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1.json"}]})"));
  ASSERT_TRUE(media) << media.error().describe();
  // As a webhook names it.
  EXPECT_EQ(*media, (std::vector<std::pair<std::string, std::string>>{
                        {"https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM1/Media/ME1", "image/png"}}));
  EXPECT_EQ(carrier->read_media(answered(200, "{}")).error().code, ErrorCode::corrupt);
  EXPECT_EQ(carrier->read_media(answered(200, R"({"media_list":[{"uri":"//evil.example/x"}]})")).error().code,
            ErrorCode::corrupt);
}

}  // namespace
}  // namespace tidings::carrier::twilio
