// The daily caps of brands as the dispatcher keeps them: read from the store, used by what is handed over, given back
// when the carrier did not process it. The dispatcher's thread, inside its transaction; the cache is adopted only when
// that has committed.
#pragma once

#include "domain/workspace.h"
#include "flow/dispatch/brand_days.h"
#include "store/database.h"

namespace tidings::dispatch {

class BrandCaps {
 public:
  void begin() { read_ = false; }  // a tick: a changed cap counts at once
  // Whether segments to this number fit into the day of the sender's brand; true where none caps it.
  bool fits(store::Session& s, const Sender& sender, const std::string& phone, int segments, Instant now);
  void use(store::Session& s, const Sender& sender, const std::string& phone, int segments, Instant now);
  void write_uses(store::Session& s);  // in the transaction that hands the messages over
  void give_back(store::Session& s, const Sender& sender, const std::string& phone, int segments, Instant handed_at);
  void forget() { days_.forget(), unwritten_.clear(), read_ = false; }

 private:
  bool concerns(store::Session& s, const Sender& sender, const std::string& phone);
  BrandDays days_;
  bool read_ = false;
  std::map<std::pair<std::string, int64_t>, int64_t> unwritten_;  // by brand and day
};

}  // namespace tidings::dispatch
