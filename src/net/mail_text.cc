#include "net/mail_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypto.h"
#include "base/limits.h"

namespace tidings::net {
namespace {

constexpr size_t kEncodedWord = 45;  // bytes in one word of a subject: 60 in base64, 75 with what stands around it
constexpr size_t kBase64Line = 57;   // bytes in one line of a body: 76 in base64

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= ' ' && c < 0x7f; });
}

// A header ends at its line's end: a line break in a value would begin another header.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < ' ' || c == 0x7f;
    if (!control) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

// RFC 2047: words that end between characters, a line each.
std::string subject_of(std::string_view text) {
  const std::string line = one_line(text);
  if (is_plain(line) && line.size() < limits::kMailLine) return line;
  std::string out;
  for (size_t at = 0; at < line.size();) {
    size_t end = std::min(at + kEncodedWord, line.size());
    while (end < line.size() && end > at + 1 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
    if (at > 0) out += "\r\n ";
    out += "=?UTF-8?B?" + crypto::to_base64(std::string_view(line).substr(at, end - at)) + "?=";
    at = end;
  }
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      out += "\r\n";
    } else if (text[i] == '\n') {
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

bool may_stay(std::string_view body) {
  size_t line = 0;
  for (const unsigned char c : body) {
    if (c == '\n') {
      line = 0;
    } else if (c >= 0x7f || (c < ' ' && c != '\r' && c != '\t') || ++line > limits::kMailLine) {
      return false;
    }
  }
  return true;
}

std::string in_base64(std::string_view body) {
  std::string out;
  for (size_t at = 0; at < body.size(); at += kBase64Line)
    out += crypto::to_base64(body.substr(at, kBase64Line)) + "\r\n";
  return out;
}

std::string date_of(Instant at) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at.ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string_view host_of(std::string_view address) {
  const auto bare = bare_address(address);
  const size_t at = bare.rfind('@');
  return at == std::string_view::npos ? "localhost" : bare.substr(at + 1);
}

}  // namespace

std::string_view bare_address(std::string_view address) {
  const size_t open = address.rfind('<'), close = address.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return address;
  return address.substr(open + 1, close - open - 1);
}

std::string mail_text(const Mail& mail, Instant now) {
  const std::string body = with_crlf(mail.text);
  const bool plain = may_stay(body);
  std::string to;
  for (const auto& one : mail.to) to += (to.empty() ? "" : ",\r\n ") + one_line(one);
  return fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: {}\r\n\r\n{}",
      date_of(now), one_line(mail.from), to, subject_of(mail.subject), one_line(mail.id), one_line(host_of(mail.from)),
      plain ? "7bit" : "base64", plain ? body : in_base64(body));
}

}  // namespace tidings::net
