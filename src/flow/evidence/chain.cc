#include "flow/evidence/chain.h"

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/limits.h"

namespace tidings::evidence {

std::string beginning(int64_t n, std::string_view previous, std::string_view section) {
  return fmt::format(R"({{"n":{},"previous":"{}","section":"{}","data":)", n, previous, section);
}

std::string signed_text(std::string_view manifest_hash) {
  return fmt::format("tidings evidence {}\n{}", kFormat, manifest_hash);
}

json::object signature_data(std::string_view public_key, std::string_view signature) {
  return {{"algorithm", "ed25519"}, {"key", crypto::to_hex(public_key)}, {"signature", crypto::to_hex(signature)}};
}

Result<> Chain::add(std::string_view section, const json::value& data) {
  std::string line = beginning(lines_ + 1, previous_, section) + json::serialize(data);
  if (line.size() > limits::kEvidenceLineBytes) {
    return fail(ErrorCode::too_large, fmt::format("line {} of the pack is too long", lines_ + 1), std::string(section));
  }
  previous_ = crypto::to_hex(crypto::sha256(line));
  line += fmt::format("{}{}\"}}\n", kBeforeHash, previous_);
  ++lines_;
  ++counts_[std::string(section)];
  return out_(line);
}

Result<> Chain::end(json::object manifest, const crypto::SigningKey& key) {
  json::object counts;
  for (const auto& [section, n] : counts_) counts[section] = n;
  manifest["format"] = kFormat;
  manifest["lines"] = lines_;  // before this one
  manifest["counts"] = std::move(counts);
  TRY(add(kManifest, manifest));
  return add(kSignature, signature_data(key.public_key(), key.sign(signed_text(previous_))));
}

}  // namespace tidings::evidence
