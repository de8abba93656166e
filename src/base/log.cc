#include "base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json.hpp>

namespace tidings {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

class JsonLog final : public Log {
 public:
  JsonLog(LogLevel least, const std::string& path) {
    spdlog::sink_ptr sink;
    if (path.empty()) {
      sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    } else {
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    }
    logger_ = std::make_unique<spdlog::logger>("tidings", std::move(sink));
    logger_->set_level(to_spdlog(least));
    logger_->flush_on(spdlog::level::info);
    logger_->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc);
  }

  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
    if (!logger_->should_log(to_spdlog(level))) return;
    std::string line = "\"event\":" + boost::json::serialize(boost::json::string(event));
    for (const auto& field : fields) {
      line += ",\"" + std::string(field.name) + "\":";
      std::visit(
          [&](const auto& v) {
            using V = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<V, std::string_view>) {
              line += boost::json::serialize(boost::json::string(v));
            } else if constexpr (std::is_same_v<V, bool>) {
              line += v ? "true" : "false";
            } else {
              line += std::to_string(v);
            }
          },
          field.value);
    }
    logger_->log(to_spdlog(level), "{}", line);
  }

 private:
  std::unique_ptr<spdlog::logger> logger_;
};

class SilentLog final : public Log {
 public:
  void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace

std::unique_ptr<Log> make_log(LogLevel least, const std::string& path) {
  return std::make_unique<JsonLog>(least, path);
}
std::unique_ptr<Log> make_silent_log() { return std::make_unique<SilentLog>(); }

std::string mask_phone(std::string_view e164) {
  if (e164.size() < 7) return "…";
  return std::string(e164.substr(0, 3)) + "…" + std::string(e164.substr(e164.size() - 3));
}

}  // namespace tidings
