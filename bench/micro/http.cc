// What one HTTP request costs: the server under plain keep-alive load, and the client with 100 requests in flight.
// Server and load run in two processes, so that each one's processor time is known. Usage: bench_http [seconds]
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/env.h"
#include "net/http_client.h"
#include "net/http_server.h"

namespace {

using namespace tidings;
using Clock_ = std::chrono::steady_clock;

struct World {
  SystemClock clock;
  Random random{1};
  std::unique_ptr<Log> log = make_silent_log();
  Metrics metrics;
  Env env() { return {clock, random, *log, metrics}; }
};

double cpu_seconds(int who) {
  rusage u{};
  getrusage(who, &u);
  return static_cast<double>(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
         static_cast<double>(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// The server in a process of its own; its processor time is known once it has ended.
struct ServerProcess {
  ServerProcess() {
    int ports[2], quit[2];
    if (pipe(ports) != 0 || pipe(quit) != 0) std::abort();
    before = cpu_seconds(RUSAGE_CHILDREN);
    pid = fork();
    if (pid == 0) {
      close(quit[1]);
      World world;
      net::ServerOptions options;
      options.port = 0;
      net::HttpServer server(world.env(), options, [](net::IncomingRequest, net::Responder respond) {
        HttpResponse r{201, {}, R"({"sid":"SM00000000000000000000000000000000","status":"queued"})"};
        r.headers.add("Content-Type", "application/json");
        respond(std::move(r));
      });
      if (!server.start()) std::abort();
      const uint16_t p = server.port();
      if (write(ports[1], &p, sizeof p) != sizeof p) std::abort();
      char c;
      if (read(quit[0], &c, 1) < 0) std::abort();
      server.stop();
      std::_Exit(0);
    }
    close(quit[0]);
    end = quit[1];
    if (read(ports[0], &port, sizeof port) != sizeof port) std::abort();
  }
  double stop() {
    close(end);
    waitpid(pid, nullptr, 0);
    return cpu_seconds(RUSAGE_CHILDREN) - before;
  }
  pid_t pid = 0;
  int end = -1;
  uint16_t port = 0;
  double before = 0;
};

constexpr char kBody[] =
    "To=%2B15005550006&From=%2B15005550001&Body=Hello+there%2C+this+is+a+message&StatusCallback=https%3A%2F%2Fexample."
    "org%2Fs";

// 64 keep-alive connections, one request each at a time, one thread.
void bench_server(double seconds) {
  ServerProcess server;
  const int poller = epoll_create1(0);
  const std::string request =
      "POST /2010-04-01/Accounts/AC0/Messages.json HTTP/1.1\r\nHost: h\r\nContent-Type: "
      "application/x-www-form-urlencoded\r\nAuthorization: Basic QUMwOjA=\r\nContent-Length: " +
      std::to_string(sizeof kBody - 1) + "\r\n\r\n" + kBody;
  std::vector<int> fds;
  for (int i = 0; i < 64; ++i) {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server.port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) std::abort();
    const int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_event e{EPOLLIN, {.fd = fd}};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &e);
    fds.push_back(fd);
    if (send(fd, request.data(), request.size(), 0) < 0) std::abort();
  }
  uint64_t answers = 0;
  const auto begin = Clock_::now();
  const auto until = begin + std::chrono::duration_cast<Clock_::duration>(std::chrono::duration<double>(seconds));
  char block[4096];
  epoll_event events[64];
  while (Clock_::now() < until) {
    const int n = epoll_wait(poller, events, 64, 1000);
    for (int i = 0; i < n; ++i) {
      if (recv(events[i].data.fd, block, sizeof block, 0) <= 0) std::abort();  // an answer fits into one packet
      ++answers;
      if (send(events[i].data.fd, request.data(), request.size(), 0) < 0) std::abort();
    }
  }
  const double took = std::chrono::duration<double>(Clock_::now() - begin).count();
  const double cpu = server.stop();
  for (const int fd : fds) close(fd);
  std::printf("server: %.0f requests/s, 64 connections, one I/O thread; %.2f us of processor a request\n",
              static_cast<double>(answers) / took, cpu / static_cast<double>(answers) * 1e6);
}

void bench_client(double seconds) {
  ServerProcess server;
  World world;
  net::HttpClient client(world.env());
  if (!client.start()) std::abort();
  const std::string url = "http://127.0.0.1:" + std::to_string(server.port) + "/2010-04-01/Accounts/AC0/Messages.json";
  std::atomic<uint64_t> answers = 0, failures = 0;
  std::mutex mutex;
  std::condition_variable changed;
  int in_flight = 0;
  const double cpu_before = cpu_seconds(RUSAGE_SELF);
  const auto begin = Clock_::now();
  const auto until = begin + std::chrono::duration_cast<Clock_::duration>(std::chrono::duration<double>(seconds));
  // Each answer sends the next, as a dispatcher with a full window does.
  std::function<void()> next = [&] {
    HttpRequest request{.method = "POST", .url = url, .headers = {}, .body = kBody};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.headers.add("Authorization", "Basic QUMwOjA=");
    client.send(std::move(request), [&](HttpResult result) {
      ++(result.transport == Transport::answered && result.response.status == 201 ? answers : failures);
      if (Clock_::now() < until) return next();
      const std::lock_guard lock(mutex);
      if (--in_flight == 0) changed.notify_all();
    });
  };
  in_flight = 100;
  for (int i = 0; i < 100; ++i) next();
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return in_flight == 0; });
  }
  const double took = std::chrono::duration<double>(Clock_::now() - begin).count();
  const double cpu = cpu_seconds(RUSAGE_SELF) - cpu_before;
  client.stop();
  server.stop();
  std::printf("client: %.0f requests/s, 100 in flight, one I/O thread; %.2f us of processor a request; %llu failures\n",
              static_cast<double>(answers) / took, cpu / static_cast<double>(answers) * 1e6,
              static_cast<unsigned long long>(failures.load()));
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  std::signal(SIGPIPE, SIG_IGN);
  bench_server(seconds);
  bench_client(seconds);
}
