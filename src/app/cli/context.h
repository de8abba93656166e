// What a command gets from outside: the streams, the environment, and where the server is. Tests hand in their own.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "app/config.h"
#include "base/http.h"
#include "base/result.h"

namespace tidings::app::cli {

struct Context {
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  std::FILE* in = stdin;
  Environment environment;
  std::string program = "tidings";  // as it was called, for commands that are shown to copy
  HttpRunner* runner = nullptr;     // of requests to the API; none = the network

  // Filled from the command line.
  std::string url, key;
  bool json = false;

  bool out_is_terminal() const;
  int out_columns() const;  // width of the terminal; 100 when there is none
  std::string variable(const std::string& name, std::string_view otherwise = {}) const;
};

// The file whole, under its name only when it is. Error: storage_full.
Result<> write_file(const std::string& path, std::string_view text);

// What the system says about an errno.
std::string why_not(int error_number);

// Everything of a stream or file, at most limits::kHttpBodyBytes. Errors: not_found, too_large.
Result<std::string> read_all(std::FILE* from);
Result<std::string> read_whole_file(const std::string& path);
Result<> check_readable(const std::string& path);  // a file that can be opened; not_found, invalid_argument

// Writes text to a stream as it is.
void put(std::FILE* to, std::string_view text);

}  // namespace tidings::app::cli
