// Who is shown the account's key when media are fetched.
#include "carrier/twilio/twilio_fixture.h"

namespace tidings::carrier::twilio {
namespace {

TEST(TwilioMedia, TheKeyIsForTheAccountsOwnPlace) {
  const auto carrier = make();
  const auto key = [&](const std::string& url) {
    const HttpRequest request = carrier->build_fetch_media(url, Instant{1});
    EXPECT_EQ(request.url, url);
    EXPECT_EQ(request.method, "GET");
    return !request.headers.get("Authorization").empty();
  };
  const std::string api = "https://api.twilio.com", ours = "/2010-04-01/Accounts/" + kAccount;
  EXPECT_EQ(carrier->api_url(), api);
  EXPECT_TRUE(key(api + ours + "/Messages/MM1/Media/ME1"));
  for (const std::string& url :
       {"https://mms.twiliocdn.com" + ours + "/x", api + ".evil.example" + ours + "/x", api + ":8443" + ours + "/x",
        "http://api.twilio.com" + ours + "/x", "https://user@api.twilio.com" + ours + "/x",
        api + "/2010-04-01/Accounts/AC" + std::string(32, '9') + "/x", api + ours + "9/x",
        api + "@evil.example" + ours}) {
    EXPECT_FALSE(key(url)) << url;
  }
}

}  // namespace
}  // namespace tidings::carrier::twilio
