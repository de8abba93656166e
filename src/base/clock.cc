#include "base/clock.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>

namespace tidings {

namespace chr = std::chrono;

// By hand: every trace of a decision holds some of these.
std::string format_utc(Instant at) {
  const auto tp = chr::sys_time<chr::milliseconds>{chr::milliseconds{at.ms}};
  const auto day = chr::floor<chr::days>(tp);
  const chr::year_month_day ymd{day};
  const auto of_day = static_cast<unsigned>((tp - day).count());
  const int year{ymd.year()};
  if (year < 0 || year > 9999) {
    return fmt::format("{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z", year, unsigned{ymd.month()}, unsigned{ymd.day()},
                       of_day / 3'600'000, of_day / 60'000 % 60, of_day / 1'000 % 60);
  }
  char text[] = "0000-00-00T00:00:00.000Z";
  const auto put = [&](size_t place, size_t digits, unsigned number) {
    for (; digits > 0; --digits, number /= 10) text[place + digits - 1] = static_cast<char>('0' + number % 10);
  };
  put(0, 4, static_cast<unsigned>(year));
  put(5, 2, unsigned{ymd.month()});
  put(8, 2, unsigned{ymd.day()});
  put(11, 2, of_day / 3'600'000);
  put(14, 2, of_day / 60'000 % 60);
  put(17, 2, of_day / 1'000 % 60);
  const unsigned sub = of_day % 1'000;
  if (sub == 0) text[19] = 'Z';
  put(20, 3, sub);
  return {text, size_t{sub == 0 ? 20U : 24U}};
}

namespace {

struct Cursor {
  std::string_view rest;

  bool eat(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  std::optional<int> digits(size_t n) {
    if (rest.size() < n) return std::nullopt;
    int value = 0;
    for (size_t i = 0; i < n; ++i) {
      if (rest[i] < '0' || rest[i] > '9') return std::nullopt;
      value = value * 10 + (rest[i] - '0');
    }
    rest.remove_prefix(n);
    return value;
  }
};

// Fractions beyond milliseconds are cut.
int fraction_ms(Cursor& in) {
  int ms = 0, scale = 100;
  while (!in.rest.empty() && in.rest.front() >= '0' && in.rest.front() <= '9') {
    ms += (in.rest.front() - '0') * scale;
    scale /= 10;
    in.rest.remove_prefix(1);
  }
  return ms;
}

std::optional<int64_t> offset_ms(Cursor& in) {
  if (in.eat('Z') || in.eat('z')) return 0;
  const bool minus = !in.rest.empty() && in.rest.front() == '-';
  if (!in.eat('+') && !in.eat('-')) return std::nullopt;
  const auto h = in.digits(2);
  in.eat(':');
  const auto m = in.digits(2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  return (minus ? -1 : 1) * (*h * kHourMs + *m * kMinuteMs);
}

}  // namespace

Result<Instant> parse_utc(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::invalid_argument, fmt::format("'{}' is not an instant", text), {},
                "write it as 2026-11-20T17:00:00Z");
  };
  Cursor in{text};
  const auto y = in.digits(4);
  if (!y || !in.eat('-')) return bad();
  const auto mo = in.digits(2);
  if (!mo || !in.eat('-')) return bad();
  const auto d = in.digits(2);
  if (!d || (!in.eat('T') && !in.eat(' '))) return bad();
  const auto h = in.digits(2);
  if (!h || !in.eat(':')) return bad();
  const auto mi = in.digits(2);
  if (!mi) return bad();
  int sec = 0, ms = 0;
  if (in.eat(':')) {
    const auto s = in.digits(2);
    if (!s) return bad();
    sec = *s;
    if (in.eat('.')) ms = fraction_ms(in);
  }
  const auto off = offset_ms(in);
  const chr::year_month_day ymd{chr::year{*y}, chr::month{static_cast<unsigned>(*mo)},
                                chr::day{static_cast<unsigned>(*d)}};
  if (!off || !in.rest.empty() || !ymd.ok() || *h > 23 || *mi > 59 || sec > 59) return bad();
  const int64_t days = chr::sys_days{ymd}.time_since_epoch().count();
  return Instant{days * kDayMs + *h * kHourMs + *mi * kMinuteMs + sec * kSecondMs + ms - *off};
}

Instant SystemClock::now() const {
  return {chr::duration_cast<chr::milliseconds>(chr::system_clock::now().time_since_epoch()).count() + offset_ms_};
}

int64_t SystemClock::monotonic_ms() const {
  return chr::duration_cast<chr::milliseconds>(chr::steady_clock::now().time_since_epoch()).count();
}

}  // namespace tidings
