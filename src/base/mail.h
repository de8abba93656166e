// Mail as plain values, so that stages can write one without a socket, and one runner (net/mailer.h) does the network.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/secret.h"

namespace tidings {

struct Mail {
  std::string from;
  std::vector<std::string> to;
  std::string subject, text;  // UTF-8; line ends of any kind
  std::string id;             // the left half of Message-ID: the same mail sent twice has the same
};

// Where mail is handed in.
struct MailServer {
  enum class Tls {
    required,  // STARTTLS on smtp://, from the first byte on smtps://; a server without it gets no mail
    none,
  };
  std::string url;  // smtp://host:587, smtps://host:465
  std::string user;
  Secret password;
  Tls tls = Tls::required;
  std::string ca_file;  // PEM, trusted besides the system's authorities
};

enum class MailEnd {
  taken,    // the server has it
  refused,  // it will not: the password, the address, no TLS; a person has to do something
  not_now,  // or perhaps taken: a mail may come twice
};
struct MailResult {
  MailEnd end = MailEnd::not_now;
  std::string problem;  // one line for people
};

// done is called exactly once, from a thread of the runner; short, and must not block.
class MailRunner {
 public:
  using Done = std::function<void(MailResult)>;
  virtual ~MailRunner() = default;
  virtual void send(MailServer server, Mail mail, Done done) = 0;
};

}  // namespace tidings
