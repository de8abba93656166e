// The one table of what can be reached: method, path, permission, how it runs, handler. A line here is the only way to
// be reachable; docs/api/openapi.yaml has the same paths (a test compares them). Pure.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/keys.h"
#include "http/call.h"

namespace tidings::http {

enum class Runs {
  read,     // on a worker, in a snapshot
  write,    // on a worker, in one transaction with audit and idempotency key
  first,    // like write, ahead of the others: short, and somebody waits for the message
  plain,    // on a worker, without a transaction of its own
  upload,   // like write; the body was streamed to a file
  media,    // like write; the body is a file and is held in memory
  events,   // a stream of events
  webhook,  // signature instead of a key; answered when its commit lands
  open,     // like read, without a key: the path holds a secret
  ops,      // like plain; on loopback without a key
};

struct Route {
  std::string_view method;
  std::string_view path;  // "{name}" stands for one part
  access::Permission permission;
  Runs runs;
  Handler handler = nullptr;  // none for events and webhooks
};

std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;  // none: see allow
  std::vector<std::string> params;
  std::string allow;  // methods of this path, "GET, POST"; empty: no such path
};
// HEAD is asked as GET.
Match find_route(std::string_view method, std::string_view path);

}  // namespace tidings::http
