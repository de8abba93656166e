// Reads HTTP/1.1 messages from bytes as they arrive, straight into the product's own values (no second copy of the
// headers). Both sides use it: requests in the server, responses in the client. One connection, its I/O thread. Grammar
// and framing are Boost.Beast's basic_parser; what it leaves open is closed here: the header limit counts the whole
// header (Beast's restarts with every field), an unknown Transfer-Encoding is refused, trailers never become headers.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/http.h"

namespace tidings::net {

// Takes the pieces of a body. An error stops the message.
using BodySink = std::function<Result<>(std::string_view chunk)>;

enum class ParseProblem { none, malformed, header_too_large, body_too_large, sink_failed, truncated };

class MessageParser {
 public:
  enum class Kind { request, response };
  enum class Step {
    need_more,  // all usable bytes were taken
    head,       // the header is complete: say where the body goes, then feed on
    done,       // the message is complete; restart() before feeding the next
    failed,     // see problem()
  };

  MessageParser(Kind kind, size_t header_bytes);
  ~MessageParser();
  MessageParser(const MessageParser&) = delete;

  // Begins the next message. without_body: the answer to a HEAD request.
  void restart(bool without_body = false);
  // Takes bytes from the front of `bytes`; `used` says how many. Bytes not used must be offered again with more behind
  // them.
  Step feed(std::string_view bytes, size_t& used);
  // The peer has ended its side: completes an answer that lasts until then, or fails with `truncated`.
  Step feed_end();

  // After `head`. The body is kept, up to `most` bytes, or given to the sink, up to `most` bytes.
  void keep_body(uint64_t most);
  void stream_body(BodySink sink, uint64_t most);

  bool started() const;  // a byte of the current message was seen
  bool head_done() const;
  bool keep_alive() const;                         // after head
  bool is_http_11() const;                         // after head
  bool chunked() const;                            // after head
  std::optional<uint64_t> content_length() const;  // after head
  uint64_t body_bytes() const;                     // so far

  std::string& method();
  std::string& target();
  int status() const;
  HttpHeaders& headers();
  std::string& body();

  ParseProblem problem() const;
  const Error& sink_error() const;    // when sink_failed
  const std::string& detail() const;  // one line for people

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net
