#include "net/mailer.h"

#include <curl/curl.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/limits.h"
#include "net/mail_text.h"

namespace tidings::net {
namespace {

struct Job {
  MailServer server;
  Mail mail;
  MailRunner::Done done;
};

struct Upload {
  std::string text;
  size_t at = 0;
};

size_t read_some(char* into, size_t size, size_t n, void* user) {
  auto& upload = *static_cast<Upload*>(user);
  const size_t some = std::min(size * n, upload.text.size() - upload.at);
  upload.text.copy(into, some, upload.at);
  upload.at += some;
  return some;
}

int broken_off(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

// Does not come right by waiting: the certificate, no TLS where it must be, the password.
bool needs_a_person(CURLcode code) {
  return code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_LOGIN_DENIED ||
         code == CURLE_SSL_CACERT_BADFILE || code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL;
}

MailResult send_now(const Job& job, Instant now, const std::atomic<bool>& stopping) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return {MailEnd::not_now, "out of memory"};
  Upload upload{mail_text(job.mail, now)};
  curl_slist* list = nullptr;
  for (const auto& to : job.mail.to)
    list = curl_slist_append(list, ("<" + std::string(bare_address(to)) + ">").c_str());
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> recipients(list, curl_slist_free_all);
  const std::string from = "<" + std::string(bare_address(job.mail.from)) + ">";
  char problem[CURL_ERROR_SIZE] = {};
  CURL* c = curl.get();
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, problem);
  curl_easy_setopt(c, CURLOPT_URL, job.server.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(c, CURLOPT_PROXY, "");
  curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits::kConnectMs));
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(limits::kMailTimeoutMs));
  curl_easy_setopt(c, CURLOPT_USE_SSL,
                   static_cast<long>(job.server.tls == MailServer::Tls::required ? CURLUSESSL_ALL : CURLUSESSL_NONE));
  curl_easy_setopt(c, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!job.server.ca_file.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, job.server.ca_file.c_str());
  if (!job.server.user.empty()) {
    curl_easy_setopt(c, CURLOPT_USERNAME, job.server.user.c_str());
    curl_easy_setopt(c, CURLOPT_PASSWORD, job.server.password.reveal().c_str());
  }
  curl_easy_setopt(c, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(c, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(c, CURLOPT_READFUNCTION, read_some);
  curl_easy_setopt(c, CURLOPT_READDATA, &upload);
  curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, broken_off);
  curl_easy_setopt(c, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stopping));
  const CURLcode code = curl_easy_perform(c);
  if (code == CURLE_OK) return {MailEnd::taken, {}};
  long said = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &said);
  const bool refused = needs_a_person(code) || said / 100 == 5;
  return {refused ? MailEnd::refused : MailEnd::not_now, problem[0] != 0 ? problem : curl_easy_strerror(code)};
}

}  // namespace

struct Mailer::Inside {
  Env env;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Job> waiting;
  bool running = false;
  std::atomic<bool> stopping = false;
  std::thread thread;

  explicit Inside(Env e) : env(e) {}

  void run() {
    for (;;) {
      Job job;
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return stopping || !waiting.empty(); });
        if (stopping) return;
        job = std::move(waiting.front());
        waiting.pop_front();
      }
      auto result = send_now(job, env.clock.now(), stopping);
      job.done(std::move(result));
    }
  }
};

Mailer::Mailer(Env env) : in_(std::make_unique<Inside>(env)) {}
Mailer::~Mailer() { stop(); }

void Mailer::start() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  std::lock_guard lock(in_->mutex);
  if (in_->running || in_->stopping) return;
  in_->running = true;
  in_->thread = std::thread([inside = in_.get()] { inside->run(); });
}

void Mailer::send(MailServer server, Mail mail, Done done) {
  {
    std::lock_guard lock(in_->mutex);
    if (in_->running && in_->waiting.size() < limits::kMailQueue) {
      in_->waiting.push_back({std::move(server), std::move(mail), std::move(done)});
      in_->changed.notify_one();
      return;
    }
  }
  done({MailEnd::not_now, "no mail is sent now: starting, stopping, or too many wait"});
}

void Mailer::stop() {
  std::deque<Job> left;
  {
    std::lock_guard lock(in_->mutex);
    in_->stopping = true;
    in_->running = false;
    left.swap(in_->waiting);
  }
  in_->changed.notify_all();
  if (in_->thread.joinable()) in_->thread.join();
  for (auto& job : left) job.done({MailEnd::not_now, "the server is stopping"});
}

}  // namespace tidings::net
