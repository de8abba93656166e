#include "http/api/imports/spool.h"

#include <fmt/format.h>

#include "base/crypto.h"

namespace tidings::http::imports {
namespace {

constexpr size_t kBeginningBytes = 64 << 10;

}  // namespace

Result<std::shared_ptr<Spool>> Spool::create(const std::string& folder) {
  std::string name = "upload-" + crypto::random_token(12) + ".csv";
  auto file = NewFile::create(folder + "/" + name);
  if (file) return std::shared_ptr<Spool>(new Spool(std::move(name), std::move(*file)));
  Error error = std::move(file.error());
  error.where = "the folder of imports";  // whoever uploads need not know where it is
  return std::unexpected(std::move(error));
}

Spool::~Spool() { settle(false); }

Result<> Spool::take(std::string_view chunk) {
  bytes_ += chunk.size();
  if (beginning_.size() < kBeginningBytes) beginning_ += chunk.substr(0, kBeginningBytes - beginning_.size());
  return file_->append(chunk);
}

void Spool::settle(bool committed) {
  if (settled_) return;
  settled_ = true;
  if (!adopted_ || !committed) file_->remove();
}

std::string Spool::digest() const { return crypto::to_hex(crypto::sha256(fmt::format("{}:{}", bytes_, beginning_))); }

}  // namespace tidings::http::imports
