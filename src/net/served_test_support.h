// For the tests of this room: the real server on a free port, with a handler of the test's.
#pragma once

#include "net/http_server.h"
#include "net/loopback_test_support.h"

namespace tidings::net {

inline ServerOptions any_port() {
  ServerOptions o;
  o.port = 0;
  return o;
}

// Echoes method, target and body size, or does what `handler` says.
struct Served {
  explicit Served(HttpServer::Handler handler = {}, ServerOptions options = any_port(),
                  HttpServer::UploadHook upload = {})
      : server(world.env(), options, handler ? handler : HttpServer::Handler(echo), upload) {
    const Result<> started = server.start();
    EXPECT_TRUE(started) << started.error().describe();
  }
  static void echo(IncomingRequest in, Responder respond) {
    HttpResponse r;
    r.body = in.request.method + " " + in.request.url + " " + std::to_string(in.request.body.size());
    respond(std::move(r));
  }
  std::string url(std::string_view target) const { return fmt::format("http://127.0.0.1:{}{}", server.port(), target); }
  RawSocket connect() { return RawSocket::connect(server.port()); }

  TestWorld world;
  HttpServer server;
};

inline std::string get(std::string_view target) { return fmt::format("GET {} HTTP/1.1\r\nHost: x\r\n\r\n", target); }

}  // namespace tidings::net
