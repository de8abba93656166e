// The form of an evidence pack: JSON lines, each with its number, the hash of the line before and its own; the last two
// are the manifest and the signature. Beside the journey. Pure; one thread.
//
//   {"n":2,"previous":"HASH OF 1","section":"consent","data":{…},"hash":"SHA-256 of this line up to here"}
//
// A hash is SHA-256 in hex over the line's bytes before ,"hash": and so covers the number and the hash before it. What
// is signed is a fixed prefix and the hash of the manifest.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/signature.h"

namespace tidings::evidence {

inline constexpr int kFormat = 1;
inline constexpr std::string_view kManifest = "manifest";
inline constexpr std::string_view kSignature = "signature";
inline constexpr std::string_view kBeforeHash = ",\"hash\":\"";

class Chain {
 public:
  using Out = std::function<Result<>(std::string_view)>;  // takes bytes in order
  explicit Chain(Out out) : out_(std::move(out)) {}

  // Errors: those of out; too_large when the line is longer than any reader takes.
  Result<> add(std::string_view section, const json::value& data);
  // The manifest: what is given, with the counts of the sections; then the signature. Nothing may follow.
  Result<> end(json::object manifest, const crypto::SigningKey& key);

  int64_t lines() const { return lines_; }

 private:
  Out out_;
  int64_t lines_ = 0;
  std::string previous_;
  std::map<std::string, int64_t, std::less<>> counts_;
};

// The line without its end of line, and its parts as verify.h needs them.
std::string beginning(int64_t n, std::string_view previous, std::string_view section);  // up to the data
std::string signed_text(std::string_view manifest_hash);
json::object signature_data(std::string_view public_key, std::string_view signature);

}  // namespace tidings::evidence
