// The log: one JSON object a line, events by name. Message text, full phone numbers and secrets never go in: use
// mask_phone(). Any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace tidings {

enum class LogLevel { debug, info, warn, error };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, int64_t, double, bool> value;

  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
  LogField(std::string_view n, bool v) : name(n), value(v) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  template <class I>
    requires std::is_integral_v<I>
  LogField(std::string_view n, I v) : name(n), value(static_cast<int64_t>(v)) {}
};

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;

  void debug(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::warn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    write(LogLevel::error, event, fields);
  }
};

// JSON lines to a file, or to standard error when the path is empty. Throws std::runtime_error when the file cannot be
// opened.
std::unique_ptr<Log> make_log(LogLevel least, const std::string& path);
// Drops everything; for tests and the simulator.
std::unique_ptr<Log> make_silent_log();

// "+61…321": country and the last three digits, enough to recognise, not to call.
std::string mask_phone(std::string_view e164);

}  // namespace tidings
