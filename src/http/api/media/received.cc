#include "http/api/media/received.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"

namespace tidings::http::media {
namespace {

constexpr size_t kFormBytes = 64 << 10;  // around the file, when it comes in a form

}  // namespace

Result<> Received::take(std::string_view chunk) {
  if (bytes_.size() + chunk.size() > limits::kMediaBytes + kFormBytes) {
    return fail(ErrorCode::too_large, fmt::format("a medium has at most {} bytes", limits::kMediaBytes), "the body");
  }
  bytes_ += chunk;
  return {};
}

std::string Received::digest() const { return crypto::to_hex(crypto::sha256(bytes_)); }

}  // namespace tidings::http::media
