// The carrier simulator as a server on loopback: carrier/sandbox bound to sockets. Used by `tidings sandbox`, `tidings
// demo` and the system tests. One thread turns its clock; requests are answered from timers, never by blocking.
#pragma once

#include <memory>

#include "base/env.h"
#include "carrier/sandbox/options.h"

namespace tidings::app {

struct SandboxServerOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  uint64_t seed = 1;
  carrier::sandbox::SandboxOptions carrier;
};

class SandboxServer {
 public:
  SandboxServer(Env env, SandboxServerOptions options);
  ~SandboxServer();  // stops

  Result<> start();
  void stop();
  uint16_t port() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::app
