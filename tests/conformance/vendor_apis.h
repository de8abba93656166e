// What the vendors' interface descriptions say about a request, as facts of our own (testdata/vendor_apis.json): for
// each operation its method and path, its parameters with types, closed sets, lengths and bounds, and which must be
// there. A request is held against them: a parameter that is not listed is as wrong as one that is missing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "base/json.h"

namespace tidings::conformance {

class VendorApis {
 public:
  VendorApis();  // reads the file; a test fails where it does not read

  struct Verdict {
    std::string operation;              // "twilio: create call"; empty: there is no such
    std::vector<std::string> problems;  // empty: the request is as described
  };
  Verdict judge(const HttpRequest& request) const;
  std::vector<std::string> operations() const;

 private:
  json::array apis_;
};

}  // namespace tidings::conformance
