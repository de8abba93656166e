#include "net/wire.h"

#include <fmt/format.h>

#include <chrono>

namespace tidings::net {
namespace {

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// RFC 9110 §5.6.2
constexpr bool is_token_char(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_token(std::string_view text) {
  for (const char c : text) {
    if (!is_token_char(c)) return false;
  }
  return !text.empty();
}

// Headers the writer owns.
bool is_framing(std::string_view name) {
  switch (name.size()) {
    case 10:
      return equal_no_case(name, "Connection") || equal_no_case(name, "Keep-Alive");
    case 14:
      return equal_no_case(name, "Content-Length");
    case 17:
      return equal_no_case(name, "Transfer-Encoding");
    default:
      return false;
  }
}

void append_number(std::string& out, uint64_t n) {
  const fmt::format_int text(n);
  out.append(text.data(), text.size());
}

}  // namespace

bool equal_no_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const char x = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
    const char y = b[i] >= 'A' && b[i] <= 'Z' ? static_cast<char>(b[i] + 32) : b[i];
    if (x != y) return false;
  }
  return true;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

std::string format_http_date(Instant at) {
  namespace ch = std::chrono;
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = ch::floor<ch::seconds>(ch::sys_time<ch::milliseconds>(ch::milliseconds(at.ms)));
  const auto day = ch::floor<ch::days>(seconds);
  const ch::year_month_day date(day);
  const ch::hh_mm_ss time(seconds - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[ch::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

bool has_no_body(int status) { return status / 100 == 1 || status == 204 || status == 304; }

void write_response_head(std::string& out, int status, const HttpHeaders& headers, BodyFraming framing, bool keep_alive,
                         bool http_11, std::string_view date) {
  out += http_11 ? "HTTP/1.1 " : "HTTP/1.0 ";
  append_number(out, static_cast<uint64_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\nDate: ";
  out += date;
  for (const auto& [name, value] : headers.all()) {
    if (!is_token(name) || is_framing(name) || equal_no_case(name, "Date")) continue;
    out += "\r\n";
    out += name;
    out += ": ";
    for (const char c : value) out += is_control(c) && c != '\t' ? ' ' : c;
  }
  if (framing.kind == BodyFraming::Kind::chunked) {
    out += "\r\nTransfer-Encoding: chunked";
  } else if (framing.kind == BodyFraming::Kind::length && !has_no_body(status)) {
    out += "\r\nContent-Length: ";
    append_number(out, framing.length);
  }
  if (!keep_alive) {
    out += "\r\nConnection: close";
  } else if (!http_11) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
}

Result<std::string> write_request(const HttpRequest& request, const UrlParts& url, std::string_view user_agent,
                                  std::optional<uint64_t> length) {
  if (!is_token(request.method)) return fail(ErrorCode::invalid_argument, "the HTTP method is not a word", "method");
  // What stands before '@' would be sent to nobody; saying so beats a request without its credentials.
  if (url.authority.find('@') != std::string_view::npos) {
    return fail(ErrorCode::invalid_argument, "the URL carries a user name", "url", "put credentials into a header");
  }
  const std::string_view target = url.target.substr(0, url.target.find('#'));
  for (const std::string_view part : {target, url.authority}) {
    for (const char c : part) {
      if (is_control(c) || c == ' ') {
        return fail(ErrorCode::invalid_argument, "the URL holds a space or a control character", "url",
                    "percent-encode it");
      }
    }
  }
  std::string out;
  size_t size = request.method.size() + url.target.size() + url.authority.size() + user_agent.size() + 96;
  for (const auto& [name, value] : request.headers.all()) size += name.size() + value.size() + 4;
  out.reserve(size + request.body.size());
  out += request.method;
  out += ' ';
  if (target.empty() || target[0] != '/') out += '/';
  out += target;
  out += " HTTP/1.1\r\nHost: ";
  out += url.authority;
  bool has_agent = false;
  for (const auto& [name, value] : request.headers.all()) {
    if (is_framing(name) || equal_no_case(name, "Host")) continue;
    if (!is_token(name)) return fail(ErrorCode::invalid_argument, "a header's name is not a word", name);
    has_agent = has_agent || equal_no_case(name, "User-Agent");
    out += "\r\n";
    out += name;
    out += ": ";
    for (const char c : value) {
      if (is_control(c) && c != '\t')
        return fail(ErrorCode::invalid_argument, "a header holds a control character", name);
    }
    out += value;
  }
  if (!has_agent && !user_agent.empty()) {
    out += "\r\nUser-Agent: ";
    out += user_agent;
  }
  // RFC 9110 §8.6: a request whose method expects content says so even when there is none.
  const uint64_t bytes = length.value_or(request.body.size());
  if (bytes > 0 || request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    out += "\r\nContent-Length: ";
    append_number(out, bytes);
  }
  out += "\r\n\r\n";
  if (!length) out += request.body;
  return out;
}

void write_chunk(std::string& out, std::string_view data) {
  fmt::format_to(std::back_inserter(out), "{:x}\r\n", data.size());
  out += data;
  out += "\r\n";
}

}  // namespace tidings::net
