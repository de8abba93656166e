#include "app/free_port.h"

#include "base/env.h"
#include "net/http_server.h"

namespace tidings::app {

Result<> port_is_free(const std::string& address, uint16_t port) {
  SystemClock clock;
  Random random(1);
  Metrics metrics;
  const auto log = make_silent_log();
  net::HttpServer probe({clock, random, *log, metrics}, {.address = address, .port = port},
                        [](const net::IncomingRequest&, const net::Responder&) {});
  TRY(probe.start());
  probe.stop();
  return {};
}

}  // namespace tidings::app
