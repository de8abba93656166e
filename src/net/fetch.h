// Blocking HTTP for the command line and tests: one call, one answer. Never from an I/O thread.
// fetch() goes through any runner; the other two open a connection of their own, because they stream.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/limits.h"

namespace tidings::net {

HttpResult fetch(HttpRunner& runner, HttpRequest request);

struct StreamOptions {
  std::string ca_file;                     // PEM, trusted besides the system's authorities
  int64_t stall_ms = limits::kHttpReadMs;  // without a byte moving in either direction
  int64_t connect_ms = limits::kConnectMs;
};

// Sends the file as the body of `head` (its own body is ignored) in bounded memory. An answer that comes early, such as
// a refusal, ends the upload. progress may be empty. A file that cannot be read is not_sent.
using UploadProgress = std::function<void(uint64_t sent, uint64_t of)>;
HttpResult upload_file(HttpRequest head, const std::string& path, const UploadProgress& progress,
                       const StreamOptions& options = {});

// Reads server-sent events until on_event says false or the server ends the stream: success either way. Comments are
// skipped. Errors: unavailable (no connection, broken off), timeout, or what the server's refusal means
// (net/problem.h).
using OnEvent = std::function<bool(std::string_view event, std::string_view data)>;
Result<> read_events(HttpRequest head, const OnEvent& on_event, const StreamOptions& options = {});

}  // namespace tidings::net
