#include "store/turn.h"

#include "base/check.h"
#include "store/sql.h"

namespace tidings::store {
namespace {

constexpr int64_t kAlways = std::numeric_limits<int64_t>::max();

int64_t key_of(Random& random) { return static_cast<int64_t>(random.next() >> 2) | 1; }

int64_t server_time(Session& s) {
  const auto now = s.server_time_ms();
  check(now.has_value(), "a database that nodes share has a clock");
  return *now;
}

}  // namespace

Turn::Turn(Env env, Database& database, std::string name, std::string node, int64_t lease_ms)
    : env_(env),
      database_(database),
      name_(std::move(name)),
      node_(std::move(node)),
      lease_ms_(lease_ms),
      holder_(key_of(env.random)),
      held_(env.metrics.gauge("node_turn", "1 while this node does what one node at a time does", {{"turn", name_}})),
      keys_(env.random.next()),
      lease_ends_ms_(database.shared() ? 0 : kAlways) {
  held_.set(database.shared() ? 0 : 1);
}

int64_t Turn::ends_ms() const {
  const std::lock_guard lock(ends_mutex_);
  return named_.key == 0 ? lease_ends_ms_ : std::min(lease_ends_ms_, named_.at_ms + limits::kPresenceMs);
}

void Turn::confirm() {
  if (!database_.shared()) return;
  const std::lock_guard asking(presence_mutex_);
  // Counted from before the question.
  Heard heard{now_.key, env_.clock.monotonic_ms()};
  if (!presence_ || !presence_->there()) {
    if (std::exchange(presence_, nullptr)) env_.log.warn("presence_lost", {{"turn", name_}});
    heard = {key_of(keys_), env_.clock.monotonic_ms()};
    presence_ = database_.presence(heard.key);
    if (!presence_) heard = {};
  }
  const std::lock_guard lock(ends_mutex_);
  now_ = heard;
  if (heard.key != 0 && named_.key == heard.key) named_ = heard;
}

// Our own clock, from after we first saw it: its holder heard over it no later than that.
bool Turn::gone(Session& s, int64_t key) {
  if (key == 0 || s.present(key)) {
    gone_ = 0;
    return false;
  }
  const int64_t now_ms = env_.clock.monotonic_ms();
  if (std::exchange(gone_, key) != key) gone_since_ms_ = now_ms;
  return now_ms - gone_since_ms_ >= limits::kPresenceMs;
}

Result<bool> Turn::keep() {
  if (!database_.shared()) return true;
  const std::lock_guard lock(mutex_);
  if (first_) confirm();
  const int64_t begun_ms = env_.clock.monotonic_ms();
  Heard session;
  {
    const std::lock_guard ends(ends_mutex_);
    session = now_;
    // Until the row names the session we have now, others look at one that has ended.
    if (begun_ms < look_again_ms_ && (!ours_ || session.key == named_.key)) return ours_;
  }
  bool ours = false;
  const auto written = database_.write([&](Session& s) -> Result<> {
    const int64_t now = server_time(s);
    int64_t until = 0;
    ours = false;
    {
      auto rows = s.query(sql::turns::holder, name_);
      if (rows->next()) {
        ours = rows->integer(0) == holder_;
        // Only in its first moment: of two nodes with a copied folder neither keeps the turn by that.
        const bool heir = first_ && !node_.empty() && rows->text(1) == node_;
        until = heir ? 0 : rows->integer(2);
        if (!ours && until > now && gone(s, rows->integer(3))) until = 0;
      }
    }
    // Whoever had it may have done anything since; so may we, in another life of this turn.
    const bool again = ours && ours_;
    if (!ours && until > now) return {};
    ours = true;
    if (!again) ++number_;
    s.exec(sql::turns::take, name_, holder_, node_, session.key, now + lease_ms_);
    return {};
  });
  const std::lock_guard ends(ends_mutex_);
  if (!written) {
    // The row may name one session or the other.
    if (session.key != named_.key) lease_ends_ms_ = 0;
    return std::unexpected(written.error());
  }
  if (ours != ours_) env_.log.info(ours ? "turn_taken" : "turn_lost", {{"turn", name_}});
  ours_ = ours;
  first_ = false;
  held_.set(ours ? 1 : 0);
  if (ours) {
    // Counted from before the transaction: over for us before it is over for the others.
    lease_ends_ms_ = begun_ms + lease_ms_;
    named_ = now_.key == session.key ? now_ : session;
  }
  look_again_ms_ = begun_ms + (ours ? lease_ms_ / 4 : limits::kTurnLookMs);
  return ours;
}

bool Turn::holds(Session& session) const {
  if (!database_.shared()) return true;
  auto rows = session.query(sql::turns::holder, name_);
  return rows->next() && rows->integer(0) == holder_;
}

Result<> Turn::leave() {
  if (!database_.shared()) return {};
  const std::lock_guard lock(mutex_);
  ours_ = false;
  look_again_ms_ = 0;
  return database_.write([&](Session& s) -> Result<> {
    s.exec(sql::turns::leave, name_, holder_);
    return {};
  });
}

Database::Work TurnDatabase::fenced(Work work) const {
  return [this, work = std::move(work)](Session& s) -> Result<> {
    if (!turn_.holds(s)) return fail(ErrorCode::unavailable, "it is another node's turn");
    return work(s);
  };
}

}  // namespace tidings::store
