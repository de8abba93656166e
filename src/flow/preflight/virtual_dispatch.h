// What the dispatcher would do with one campaign, over a clock that jumps to the next thing that can happen: rows are
// claimed in their order, few at a time; each waits for its buckets and for its sender; the gate decides at that
// moment. Who is held for the hour waits in one list with all who are held until then. The buckets, the uses of the
// day, the order of senders and the gate are the dispatcher's own. One thread, for one campaign, once.
#pragma once

#include <map>

#include "base/random.h"
#include "flow/dispatch/brand_days.h"
#include "flow/dispatch/day_uses.h"
#include "flow/dispatch/sender_order.h"
#include "flow/dispatch/token_buckets.h"
#include "flow/preflight/audience_scan.h"
#include "flow/preflight/clock_classes.h"
#include "flow/preflight/preflight.h"

namespace tidings::preflight {

struct Pool {
  Workspace workspace;
  Campaign campaign;                                              // as it will be once it has started
  std::vector<Sender> senders;                                    // active ones of the campaign's pool, with a carrier
  std::map<int64_t, std::vector<MinuteUse>> uses;                 // of the day before the start, by sender
  std::vector<Brand> brands;                                      // of the senders
  std::map<std::string, std::pair<int64_t, int64_t>> brand_used;  // by brand: the day of the start, segments
  double deployment_per_s = 0;
  std::map<std::string, double> carrier_per_s;  // of the senders' carriers; 0 = no limit of its own
  size_t places = 1;                            // rows claimed at a time
  Instant deadline;                             // nothing leaves from then on; 0 = none
  bool test_phone_opted_out = false;
};

class VirtualDispatch {
 public:
  // Borrowed: all must outlive this.
  VirtualDispatch(const Pool& pool, AudienceScan& audience, const std::function<bool()>& gone, Preflight& out);
  Result<> run();

 private:
  struct Entry {
    uint32_t index = 0;  // of out.recipients: the order of rows
    uint32_t clock_class = 0;
    dispatch::Addressee person;
    uint8_t segments = 0;
    bool counts_for_brand = false;
    bool by_the_clock = false;       // only the clock decides about it …
    uint32_t closes_s = UINT32_MAX;  // … until so long after the start
  };
  struct Claimed {
    Entry entry;
    std::unique_ptr<Person> facts;  // none: by the clock
    uint64_t turn = 0;              // in the order they were claimed in
  };
  struct Lane {                      // who waits for one sender
    const Sender* sender = nullptr;  // none: there is no sender at all
    std::deque<Claimed> claimed;
    int64_t busy_until_ms = 0;
  };
  struct Decided {
    compliance::Verdict verdict = compliance::Verdict::hold;
    Reason reason = Reason::none;
    uint8_t rule = 0;
    Instant until;
    bool for_ever = false;
  };
  struct Tally {
    int64_t messages = 0, segments = 0;
  };

  Result<> claim();
  Result<std::optional<Claimed>> next_due();
  bool stands(const Entry& entry) const;  // all that was decided about it but the clock
  Result<bool> look_again(Claimed& claimed);
  bool assign(Claimed& claimed);
  Result<> take_stalled();
  Result<> look_without_room(Claimed claimed);
  void stall(Claimed claimed);
  void forget_facts(Claimed& claimed);
  std::optional<int64_t> room(const Sender& sender);
  bool fits_brand(const Entry& entry, const Sender& sender, int segments);
  dispatch::Charges charges_of(const Sender& sender, int segments, dispatch::Charges others) const;
  Result<> step();
  Result<> look_at(Lane& lane);
  // from: the sender it would leave from; none = from none today.
  Result<Decided> decide(Claimed& claimed, const Sender* from);
  Decided decide_fully(const Entry& entry, Person& person, const Sender* from);
  void send(Lane& lane, const Claimed& claimed);
  void hold(Claimed claimed, const Decided& decided);
  void end(const Entry& entry, Fate fate, Reason reason, uint8_t rule);
  Result<> end_rest(Fate fate, Reason reason);
  int64_t now_ms() const { return now_.ms; }
  void jump(Instant to);
  void sum_up();

  const Pool& pool_;
  AudienceScan& audience_;
  const std::function<bool()>& gone_;
  Preflight& out_;
  compliance::Gate gate_;
  ClockClasses classes_{gate_};
  dispatch::TokenBuckets buckets_;
  dispatch::DayUses uses_;
  dispatch::DayUses::Load load_;
  dispatch::BrandDays brands_;
  dispatch::BrandDays::Load load_brand_;
  Instant now_;
  std::deque<Lane> lanes_;
  std::deque<Entry> stalled_;  // no sender has room for them today, in their order
  Instant room_from_;
  size_t day_ = 0;  // places of 24 hours: so many wait for one, those behind them are not looked at
  size_t claimed_ = 0;
  bool audience_ended_ = false;
  std::map<Instant, std::deque<Entry>> waves_;               // held until then
  std::map<std::pair<size_t, std::string>, Tally> tallies_;  // sender, country
  std::map<int64_t, int64_t> hours_;
  std::vector<const Sender*> order_;  // of one person
  uint64_t steps_ = 0, turns_ = 0;
};

}  // namespace tidings::preflight
