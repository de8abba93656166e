// Signed status callbacks at full speed against a running server: all requests are built before the clock starts.
//   load_webhooks URL AUTH_TOKEN ACCOUNT FILE AT_ONCE   prints one JSON object
// A line of FILE is one message: our id, the carrier's id and the number it went to, between blanks.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "base/env.h"
#include "carrier/twilio/signature.h"
#include "net/http_client.h"

using namespace tidings;

namespace {

HttpRequest callback(const std::string& base, const std::string& token, const std::string& account,
                     const std::string& id, const std::string& sid, const std::string& to) {
  const FormFields fields{{"MessageSid", sid},
                          {"SmsSid", sid},
                          {"MessageStatus", "delivered"},
                          {"SmsStatus", "delivered"},
                          {"AccountSid", account},
                          {"From", "+12025550100"},
                          {"To", to},
                          {"ApiVersion", "2010-04-01"}};
  HttpRequest out{.method = "POST", .url = fmt::format("{}/webhooks/twilio/status?m={}", base, id)};
  out.headers.add("Content-Type", "application/x-www-form-urlencoded");
  out.headers.add("X-Twilio-Signature", carrier::twilio::sign(token, out.url, fields));
  out.body = encode_form(fields);
  return out;
}

struct Run {
  std::vector<HttpRequest> requests;
  net::HttpClient& client;
  Clock& clock;
  std::mutex mutex;
  std::condition_variable ended;
  size_t next = 0, done = 0, good = 0;
  std::vector<int64_t> took_us;

  void one() {
    std::unique_lock lock(mutex);
    if (next == requests.size()) return;
    const size_t index = next++;
    lock.unlock();
    const auto start = std::chrono::steady_clock::now();
    client.send(std::move(requests[index]), [this, start](HttpResult result) {
      const auto us =
          std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
      {
        std::lock_guard guard(mutex);
        took_us.push_back(us);
        good += result.transport == Transport::answered && result.response.status / 100 == 2;
        if (++done == requests.size()) ended.notify_one();
      }
      one();
    });
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("usage: load_webhooks URL AUTH_TOKEN ACCOUNT FILE AT_ONCE\n", stderr);
    return 2;
  }
  SystemClock clock;
  Random random = Random::from_system();
  const auto log = make_silent_log();
  Metrics metrics;
  const auto at_once = static_cast<size_t>(std::atoi(argv[5]));
  net::HttpClient client({clock, random, *log, metrics}, {.connections_per_host = at_once});
  if (!client.start()) return 1;
  Run run{.client = client, .clock = clock};
  std::ifstream file(argv[4]);
  for (std::string id, sid, to; file >> id >> sid >> to;) {
    run.requests.push_back(callback(argv[1], argv[2], argv[3], id, sid, to));
  }
  const size_t count = run.requests.size();
  if (count == 0) {
    std::fputs("the file names no message\n", stderr);
    return 2;
  }
  const auto start = std::chrono::steady_clock::now();
  for (size_t i = 0; i < at_once; ++i) run.one();
  {
    std::unique_lock lock(run.mutex);
    run.ended.wait(lock, [&] { return run.done == run.requests.size(); });
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::sort(run.took_us.begin(), run.took_us.end());
  fmt::print("{{\"sent\":{},\"answered_2xx\":{},\"per_s\":{:.0f},\"p50_ms\":{:.1f},\"p99_ms\":{:.1f}}}\n", count,
             run.good, static_cast<double>(count) / seconds,
             static_cast<double>(run.took_us[run.took_us.size() / 2]) / 1000,
             static_cast<double>(run.took_us[run.took_us.size() * 99 / 100]) / 1000);
  client.stop();
  return 0;
}
