// Everything of one running Tidings, put together: store, carriers, stages with their threads, the HTTP server. Made by
// `serve` and `demo`. start() returns when requests are taken; stop() when everything has truly stopped, in-flight
// answers settled as far as they came in time.
#pragma once

#include <memory>
#include <string>

#include "app/config.h"
#include "app/first_start.h"
#include "base/env.h"
#include "base/result.h"

namespace tidings::app {

class Deployment {
 public:
  Deployment(Config config, Log& log);
  ~Deployment();  // stops

  // Errors: the store's (corrupt, version_mismatch, in use), the carriers' (a key is wrong), the port's.
  Result<> start();
  void stop();

  uint16_t port() const;
  const std::string& url() const;
  // The administrator's key, only in the run that made it; empty otherwise.
  const std::string& new_key() const;
  const FirstStart& first_start() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::app
