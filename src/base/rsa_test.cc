// Keys that are refused; the encoding of tokens; digests of published vectors.
#include "base/rsa.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace tidings::crypto {
namespace {

TEST(Rsa, RefusesWhatIsNoUsableKey) {
  for (const char* text :
       {"", "x", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        // an Ed25519 key
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
        "-----END PRIVATE KEY-----\n"}) {
    const auto key = RsaKey::from_pem(Secret(text));
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(rsa_signature_fits("no key", "text", "signature"));
}

// RFC 1321 A.5, RFC 2202 §2 case 2, RFC 4231 §4.3.
TEST(Crypto, DigestsAndMacs) {
  EXPECT_EQ(to_hex(md5("message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
  const std::string text = "what do ya want for nothing?";
  EXPECT_EQ(to_hex(hmac_md5("Jefe", text)), "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(
      to_hex(hmac_sha512("Jefe", text)),
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b"
      "4b636e070a38bce737");
}

TEST(Crypto, Base64ForUrls) {
  for (const std::string& bytes : {std::string(), std::string("\xfb\xff\xfe"), std::string("a"), std::string("ab")}) {
    const std::string text = to_base64url(bytes);
    EXPECT_EQ(text.find_first_of("+/="), std::string::npos) << text;
    EXPECT_EQ(from_base64url(text).value_or("?"), bytes);
  }
  EXPECT_EQ(to_base64url("\xfb\xff\xfe"), "-__-");
  for (const char* bad : {"+//+", "YQ==", "a", "YR", "a b"}) EXPECT_FALSE(from_base64url(bad)) << bad;
}

}  // namespace
}  // namespace tidings::crypto
