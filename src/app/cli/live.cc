#include "app/cli/live.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace tidings::app::cli {
namespace {

constexpr int64_t kKeyLookMs = 100;

}  // namespace

Live::Live(Context& context) : context_(context), on_terminal_(context.out_is_terminal()) {
  if (!on_terminal_) return;
  const int in = ::fileno(context_.in);
  // Keys one by one and unseen; Ctrl-C stays a signal.
  if (::isatty(in) == 1 && ::tcgetattr(in, &before_) == 0) {
    termios now = before_;
    now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys_ = ::tcsetattr(in, TCSANOW, &now) == 0;
  }
  put(context_.out, "\x1b[?25l");  // no cursor
  std::fflush(context_.out);
}

Live::~Live() {
  if (keys_) ::tcsetattr(::fileno(context_.in), TCSANOW, &before_);
  if (!on_terminal_) return;
  put(context_.out, "\x1b[?25h");
  std::fflush(context_.out);
}

size_t Live::columns() const { return static_cast<size_t>(context_.out_columns()); }

size_t Live::rows() const {
  winsize size{};
  if (::ioctl(::fileno(context_.out), TIOCGWINSZ, &size) == 0 && size.ws_row > 2) return size.ws_row;
  return 24;
}

void Live::draw(const std::vector<std::string>& lines) {
  std::string out;
  if (const auto size = std::pair(columns(), rows()); size != size_) {
    if (drawn_ > 0) out += "\x1b[2J\x1b[H";  // the terminal has wrapped the old lines as it liked
    size_ = size;
    drawn_ = 0;
  }
  if (drawn_ > 0) out += fmt::format("\x1b[{}A", drawn_);
  const size_t n = std::min(lines.size(), rows() - 1);
  for (size_t i = 0; i < n; ++i) out += "\r" + lines[i] + "\x1b[K\n";
  out += "\x1b[J";
  drawn_ = n;
  put(context_.out, out);
  std::fflush(context_.out);
}

bool Live::key_says_end() {
  if (!keys_) return false;
  pollfd key{.fd = ::fileno(context_.in), .events = POLLIN, .revents = 0};
  while (::poll(&key, 1, 0) == 1) {
    char c = 0;
    if (::read(key.fd, &c, 1) != 1) return keys_ = false;
    if (c == 'q' || c == 'Q' || c == 4) return true;
  }
  return false;
}

bool Live::wait(int64_t most_ms) {
  for (int64_t waited = 0; waited < most_ms; waited += kKeyLookMs) {
    if (key_says_end()) return true;
    if (until_.wait(std::min(kKeyLookMs, most_ms - waited))) return by_signal_ = true;
  }
  return false;
}

}  // namespace tidings::app::cli
