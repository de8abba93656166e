#include "sms/links.h"

#include <algorithm>
#include <string>

namespace tidings::sms {
namespace {

constexpr auto npos = std::string_view::npos;

// Top level domains people use in messages without http://. Sorted. Words of common speech ("so", "it", "in", "is",
// "be", "me", "no", "am") count only with a path behind, since "call me.in case" is no link.
constexpr std::string_view kDomains[] = {
    "ac",    "ad",   "ae",   "af",     "agency", "ai",        "al",    "app",   "ar",     "asia",   "at",
    "au",    "ba",   "bank", "be",     "bg",     "bid",       "bio",   "biz",   "blog",   "br",     "by",
    "ca",    "care", "cat",  "cc",     "center", "ch",        "cl",    "click", "clinic", "cloud",  "club",
    "cn",    "co",   "com",  "coop",   "cr",     "cy",        "cz",    "de",    "dev",    "dk",     "do",
    "dz",    "ec",   "edu",  "ee",     "eg",     "email",     "es",    "eu",    "fi",     "fm",     "fr",
    "fun",   "ga",   "gd",   "ge",     "gg",     "gl",        "gle",   "goog",  "google", "gov",    "gr",
    "group", "gt",   "gy",   "health", "help",   "hk",        "homes", "host",  "hr",     "hu",     "icu",
    "id",    "ie",   "il",   "im",     "in",     "info",      "ink",   "int",   "io",     "ir",     "is",
    "it",    "je",   "jobs", "jp",     "ke",     "kr",        "kz",    "la",    "law",    "lc",     "legal",
    "li",    "life", "link", "live",   "lt",     "lu",        "lv",    "ly",    "ma",     "md",     "me",
    "media", "mil",  "mn",   "mobi",   "ms",     "mt",        "mx",    "my",    "name",   "net",    "network",
    "news",  "ng",   "ngo",  "nl",     "no",     "nu",        "nyc",   "nz",    "one",    "online", "org",
    "pa",    "page", "pe",   "ph",     "pk",     "pl",        "pm",    "pro",   "pt",     "pub",    "pw",
    "py",    "qa",   "re",   "ro",     "rs",     "ru",        "sa",    "se",    "sg",     "sh",     "shop",
    "si",    "site", "sk",   "so",     "social", "solutions", "space", "st",    "store",  "sv",     "systems",
    "tech",  "tel",  "th",   "tk",     "to",     "today",     "top",   "tr",    "travel", "tv",     "tw",
    "ua",    "ug",   "uk",   "us",     "uy",     "vc",        "ve",    "vip",   "vn",     "vote",   "website",
    "wiki",  "win",  "work", "works",  "world",  "ws",        "wtf",   "xyz",   "za",     "zone",
};
static_assert(std::ranges::is_sorted(kDomains));
constexpr std::string_view kSpoken[] = {
    "ad", "ai",    "al",   "at", "be",   "by",  "care", "cat",   "do",    "email", "fun",  "group", "help", "id",
    "im", "in",    "info", "is", "it",   "la",  "law",  "life",  "link",  "live",  "ma",   "md",    "me",   "ms",
    "my", "name",  "news", "no", "one",  "pa",  "page", "pm",    "re",    "shop",  "site", "so",    "st",   "store",
    "to", "today", "top",  "us", "vote", "win", "work", "works", "world", "wtf",   "zone"};
static_assert(std::ranges::is_sorted(kSpoken));
constexpr size_t kHostBytes = 253, kLabelBytes = 63, kTldBytes = 16;

bool is_alnum(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }
bool is_high(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_host_char(char c) { return is_alnum(c) || c == '-' || c == '.' || is_high(c); }
bool is_blank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with_word(std::string_view text, std::string_view small) {
  return text.size() >= small.size() &&
         std::ranges::equal(text.substr(0, small.size()), small, [](char a, char b) { return lower(a) == b; });
}

// Bytes of general punctuation that ends a link: quotes, dashes, the ellipsis (U+2010 to U+203A), and wide brackets.
bool is_wide_punctuation(std::string_view text, size_t at) {
  if (text.size() - at < 3) return false;
  const auto a = static_cast<unsigned char>(text[at]), b = static_cast<unsigned char>(text[at + 1]);
  return (a == 0xE2 && b == 0x80) || (a == 0xE3 && b == 0x80) || (a == 0xEF && b == 0xBC);
}

// The end of the run that may be a link: up to a blank, quote, bracket or wide punctuation.
size_t run_end(std::string_view text, size_t at) {
  while (at < text.size() && !is_blank(text[at]) && !std::string_view("<>\"`{}|\\^").contains(text[at]) &&
         !is_wide_punctuation(text, at)) {
    ++at;
  }
  return at;
}

// Punctuation after a link belongs to the sentence; a closing bracket stays when its opening one is inside.
std::string_view without_trailing(std::string_view link) {
  for (;;) {
    if (link.empty()) return link;
    const char last = link.back();
    if (std::string_view(".,;:!?'*_~-(").contains(last) || last == '[') {
      link.remove_suffix(1);
    } else if (last == ')' && std::ranges::count(link, '(') < std::ranges::count(link, ')')) {
      link.remove_suffix(1);
    } else if (last == ']' && std::ranges::count(link, '[') < std::ranges::count(link, ']')) {
      link.remove_suffix(1);
    } else {
      return link;
    }
  }
}

std::string_view host_of(std::string_view rest) {
  size_t end = 0;
  while (end < rest.size() && is_host_char(rest[end])) ++end;
  return rest.substr(0, end);
}

bool good_labels(std::string_view host) {
  if (host.empty() || host.size() > kHostBytes) return false;
  for (size_t at = 0; at <= host.size();) {
    const size_t end = std::min(host.find('.', at), host.size());
    const std::string_view label = host.substr(at, end - at);
    if (label.empty() || label.size() > kLabelBytes || label.front() == '-' || label.back() == '-') return false;
    at = end + 1;
  }
  return true;
}

bool is_known_domain(std::string_view host, bool has_path) {
  const size_t dot = host.rfind('.');
  if (dot == npos || host.size() - dot - 1 > kTldBytes) return false;
  std::string tld;
  for (const char c : host.substr(dot + 1)) tld += lower(c);
  if (!std::ranges::binary_search(kDomains, tld)) return false;
  const bool spoken = std::ranges::binary_search(kSpoken, tld) && host.find('.') == dot;
  return has_path || !spoken;
}

// The link that begins at the front of `run`, or empty.
Link link_at(std::string_view text, size_t at, std::string_view run) {
  const size_t scheme = starts_with_word(run, "https://") ? 8 : starts_with_word(run, "http://") ? 7 : 0;
  std::string_view rest = run.substr(scheme);
  if (scheme > 0) {
    const size_t authority_end = std::min(rest.find_first_of("/?#"), rest.size());
    if (const size_t user = rest.substr(0, authority_end).rfind('@'); user != npos) rest.remove_prefix(user + 1);
  }
  std::string_view host = without_trailing(host_of(rest));
  if (!good_labels(host)) return {};
  const bool goes_on = rest.size() > host.size();
  const char next = goes_on ? rest[host.size()] : ' ';
  if (scheme == 0) {
    if (next == '@') return {};
    const bool has_path = next == '/' && rest.size() > host.size() + 1 && !is_blank(rest[host.size() + 1]);
    const bool www = starts_with_word(host, "www.") && host.find('.', 4) != npos;
    if (!www && !is_known_domain(host, has_path)) return {};
  }
  std::string_view whole = run;
  if (next != '/' && next != '?' && next != '#' && next != ':') {  // nothing but the host belongs to it
    whole = run.substr(0, static_cast<size_t>(host.data() + host.size() - run.data()));
  }
  whole = without_trailing(whole);
  return {at, text.substr(at, whole.size()), host};
}

}  // namespace

std::vector<Link> find_links(std::string_view text) {
  std::vector<Link> links;
  for (size_t at = 0; at < text.size();) {
    if (!is_alnum(text[at])) {  // a link begins with a letter or digit, after anything that is none
      const bool other_letter = is_high(text[at]) && !is_wide_punctuation(text, at);
      ++at;
      if (other_letter) {
        while (at < text.size() && is_high(text[at]) && !is_wide_punctuation(text, at)) ++at;
      } else if (at < text.size() && is_wide_punctuation(text, at - 1)) {
        at = std::min(at + 2, text.size());
      }
      continue;
    }
    const size_t end = run_end(text, at);
    const Link link = link_at(text, at, text.substr(at, end - at));
    if (!link.text.empty()) {
      links.push_back(link);
      at += link.text.size();
      continue;
    }
    // Skip the word: up to what can separate a link from a word before it.
    while (at < end && (is_host_char(text[at]) || text[at] == '@' || text[at] == '_')) ++at;
    at = std::max(at, std::min(end, at + (at < end ? 1 : 0)));
  }
  return links;
}

bool is_shared_shortener(std::string_view host) {
  // Services whose links say nothing about who is behind them.
  static constexpr std::string_view kShorteners[] = {
      "adf.ly",  "bit.do",    "bit.ly",  "bitly.com",  "bl.ink",  "buff.ly",  "clck.ru",     "cutt.ly",
      "db.tt",   "dlvr.it",   "goo.gl",  "gg.gg",      "is.gd",   "j.mp",     "lnkd.in",     "mcaf.ee",
      "ow.ly",   "qr.ae",     "rb.gy",   "rebrand.ly", "s.id",    "short.gy", "shorte.st",   "shorturl.at",
      "snip.ly", "soo.gd",    "surl.li", "t.co",       "t.ly",    "tiny.cc",  "tinyurl.com", "tr.im",
      "u.to",    "urlzs.com", "v.gd",    "vk.cc",      "wa.link", "x.co"};
  std::string name;
  for (const char c : host) name += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (name.starts_with("www.")) name.erase(0, 4);
  return std::ranges::find(kShorteners, name) != std::end(kShorteners);
}

bool is_raw_address(std::string_view host) {
  if (host.starts_with('[')) return true;
  int dots = 0;
  for (const char c : host) {
    if (c == '.') ++dots;
    if (c != '.' && (c < '0' || c > '9')) return false;
  }
  return dots == 3;
}

}  // namespace tidings::sms
