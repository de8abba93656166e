// A PostgreSQL of our own for tests: a new cluster in a temporary folder, on a free loopback port, one for the process
// that asks, gone with it. From Debian's packages; the machine's own cluster is never touched. One thread.
#pragma once

#include <string>

namespace tidings::test {

class PostgresServer {
 public:
  // Made at the first call. Ends the process with words when it cannot be started.
  static PostgresServer& get();

  // A new empty database; its URL.
  std::string new_database();
  std::string url_of(const std::string& database) const;
  // The file that holds a table, for tests that do harm to it.
  std::string file_of_table(const std::string& url, const std::string& table);
  void stop();   // as an administrator does it: sessions are ended
  void crash();  // without a word to anybody: recovery at the next start
  void start();

  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;

 private:
  PostgresServer();
  std::string folder_, binaries_;
  int port_ = 0;
  int pid_ = -1;
  int databases_ = 0;
};

}  // namespace tidings::test
