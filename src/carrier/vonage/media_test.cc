// Who is shown a token when media are fetched.
#include "carrier/vonage/vonage_test_world.h"

namespace tidings::carrier::vonage {
namespace {

TEST(VonageMedia, ATokenIsForVonagesOwnPlaces) {
  const auto carrier = make(messages_config());
  const auto token = [&](std::string_view url, const Carrier& from) {
    return std::string(from.build_fetch_media(url, Instant{1'700'000'000'000}).headers.get("Authorization"));
  };
  EXPECT_TRUE(token("https://api-us.nexmo.com/v3/media/1b4", *carrier).starts_with("Bearer ey"));
  EXPECT_TRUE(token(std::string(carrier->api_url()) + "/v3/media/1b4", *carrier).starts_with("Bearer ey"));
  for (const char* url : {"http://api-us.nexmo.com/v3/media/1", "https://api-us.nexmo.com/v1/other",
                          "https://api-us.nexmo.com:444/v3/media/1", "https://api-us.nexmo.com.evil.example/v3/media/1",
                          "https://evil.example/v3/media/1", "https://user@api-us.nexmo.com/v3/media/1",
                          "https://api-us.nexmo.com@evil.example/v3/media/1"}) {
    EXPECT_EQ(token(url, *carrier), "") << url;
  }
  EXPECT_EQ(token("https://api-us.nexmo.com/v3/media/1b4", *make()), "") << "no key, no token";
}

}  // namespace
}  // namespace tidings::carrier::vonage
