// Signatures: the published test vectors, and that nothing else passes.
#include "base/signature.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace tidings::crypto {
namespace {

// RFC 8032, 7.1, TEST 2.
constexpr const char* kSeed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
constexpr const char* kPublic = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
constexpr const char* kSigned =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(Signature, IsThatOfTheStandard) {
  const auto key = SigningKey::from_seed(*from_hex(kSeed));
  ASSERT_TRUE(key);
  EXPECT_EQ(to_hex(key->public_key()), kPublic);
  EXPECT_EQ(to_hex(key->sign("\x72")), kSigned);
  EXPECT_TRUE(signature_fits(key->public_key(), "\x72", *from_hex(kSigned)));
}

TEST(Signature, OfAnotherTextKeyOrLengthDoesNotFit) {
  const auto key = SigningKey::make(), other = SigningKey::make();
  EXPECT_NE(key.public_key(), other.public_key());
  const auto made = key.sign("a pack");
  EXPECT_TRUE(signature_fits(key.public_key(), "a pack", made));
  EXPECT_FALSE(signature_fits(key.public_key(), "a pac", made));
  EXPECT_FALSE(signature_fits(other.public_key(), "a pack", made));
  EXPECT_FALSE(signature_fits(key.public_key().substr(1), "a pack", made));
  EXPECT_FALSE(signature_fits(key.public_key(), "a pack", made + "x"));
  EXPECT_FALSE(signature_fits({}, "a pack", {}));
  for (size_t i = 0; i < made.size(); ++i) {
    auto bent = made;
    bent[i] ^= 1;
    EXPECT_FALSE(signature_fits(key.public_key(), "a pack", bent)) << i;
  }
}

TEST(Signature, AKeyComesBackFromItsSeed) {
  const auto key = SigningKey::make();
  const auto again = SigningKey::from_seed(key.seed().reveal());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_FALSE(SigningKey::from_seed("too short"));
}

TEST(Signature, HexIsReadStrictly) {
  EXPECT_EQ(from_hex("00ff7a").value(), std::string("\0\xff\x7a", 3));
  for (const char* bad : {"0", "0g", "FF", " 0"}) EXPECT_FALSE(from_hex(bad)) << bad;
}

}  // namespace
}  // namespace tidings::crypto
