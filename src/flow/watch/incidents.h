// The seam between what watches and what tells people: whoever finds that something is wrong opens an incident under a
// key, whoever finds it right again resolves it. Opening is idempotent a key, so a check may say the same every time it
// looks. In the caller's transaction: an incident is there exactly when what it is about is stored. Whoever tells
// people reads store/incidents.h. Any thread that holds a Session.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/env.h"
#include "store/incidents.h"

namespace tidings::watch {

using store::incidents::Severity;

class Incidents {
 public:
  explicit Incidents(Env env);

  // text: what is wrong, where, and what to do; no message text and nobody's full number but our own. True: it is news.
  bool open(store::Session& s, std::string_view key, Severity severity, std::string_view text, Instant now);
  // True: there was one.
  bool resolve(store::Session& s, std::string_view key, std::string_view resolution, Instant now);

 private:
  Env env_;
  std::map<Severity, Counter*> opened_;
  Counter& resolved_;
};

}  // namespace tidings::watch
