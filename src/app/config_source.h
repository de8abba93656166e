// The keys of a configuration by their dotted names, with where each came from. Private to app/.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace tidings::app {

class ConfigSource {
 public:
  // TOML text. Tables nest with dots, arrays of tables count from 0: "sender.0.address".
  Result<> add_toml(const std::string& text, const std::string& file);
  void set(const std::string& key, const std::string& value, const std::string& origin);

  bool has(const std::string& key) const { return values_.contains(key); }
  std::string origin(const std::string& key) const;                 // "tidings.toml line 3"; empty when it is not set
  std::set<std::string> children(const std::string& prefix) const;  // names right below "prefix."

  // The value of a key, converted; the fallback when it is not set. The first problem is kept.
  std::string text(const std::string& key, const std::string& fallback = {});
  int64_t integer(const std::string& key, int64_t fallback, int64_t least, int64_t most);
  double number(const std::string& key, double fallback, double least, double most);
  bool boolean(const std::string& key, bool fallback);
  std::map<std::string, std::string> all_below(const std::string& prefix);

  void problem(const std::string& key, std::string what, std::string hint = {});
  // The first problem, or the first key nobody asked for.
  Result<> done() const;

 private:
  struct Value {
    std::string text;
    std::string origin;
    bool asked = false;
  };
  std::optional<std::string> get(const std::string& key);

  std::map<std::string, Value> values_;
  std::set<std::string> known_;
  std::optional<Error> error_;
};

// ["US", "CA"] in a file, "US, CA" in the environment.
std::vector<std::string> words_of(ConfigSource& in, const std::string& key);

}  // namespace tidings::app
