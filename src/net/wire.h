// Writes the heads of HTTP/1.1 messages, and chunks, as bytes. Pure. Names and values are made safe: a line break or
// another control character in a value becomes a space, so a value can never start a header of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http.h"

namespace tidings::net {

// "OK" for 200; "Status" for a code without a name.
std::string_view reason_phrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 §5.6.7).
std::string format_http_date(Instant at);

// True for a status that never has a body: 1xx, 204, 304.
bool has_no_body(int status);

// How the receiver learns where the body ends.
struct BodyFraming {
  enum class Kind { length, chunked, until_close } kind = Kind::length;
  uint64_t length = 0;
};

// Framing, Connection and Date are written here; the same headers among `headers` are left out.
void write_response_head(std::string& out, int status, const HttpHeaders& headers, BodyFraming framing, bool keep_alive,
                         bool http_11, std::string_view date);

// Ready to be sent: head and body in one piece. `length` replaces the body's own length when the body follows
// elsewhere. Error: invalid_argument when the URL, method or a header cannot be sent as it is.
Result<std::string> write_request(const HttpRequest& request, const UrlParts& url, std::string_view user_agent,
                                  std::optional<uint64_t> length = std::nullopt);

void write_chunk(std::string& out, std::string_view data);  // data must not be empty
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

bool equal_no_case(std::string_view a, std::string_view b);

}  // namespace tidings::net
