// The runner of outgoing mail: SMTP with STARTTLS or TLS, one mail after another on a thread of its own. Alerts are
// few; when more wait than the queue holds, the newest is answered not_now at once.
#pragma once

#include <memory>

#include "base/env.h"
#include "base/mail.h"

namespace tidings::net {

class Mailer final : public MailRunner {
 public:
  explicit Mailer(Env env);
  ~Mailer() override;  // stops

  void start();
  // After stop(), or before start(), done is called at once, in the caller's thread: not_now.
  void send(MailServer server, Mail mail, Done done) override;
  // What waits is answered not_now; the mail under way is broken off. Idempotent; returns when the thread has ended.
  void stop();

 private:
  struct Inside;
  std::unique_ptr<Inside> in_;
};

}  // namespace tidings::net
