#include "flow/media/sniff.h"

#include <gtest/gtest.h>

#include <string>

namespace tidings::media {
namespace {

using namespace std::string_literals;

std::string boxes(const std::string& major, const std::string& compatible = {}) {
  const size_t size = 16 + compatible.size();
  return std::string(3, '\0') + static_cast<char>(size) + "ftyp" + major + "\0\0\2\0"s + compatible + "\0\0\0\0mdat"s;
}
// 128 kbit/s at 44.1 kHz, layer III: 417 bytes.
std::string mp3_frame() { return "\xFF\xFB\x90\x00"s + std::string(413, '\0'); }

TEST(Sniff, ByTheBytesAlone) {
  const std::pair<std::string, std::string_view> cases[] = {
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, "image/jpeg"},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, "image/png"},
      {"GIF89a..."s, "image/gif"},
      {"GIF87a..."s, "image/gif"},
      {"RIFF\x10\0\0\0WEBPVP8 "s, "image/webp"},
      {"RIFF\x10\0\0\0WAVEfmt "s, "audio/wav"},
      {"RIFF\x10\0\0\0AVI LIST"s, kUnknownType},
      {boxes("heic"), "image/heic"},
      {boxes("mif1", "mif1heic"), "image/heic"},
      {boxes("isom"), "video/mp4"},
      {boxes("mp42"), "video/mp4"},
      {boxes("3gp4"), "video/3gpp"},
      {boxes("3g2a"), "video/3gpp"},
      {boxes("qt  "), "video/quicktime"},
      {boxes("M4A "), "audio/mp4"},
      {boxes("avif"), kUnknownType},
      {boxes("xxxx", "yyyyisom"), "video/mp4"},
      {"ID3\x04\0\0"s, "audio/mpeg"},
      {mp3_frame() + mp3_frame(), "audio/mpeg"},
      {mp3_frame() + "something else", kUnknownType},
      {"\xFF\xFE<\0h\0"s, kUnknownType},
      {"#!AMR\n\x3c", "audio/amr"},
      {"#!AMR-WB\n", "audio/amr"},
      {"OggS\0\2"s, "audio/ogg"},
      {"%PDF-1.7\n", "application/pdf"},
      {"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n", "text/vcard"},
      {"begin:vcard\r\n", "text/vcard"},
      {"\xEF\xBB\xBF"
       "BEGIN:VCARD\n",
       "text/vcard"},
      {"a note, 3 < 4, gr\xC3\xBC\xC3\x9F"
       "e\n",
       "text/plain"},
      {"", kUnknownType},
      {"a\0b"s, kUnknownType},
      {"\xC3\x28", kUnknownType},
      {"PK\3\4"s, kUnknownType},
      {"MZ\x90\0"s, kUnknownType},
  };
  for (const auto& [bytes, type] : cases) EXPECT_EQ(sniff(bytes), type) << bytes.substr(0, 12);
}

TEST(Sniff, WhatABrowserWouldRunIsNoText) {
  for (const char* page :
       {"<html><script>alert(1)</script>", "<!DOCTYPE html>", "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<?xml version='1.0'?><svg/>", "words and then <script>", "</p>", "\xEF\xBB\xBF<html>"}) {
    EXPECT_EQ(sniff(page), kUnknownType) << page;
  }
}

TEST(Sniff, OnlyAFewKindsAreShownInPlace) {
  EXPECT_TRUE(shown_inline("image/jpeg"));
  for (const char* type : {"application/pdf", "text/plain", "image/heic", "image/svg+xml", "application/octet-stream"})
    EXPECT_FALSE(shown_inline(type)) << type;
  EXPECT_EQ(extension_of("video/mp4"), "mp4");
  EXPECT_EQ(extension_of("text/html"), "bin");
}

}  // namespace
}  // namespace tidings::media
