#include "flow/media/upload.h"

#include <gtest/gtest.h>

namespace tidings::media {
namespace {

constexpr const char* kForm = "multipart/form-data; boundary=XX";

TEST(Upload, TheBodyIsTheFile) {
  const auto out = read_upload("image/jpeg; a=b", "attachment; filename=\"C:\\\\photos\\\\a \\\"b\\\".jpg\"", "bytes");
  ASSERT_TRUE(out);
  EXPECT_EQ(out->bytes, "bytes");
  EXPECT_EQ(out->said_type, "image/jpeg");
  EXPECT_EQ(out->name, "a b.jpg");
}

TEST(Upload, OrTheFirstFileOfAForm) {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
      "--XX\r\ncontent-disposition: form-data; name=\"file\"; filename*=UTF-8''gr%C3%BC%C3%9Fe.png\r\n"
      "Content-Type: image/png\r\n\r\n\x89PNG\r\n--X\r\n--XX--\r\n";
  const auto out = read_upload(kForm, "", body);
  ASSERT_TRUE(out) << out.error().describe();
  EXPECT_EQ(out->bytes, "\x89PNG\r\n--X");
  EXPECT_EQ(out->said_type, "image/png");
  EXPECT_EQ(out->name,
            "gr\xC3\xBC\xC3\x9F"
            "e.png");
  const auto quoted =
      read_upload("Multipart/Form-Data; charset=x; boundary=\"a b\"", "",
                  "preamble\r\n--a b \r\nContent-Disposition: form-data; filename=x\r\n\r\n\r\n--a b--");
  ASSERT_TRUE(quoted) << quoted.error().describe();
  EXPECT_EQ(quoted->bytes, "");
}

TEST(Upload, WhatDoesNotReadIsSaid) {
  for (const char* body : {"", "--XX--", "--XX\r\n", "--XX\r\nContent-Disposition: form-data; filename=x\r\n\r\nbytes",
                           "--XX\r\nContent-Disposition: form-data; name=x\r\n\r\nbytes\r\n--XX--\r\n",
                           "--XXY\r\n\r\nbytes\r\n--XX--", "no form"}) {
    EXPECT_FALSE(read_upload(kForm, "", body)) << body;
  }
  EXPECT_FALSE(read_upload("multipart/form-data", "", "--XX"));
  EXPECT_FALSE(read_upload("multipart/form-data; boundary=" + std::string(100, 'x'), "", "--XX"));
}

TEST(Upload, NamesAreMadeHarmless) {
  EXPECT_EQ(safe_name("../../etc/passwd"), "passwd");
  EXPECT_EQ(safe_name("a\r\nSet-Cookie: x\".jpg"), "aSet-Cookie: x.jpg");
  EXPECT_EQ(safe_name(std::string(199, 'x') + "\xC3\xBC"), std::string(199, 'x'));
  EXPECT_EQ(safe_name(""), "");
}

TEST(Upload, WhatIsNoTextStaysOutOfAnswers) {
  EXPECT_EQ(safe_name("\xFF\xFEpic.jpg").find('\xFF'), std::string::npos);
  EXPECT_NE(safe_name("\xFF\xFEpic.jpg").find("pic.jpg"), std::string::npos);
  EXPECT_EQ(plain_type("image/\xFFjpeg\x01; charset=x"), "image/jpeg");
  const auto coded = read_upload("image/png", "attachment; filename*=UTF-8''%ff%fe.png", "x");
  ASSERT_TRUE(coded);
  EXPECT_EQ(coded->name.find('\xFF'), std::string::npos);
}

}  // namespace
}  // namespace tidings::media
