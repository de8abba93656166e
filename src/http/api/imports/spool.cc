#include "http/api/imports/spool.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "flow/audience/import_stage.h"

namespace tidings::http::imports {
namespace {

constexpr size_t kBeginningBytes = 64 << 10;

// Whoever uploads need not know where the folder is.
Error without_path(Error error) {
  error.where = "the folder of imports";
  return error;
}

}  // namespace

Result<std::shared_ptr<Spool>> Spool::create(const std::string& folder) {
  std::string name = std::string(flow::kUploadPrefix) + crypto::random_token(12) + ".csv";
  auto file = NewFile::create(folder + "/" + name);
  if (!file) return std::unexpected(without_path(std::move(file.error())));
  return std::shared_ptr<Spool>(new Spool(std::move(name), std::move(*file)));
}

Spool::~Spool() { settle(false); }

Result<> Spool::take(std::string_view chunk) {
  bytes_ += chunk.size();
  if (beginning_.size() < kBeginningBytes) beginning_ += chunk.substr(0, kBeginningBytes - beginning_.size());
  auto taken = file_->append(chunk);
  if (!taken) return std::unexpected(without_path(std::move(taken.error())));
  return {};
}

Result<> Spool::finish() {
  auto finished = file_->finish();
  if (!finished) return std::unexpected(without_path(std::move(finished.error())));
  return {};
}

void Spool::settle(bool committed) {
  if (settled_) return;
  settled_ = true;
  if (!adopted_ || !committed) file_->remove();
}

std::string Spool::digest() const { return crypto::to_hex(crypto::sha256(fmt::format("{}:{}", bytes_, beginning_))); }

}  // namespace tidings::http::imports
