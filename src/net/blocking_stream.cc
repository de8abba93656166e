#include "net/blocking_stream.h"

#include <openssl/ssl.h>
#include <poll.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace tidings::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

}  // namespace

struct BlockingStream::Inside {
  asio::io_context ioc{1};
  asio::ssl::context context{asio::ssl::context::tls_client};
  tcp::socket socket{ioc};
  std::unique_ptr<asio::ssl::stream<tcp::socket&>> tls;

  struct Outcome {
    bool done = false;
    error_code ec;
    size_t bytes = 0;
  };
  // Runs one asynchronous operation to its end or to the time limit, then closes.
  template <class Start>
  Result<size_t> run(int64_t timeout_ms, const char* what, Start start) {
    auto outcome = std::make_shared<Outcome>();
    start(outcome);
    ioc.restart();
    ioc.run_for(std::chrono::milliseconds(timeout_ms));
    if (!outcome->done) {
      error_code ignored;
      socket.close(ignored);
      ioc.restart();
      ioc.run();
      return fail(ErrorCode::timeout, std::string(what) + " took too long");
    }
    if (outcome->ec == asio::error::eof) return 0;
    if (outcome->ec) return fail(ErrorCode::unavailable, std::string(what) + " failed: " + outcome->ec.message());
    return outcome->bytes;
  }
  static auto note(std::shared_ptr<Outcome> outcome) {
    return [outcome](const error_code& ec, size_t n = 0) { *outcome = {true, ec, n}; };
  }
};

BlockingStream::BlockingStream() : in_(std::make_unique<Inside>()) {}
BlockingStream::~BlockingStream() = default;

Result<> BlockingStream::connect(const UrlParts& url, const std::string& ca_file, int64_t timeout_ms) {
  using Noted = std::shared_ptr<Inside::Outcome>;
  const bool secure = url.scheme == "https";
  std::string host(url.host);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string port = url.port.empty() ? (secure ? "443" : "80") : std::string(url.port);
  tcp::resolver resolver(in_->ioc);
  tcp::resolver::results_type found;
  TRY(in_->run(timeout_ms, "looking up the host", [&](const Noted& noted) {
    resolver.async_resolve(host, port, [noted, &found](const error_code& ec, tcp::resolver::results_type results) {
      found = std::move(results);
      *noted = {true, ec, 0};
    });
  }));
  TRY(in_->run(timeout_ms, "connecting", [&](const Noted& noted) {
    asio::async_connect(in_->socket, found,
                        [noted](const error_code& ec, const tcp::endpoint&) { *noted = {true, ec, 0}; });
  }));
  error_code ec;
  in_->socket.set_option(tcp::no_delay(true), ec);
  if (!secure) return {};

  in_->context.set_default_verify_paths(ec);
  if (!ca_file.empty() && in_->context.load_verify_file(ca_file, ec)) {
    return fail(ErrorCode::invalid_argument, "cannot read certificates: " + ec.message(), ca_file);
  }
  in_->context.set_verify_mode(asio::ssl::verify_peer, ec);
  SSL_CTX_set_min_proto_version(in_->context.native_handle(), TLS1_2_VERSION);
  in_->tls = std::make_unique<asio::ssl::stream<tcp::socket&>>(in_->socket, in_->context);
  asio::ip::make_address(host, ec);
  if (ec) SSL_set_tlsext_host_name(in_->tls->native_handle(), host.c_str());
  in_->tls->set_verify_callback(asio::ssl::host_name_verification(host), ec);
  TRY(in_->run(timeout_ms, "the TLS handshake", [&](const Noted& noted) {
    in_->tls->async_handshake(asio::ssl::stream_base::client,
                              [noted](const error_code& shaken) { *noted = {true, shaken, 0}; });
  }));
  return {};
}

Result<size_t> BlockingStream::write(std::string_view bytes, int64_t timeout_ms) {
  return in_->run(timeout_ms, "sending", [&](auto noted) {
    const auto buffer = asio::buffer(bytes);
    in_->tls ? in_->tls->async_write_some(buffer, Inside::note(noted))
             : in_->socket.async_write_some(buffer, Inside::note(noted));
  });
}

Result<size_t> BlockingStream::read(char* into, size_t most, int64_t timeout_ms) {
  return in_->run(timeout_ms, "reading the answer", [&](auto noted) {
    const auto buffer = asio::buffer(into, most);
    in_->tls ? in_->tls->async_read_some(buffer, Inside::note(noted))
             : in_->socket.async_read_some(buffer, Inside::note(noted));
  });
}

bool BlockingStream::readable(int64_t timeout_ms) {
  if (in_->tls && SSL_pending(in_->tls->native_handle()) > 0) return true;
  pollfd p{in_->socket.native_handle(), POLLIN, 0};
  return ::poll(&p, 1, static_cast<int>(timeout_ms)) > 0;
}

}  // namespace tidings::net
