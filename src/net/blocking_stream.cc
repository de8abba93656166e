#include "net/blocking_stream.h"

#include <openssl/ssl.h>

#include <array>
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

  // What the one outstanding read brought. It is always on its way, because with TLS only reading tells whether bytes
  // of the answer came or the protocol's own.
  std::array<char, 16 << 10> bytes;
  size_t begin = 0, end = 0;
  bool reading = false, ended = false;
  error_code read_error;

  struct Outcome {
    bool done = false;
    error_code ec;
    size_t bytes = 0;
  };
  using Noted = std::shared_ptr<Outcome>;

  template <class Holds>
  bool run_until(int64_t timeout_ms, Holds holds) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (!holds()) {
      ioc.restart();
      if (ioc.run_one_until(until) == 0 && std::chrono::steady_clock::now() >= until) return holds();
    }
    return true;
  }
  // Runs one operation to its end or to the time limit; then nothing more can be done with the connection.
  template <class Start>
  Result<size_t> run(int64_t timeout_ms, const char* what, Start start) {
    const auto outcome = std::make_shared<Outcome>();
    start(outcome);
    if (!run_until(timeout_ms, [&] { return outcome->done; })) {
      finish();
      return fail(ErrorCode::timeout, std::string(what) + " took too long");
    }
    if (outcome->ec) return fail(ErrorCode::unavailable, std::string(what) + " failed: " + outcome->ec.message());
    return outcome->bytes;
  }
  // Ends every operation, so that none is left with buffers of the caller's.
  void finish() {
    error_code ignored;
    socket.close(ignored);
    ioc.restart();
    ioc.run();
  }
  void start_reading() {
    if (reading || ended || begin < end) return;
    reading = true;
    const auto noted = [this](const error_code& ec, size_t n) {
      reading = false;
      begin = 0;
      end = n;
      read_error = ec;
      ended = static_cast<bool>(ec);
    };
    const auto buffer = asio::buffer(bytes);
    tls ? tls->async_read_some(buffer, noted) : socket.async_read_some(buffer, noted);
  }
};

BlockingStream::BlockingStream() : in_(std::make_unique<Inside>()) {}
BlockingStream::~BlockingStream() { in_->finish(); }

Result<> BlockingStream::connect(const UrlParts& url, const std::string& ca_file, int64_t timeout_ms) {
  using Noted = Inside::Noted;
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
  return in_->run(timeout_ms, "sending", [&](const Inside::Noted& noted) {
    const auto note = [noted](const error_code& ec, size_t n) { *noted = {true, ec, n}; };
    in_->tls ? in_->tls->async_write_some(asio::buffer(bytes), note)
             : in_->socket.async_write_some(asio::buffer(bytes), note);
  });
}

Result<size_t> BlockingStream::read(char* into, size_t most, int64_t timeout_ms) {
  if (!readable(timeout_ms)) return fail(ErrorCode::timeout, "reading the answer took too long");
  if (in_->begin == in_->end) {
    if (in_->read_error == asio::error::eof) return 0;
    return fail(ErrorCode::unavailable, "reading the answer failed: " + in_->read_error.message());
  }
  const size_t n = std::min(most, in_->end - in_->begin);
  std::memcpy(into, in_->bytes.data() + in_->begin, n);
  in_->begin += n;
  return n;
}

bool BlockingStream::readable(int64_t timeout_ms) {
  in_->start_reading();
  return in_->run_until(timeout_ms, [this] { return in_->ended || in_->begin < in_->end; });
}

}  // namespace tidings::net
