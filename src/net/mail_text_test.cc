#include "net/mail_text.h"

#include <gtest/gtest.h>

#include "base/crypto.h"

namespace tidings::net {
namespace {

const Instant kNow = *parse_utc("2026-02-03T04:05:06Z");

Mail mail(std::string subject, std::string text) {
  return {.from = "Tidings <tidings@example.org>",
          .to = {"ops@example.org", "Ann <ann@example.com>"},
          .subject = std::move(subject),
          .text = std::move(text),
          .id = "incident-7-opened"};
}

TEST(MailText, IsAWholeMessage) {
  EXPECT_EQ(
      mail_text(mail("no receipts", "one\ntwo\r\nthree"), kNow),
      "Date: Tue, 3 Feb 2026 04:05:06 +0000\r\nFrom: Tidings <tidings@example.org>\r\n"
      "To: ops@example.org,\r\n Ann <ann@example.com>\r\nSubject: no receipts\r\n"
      "Message-ID: <incident-7-opened@example.org>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\none\r\ntwo\r\nthree\r\n");
}

TEST(MailText, NothingInAValueBeginsAnotherHeader) {
  auto hostile = mail("a\r\nBcc: eve@example.net", "b");
  hostile.from = "x@example.org\nReply-To: eve@example.net";
  const auto text = mail_text(hostile, kNow);
  EXPECT_FALSE(text.contains("\nBcc:")) << text;
  EXPECT_FALSE(text.contains("\nReply-To:")) << text;
}

TEST(MailText, SubjectsBeyondAsciiAreEncodedBetweenCharacters) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "né€😀";
  const auto text = mail_text(mail(subject, "b"), kNow);
  std::string decoded;
  size_t words = 0;
  for (size_t at = 0; (at = text.find("=?UTF-8?B?", at)) != std::string::npos; ++words) {
    at += 10;
    const size_t end = text.find("?=", at);
    EXPECT_LE(end - at + 12, 75U);
    const auto word = crypto::from_base64(text.substr(at, end - at));
    ASSERT_TRUE(word);
    EXPECT_NE(static_cast<unsigned char>(word->front()) & 0xc0, 0x80) << "begins inside a character";
    decoded += *word;
  }
  EXPECT_EQ(decoded, subject);
  EXPECT_GT(words, 5U);
}

TEST(MailText, BodiesThatAreNoPlainLinesTravelInBase64) {
  for (const std::string& body : {std::string("Grüße"), std::string(2000, 'x'), std::string("a\0b", 3)}) {
    const auto text = mail_text(mail("s", body), kNow);
    EXPECT_TRUE(text.contains("Content-Transfer-Encoding: base64\r\n"));
    std::string packed;
    size_t at = text.find("\r\n\r\n") + 4;
    while (at < text.size()) {
      const size_t end = text.find("\r\n", at);
      ASSERT_LE(end - at, 76U);
      packed += text.substr(at, end - at);
      at = end + 2;
    }
    EXPECT_EQ(crypto::from_base64(packed).value_or(""), body + "\r\n");
  }
}

TEST(MailText, BareAddresses) {
  EXPECT_EQ(bare_address("ops@example.org"), "ops@example.org");
  EXPECT_EQ(bare_address("Ops Team <ops@example.org>"), "ops@example.org");
  EXPECT_EQ(bare_address("> odd <"), "> odd <");
}

}  // namespace
}  // namespace tidings::net
