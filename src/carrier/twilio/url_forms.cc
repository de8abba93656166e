#include "carrier/twilio/url_forms.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/http.h"
#include "carrier/twilio/request_parts.h"
#include "carrier/twilio/status.h"

namespace tidings::carrier::twilio {
namespace {

struct Parts {
  std::string_view scheme, user, host, port, rest;  // user with its '@', port with its ':'
};

std::optional<Parts> take_apart(std::string_view url) {
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Parts parts;
  parts.scheme = url.substr(0, colon);
  url.remove_prefix(colon + 3);
  const size_t end = std::min(url.find_first_of("/?#"), url.size());
  std::string_view authority = url.substr(0, end);
  parts.rest = url.substr(end);
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    parts.user = authority.substr(0, at + 1);
    authority.remove_prefix(at + 1);
  }
  const size_t bracket = authority.rfind(']');  // colons inside [::1] start no port
  const size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = authority.substr(0, port);
  if (port != std::string_view::npos) parts.port = authority.substr(port);
  return parts;
}

std::string join(const Parts& parts, std::string_view port) {
  std::string out;
  for (const std::string_view piece : {parts.scheme, std::string_view("://"), parts.user, parts.host, port, parts.rest})
    out += piece;
  return out;
}

std::string_view default_port(std::string_view scheme) {
  const std::string lower = lower_ascii(scheme);
  return lower == "https" ? ":443" : lower == "http" ? ":80" : "";
}

bool must_escape(unsigned char c, std::string_view more) {
  return c <= 0x20 || c >= 0x7f || more.find(static_cast<char>(c)) != std::string_view::npos;
}

std::string escape(std::string_view text, std::string_view more) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const unsigned char c : text) {
    if (must_escape(c, more)) {
      out += {'%', kDigits[c >> 4], kDigits[c & 15]};
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

int dots(std::string_view segment) {  // 1 for ".", 2 for "..", also written as %2e; 0 otherwise
  std::string plain = lower_ascii(segment);
  for (size_t at; (at = plain.find("%2e")) != std::string::npos;) plain.replace(at, 3, ".");
  return plain == "." ? 1 : plain == ".." ? 2 : 0;
}

std::string resolve_path(std::string_view path) {
  std::vector<std::string> segments;
  path.remove_prefix(1);
  for (bool last = false; !last;) {
    const size_t slash = path.find_first_of("/\\");
    last = slash == std::string_view::npos;
    const std::string_view segment = path.substr(0, slash);
    if (!last) path.remove_prefix(slash + 1);
    const int n = dots(segment);
    if (n == 2 && !segments.empty()) segments.pop_back();
    if (n == 0) {
      segments.push_back(escape(segment, "\"#<>?`{}"));
    } else if (last) {
      segments.emplace_back();
    }
  }
  std::string out;
  for (const auto& segment : segments) out += "/" + segment;
  return out;
}

std::string encode_component(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-_.!~*'()";
  std::string out;
  for (const unsigned char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
        kPlain.find(static_cast<char>(c)) != std::string_view::npos) {
      out += static_cast<char>(c);
    } else {
      out += {'%', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  return out;
}

std::string without_port(std::string_view url) {
  const auto parts = take_apart(url);
  return parts ? join(*parts, "") : std::string(url);
}

std::string with_port(std::string_view url) {
  const auto parts = take_apart(url);
  return parts && parts->port.empty() ? join(*parts, default_port(parts->scheme)) : std::string(url);
}

}  // namespace

std::string reserialise_url(std::string_view url) {
  std::string trimmed;
  for (const char c : url) {
    if (c != '\t' && c != '\n' && c != '\r') trimmed += c;
  }
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= 0x20; };
  while (!trimmed.empty() && blank(trimmed.back())) trimmed.pop_back();
  trimmed.erase(0, static_cast<size_t>(std::ranges::find_if_not(trimmed, blank) - trimmed.begin()));
  const auto parts = take_apart(trimmed);
  if (!parts || parts->host.empty()) return std::string(url);
  const std::string scheme = lower_ascii(parts->scheme), host = lower_ascii(parts->host);
  if (default_port(scheme).empty()) return std::string(url);
  std::string_view rest = parts->rest, query;
  const size_t mark = rest.find('?');
  if (mark != std::string_view::npos) query = rest.substr(mark + 1), rest = rest.substr(0, mark);
  const bool keep_port = parts->port.size() > 1 && parts->port != default_port(scheme);
  std::string out = scheme + "://" + std::string(parts->user) + host + std::string(keep_port ? parts->port : "");
  out += rest.empty() ? "/" : resolve_path(rest);
  if (mark != std::string_view::npos) out += "?" + escape(query, "\"#<>'");
  return out;
}

std::string reencode_query(std::string_view url) {
  const size_t mark = url.find('?');
  if (mark == std::string_view::npos || mark + 1 == url.size()) return std::string(url);
  std::vector<std::pair<std::string, std::string>> groups;  // name, its pairs written out
  std::unordered_map<std::string, size_t> place;
  for (const auto& [name, value] : parse_form(url.substr(mark + 1))) {
    const auto [at, fresh] = place.try_emplace(name, groups.size());
    if (fresh) groups.emplace_back(name, "");
    std::string& text = groups[at->second].second;
    text += (text.empty() ? "" : "&") + encode_component(name) + "=" + encode_component(value);
  }
  std::string out(url.substr(0, mark + 1));
  for (const auto& [name, text] : groups) out += (out.back() == '?' ? "" : "&") + text;
  return out;
}

std::vector<std::string> url_forms(std::string_view url) {
  url = without_fragment(url);
  std::vector<std::string> out;
  const auto add = [&](std::string form) {
    if (std::ranges::find(out, form) == out.end()) out.push_back(std::move(form));
  };
  add(std::string(url));
  add(without_port(url));
  add(with_port(url));
  const std::string again = reserialise_url(url);
  for (const std::string& form : {without_port(again), with_port(again)}) {
    add(form);
    add(reencode_query(form));
  }
  return out;
}

}  // namespace tidings::carrier::twilio
