#include "base/http.h"

#include <algorithm>

namespace tidings {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool equal_no_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string encode(std::string_view text, bool space_is_plus) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  for (const unsigned char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
        c == '.' || c == '~') {
      out += static_cast<char>(c);
    } else if (c == ' ' && space_is_plus) {
      out += '+';
    } else {
      out += {'%', kDigits[c >> 4], kDigits[c & 15]};
    }
  }
  return out;
}

}  // namespace

std::string_view HttpHeaders::get(std::string_view name) const {
  for (const auto& [key, value] : all_) {
    if (equal_no_case(key, name)) return value;
  }
  return {};
}

FormFields parse_form(std::string_view text) {
  FormFields out;
  while (!text.empty()) {
    const size_t amp = text.find('&');
    const std::string_view pair = text.substr(0, amp);
    text.remove_prefix(amp == std::string_view::npos ? text.size() : amp + 1);
    if (pair.empty()) continue;
    const size_t eq = pair.find('=');
    out.emplace_back(decode(pair.substr(0, eq), true),
                     eq == std::string_view::npos ? std::string{} : decode(pair.substr(eq + 1), true));
  }
  return out;
}

std::string encode_form(const FormFields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    out += encode(name, true);
    out += '=';
    out += encode(value, true);
  }
  return out;
}

std::string percent_encode(std::string_view text) { return encode(text, false); }
std::string percent_decode(std::string_view text) { return decode(text, false); }

std::string_view form_get(const FormFields& fields, std::string_view name) {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

Result<UrlParts> split_url(std::string_view url) {
  UrlParts parts;
  const size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos)
    return fail(ErrorCode::invalid_argument, "not an absolute URL", std::string(url));
  parts.scheme = url.substr(0, scheme_end);
  if (parts.scheme != "http" && parts.scheme != "https") {
    return fail(ErrorCode::invalid_argument, "only http and https URLs can be used", std::string(url));
  }
  std::string_view rest = url.substr(scheme_end + 3);
  const size_t path = rest.find_first_of("/?#");
  parts.authority = rest.substr(0, path);
  parts.target = path == std::string_view::npos ? std::string_view{} : rest.substr(path);
  std::string_view host_port = parts.authority;
  if (const size_t at = host_port.rfind('@'); at != std::string_view::npos) host_port.remove_prefix(at + 1);
  const size_t bracket = host_port.find(']');
  const size_t colon = host_port.find(':', bracket == std::string_view::npos ? 0 : bracket);
  parts.host = host_port.substr(0, colon);
  parts.port = colon == std::string_view::npos ? std::string_view{} : host_port.substr(colon + 1);
  if (parts.host.empty()) return fail(ErrorCode::invalid_argument, "the URL has no host", std::string(url));
  return parts;
}

bool is_loopback(const UrlParts& url) {
  const std::string_view host = url.host;
  if (host == "localhost" || host == "[::1]") return true;
  return host.starts_with("127.") && std::ranges::count(host, '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace tidings
