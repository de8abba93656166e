// A view that redraws itself in place on a terminal until q or Ctrl-C. On anything else it draws nothing: callers print
// plain lines instead. Made on one thread; restores the terminal when it goes.
#pragma once

#include <termios.h>
#include <string>
#include <vector>

#include "app/cli/context.h"
#include "app/cli/until_signal.h"

namespace tidings::app::cli {

class Live {
 public:
  explicit Live(Context& context);
  ~Live();
  Live(const Live&) = delete;

  bool on_terminal() const { return on_terminal_; }
  size_t columns() const;
  size_t rows() const;
  // Replaces what was drawn before. Lines that do not fit the height are left out from the end.
  void draw(const std::vector<std::string>& lines);
  // True when the person asked to end the view.
  bool wait(int64_t most_ms);
  bool by_signal() const { return by_signal_; }  // Ctrl-C or SIGTERM, not q

 private:
  bool key_says_end();

  Context& context_;
  UntilSignal until_;
  bool on_terminal_ = false, keys_ = false, by_signal_ = false;
  termios before_{};
  size_t drawn_ = 0;
  std::pair<size_t, size_t> size_{};
};

}  // namespace tidings::app::cli
