// Who this node is among several on one database: a name kept in its data folder, which is one process's at a time.
#pragma once

#include <string>

#include "base/result.h"

namespace tidings::app {

class NodeIdentity {
 public:
  NodeIdentity() = default;
  ~NodeIdentity();
  NodeIdentity(const NodeIdentity&) = delete;

  // Error: unavailable (another process uses this folder), storage_full.
  Result<> take(const std::string& data_dir);
  const std::string& name() const { return name_; }  // empty before take()

 private:
  std::string name_;
  int lock_ = -1;
};

}  // namespace tidings::app
