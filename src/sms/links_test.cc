#include "sms/links.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace tidings::sms {
namespace {

std::string links_in(std::string_view text) {
  std::string out;
  for (const auto& link : find_links(text)) out += (out.empty() ? "" : " ") + std::string(link.text);
  return out;
}

TEST(Links, AreFoundWithoutThePunctuationAround) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},
      {"see https://example.com/a?b=c#d.", "https://example.com/a?b=c#d"},
      {"HTTP://EXAMPLE.COM", "HTTP://EXAMPLE.COM"},
      {"(https://example.com/x)", "https://example.com/x"},
      {"https://en.wikipedia.org/wiki/A_(b)", "https://en.wikipedia.org/wiki/A_(b)"},
      {"go: www.example.org/x, now", "www.example.org/x"},
      {"www.example.museum", "www.example.museum"},
      {"bit.ly/abc", "bit.ly/abc"},
      {"Visit example.com!", "example.com"},
      {"example.com.au is it", "example.com.au"},
      {"“example.com”", "example.com"},
      {"<https://example.com>", "https://example.com"},
      {"https://a.com,https://b.com", "https://a.com https://b.com"},
      {"a.com, b.org; c.net", "a.com b.org c.net"},
      {"http://10.0.0.1:8080/x", "http://10.0.0.1:8080/x"},
      {"http://user:pw@example.com/x", "http://user:pw@example.com/x"},
      {"http://localhost/x", "http://localhost/x"},
      {"example.com:8443/x", "example.com:8443/x"},
      {"https://münchen.de/ä", "https://münchen.de/ä"},
      {"t.co/x…", "t.co/x"},
      {"ann@example.com", ""},
      {"mail ann.b@example.com please", ""},
      {"call me.in case", ""},
      {"ok.so what", ""},
      {"it is 5.30 or 17.30", ""},
      {"e.g. this, i.e. that", ""},
      {"end.Start", ""},
      {"v1.2.3", ""},
      {"youtu.be/x1", "youtu.be/x1"},
      {"t.me/x", "t.me/x"},
      {"t.me", ""},
      {"go.example.me", "go.example.me"},
      {"http://", ""},
      {"https://.", ""},
      {"www.", ""},
      {"-.com", ""},
      {"file.txt", ""},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(links_in(text), expected) << text;
}

TEST(Links, KnowTheirHostAndPlace) {
  const auto found = find_links("hi http://me@Example.com:80/x and bit.ly/y");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].position, 3u);
  EXPECT_EQ(found[0].host, "Example.com");
  EXPECT_EQ(found[1].host, "bit.ly");
}

TEST(LinksProperty, StayInTheTextInOrder) {
  EXPECT_TRUE(rc::check([] {
    const auto parts = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", ".", "com", "/", "http://", "www.", " ", "(", ")", "@", "é", "“", ",",
                                      "bit.ly", "-", ":", "1", "\xE2", "\x80", "?", "#"));
    std::string text;
    for (const auto& part : parts) text += part;
    size_t end = 0;
    for (const auto& link : find_links(text)) {
      RC_ASSERT(link.position >= end);
      RC_ASSERT(!link.text.empty());
      RC_ASSERT(text.substr(link.position, link.text.size()) == link.text);
      RC_ASSERT(link.text.find(' ') == std::string::npos);
      RC_ASSERT(link.text.contains(link.host));
      end = link.position + link.text.size();
    }
  }));
}

TEST(Links, SharedShortenersAndBareAddresses) {
  for (const char* host : {"bit.ly", "BIT.LY", "www.tinyurl.com", "t.co"})
    EXPECT_TRUE(is_shared_shortener(host)) << host;
  for (const char* host : {"rabbit.ly", "bit.ly.example.org", "example.org", "at.co", ""})
    EXPECT_FALSE(is_shared_shortener(host)) << host;
  for (const char* host : {"203.0.113.7", "[2001:db8::1]"}) EXPECT_TRUE(is_raw_address(host)) << host;
  for (const char* host : {"1.2.3", "203.0.113.7.example.org", "example.org", ""})
    EXPECT_FALSE(is_raw_address(host)) << host;
}

}  // namespace
}  // namespace tidings::sms
