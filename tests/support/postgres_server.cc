#include "tests/support/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/check.h"
#include "store/postgres/connection.h"

namespace tidings::test {
namespace {

namespace fs = std::filesystem;

std::string newest_binaries() {
  std::string best;
  int best_version = 0;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ec)) {
    const int version = std::atoi(entry.path().filename().c_str());
    if (version > best_version && fs::exists(entry.path() / "bin/initdb")) {
      best_version = version;
      best = entry.path() / "bin";
    }
  }
  check(!best.empty(), "PostgreSQL's server is installed: run tools/setup");
  return best;
}

int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  check(::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
            ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0,
        "there is a free port");
  ::close(fd);
  return ntohs(address.sin_port);
}

// PostgreSQL refuses to run as root: then it runs as the user its package made, or as nobody.
const passwd* other_user() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  return user != nullptr ? user : ::getpwnam("nobody");
}

int spawn(const std::vector<std::string>& words, const std::string& log, bool dies_with_us) {
  const passwd* user = other_user();
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int pid = ::fork();
  check(pid >= 0, "a process can be started");
  if (pid > 0) return pid;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1), ::dup2(out, 2);
  if (user != nullptr && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) {
    ::_exit(126);
  }
  if (dies_with_us) ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  ::setenv("LC_ALL", "C", 1);
  if (::chdir("/") != 0) ::_exit(126);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

std::string text_of(const std::string& url, const std::string& sql) {
  store::postgres::Connection connection(url, store::postgres::Connection::Role::reader);
  return connection.text_of(sql.c_str());
}

}  // namespace

PostgresServer& PostgresServer::get() {
  static PostgresServer server;
  return server;
}

PostgresServer::PostgresServer() : binaries_(newest_binaries()) {
  folder_ = std::string(::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/tidings-postgres-XXXXXX";
  check(::mkdtemp(folder_.data()) != nullptr, "a temporary folder can be made");
  if (const passwd* user = other_user(); user != nullptr) {
    check(::chown(folder_.c_str(), user->pw_uid, user->pw_gid) == 0, "the folder can be given away");
  }
  const int pid = spawn({binaries_ + "/initdb", "-D", folder_ + "/data", "-U", "tidings", "-A", "trust", "--no-sync",
                         "--locale=C", "--encoding=UTF8", "--no-instructions"},
                        folder_ + ".log", false);
  int status = 0;
  check(::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
        "initdb makes a cluster; see " + folder_ + ".log");
  start();
}

PostgresServer::~PostgresServer() {
  if (pid_ > 0) {
    ::kill(pid_, SIGQUIT);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  fs::remove(folder_ + ".log", ignored);
}

void PostgresServer::start() {
  for (int attempt = 0; attempt < 5; ++attempt) {
    // The port stays when the server is started again: those who were connected look for it there.
    if (port_ == 0 || attempt > 0) port_ = free_port();
    pid_ = spawn({binaries_ + "/postgres",    "-D", folder_ + "/data",     "-p",
                  std::to_string(port_),      "-h", "127.0.0.1",           "-c",
                  "unix_socket_directories=", "-c", "fsync=off",           "-c",
                  "full_page_writes=off",     "-c", "max_connections=200", "-c",
                  "shared_buffers=64MB",      "-c", "wal_level=minimal",   "-c",
                  "max_wal_senders=0"},
                 folder_ + ".log", true);
    for (int i = 0; i < 1200; ++i) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;  // the port was taken meanwhile
      try {
        text_of(url_of("postgres"), "SELECT 1");
        return;
      } catch (const store::StoreFailure&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
      }
    }
  }
  check(false, "PostgreSQL starts; see " + folder_ + ".log");
}

void PostgresServer::stop() {
  ::kill(pid_, SIGINT);
  ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

void PostgresServer::crash() {
  ::kill(pid_, SIGQUIT);
  ::waitpid(std::exchange(pid_, -1), nullptr, 0);
}

std::string PostgresServer::url_of(const std::string& database) const {
  return "postgres://tidings@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

std::string PostgresServer::new_database() {
  const std::string name = "t" + std::to_string(++databases_);
  store::postgres::Connection(url_of("postgres"), store::postgres::Connection::Role::writer)
      .plain(("CREATE DATABASE " + name + " TEMPLATE template0").c_str());
  return url_of(name);
}

std::string PostgresServer::file_of_table(const std::string& url, const std::string& table) {
  return folder_ + "/data/" + text_of(url, "SELECT pg_relation_filepath('" + table + "')");
}

}  // namespace tidings::test
