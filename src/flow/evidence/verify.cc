#include "flow/evidence/verify.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/crypto.h"
#include "base/limits.h"
#include "flow/evidence/chain.h"

namespace tidings::evidence {
namespace {

constexpr size_t kHashChars = 64;
constexpr size_t kEndBytes = kBeforeHash.size() + kHashChars + 2;  // ,"hash":"…"}

enum class Read { line, end, cut, too_long };

Read read_line(std::istream& in, std::string& line) {
  line.clear();
  for (int c = in.get(); c != std::istream::traits_type::eof(); c = in.get()) {
    if (c == '\n') return Read::line;
    if (line.size() >= limits::kEvidenceLineBytes + kEndBytes) return Read::too_long;
    line += static_cast<char>(c);
  }
  return line.empty() ? Read::end : Read::cut;
}

// The lines so far, and what the next one must be.
class Checker {
 public:
  explicit Checker(std::string_view wanted_key) : wanted_key_(wanted_key) {}

  std::optional<std::string> take(std::string_view line);  // what is wrong with it
  std::optional<std::string> ended() const;                // what is wrong with an end here
  Verdict verdict() && { return {true, 0, {}, n_, std::move(public_key_), std::move(manifest_)}; }
  int64_t lines() const { return n_; }

 private:
  std::optional<std::string> take_manifest(std::string_view data);
  std::optional<std::string> take_signature(std::string_view data);

  std::string_view wanted_key_;
  int64_t n_ = 0;
  std::string previous_, public_key_;
  std::map<std::string, int64_t, std::less<>> counts_;
  bool has_manifest_ = false;
  json::object manifest_;
};

std::optional<int64_t> number_of(std::string_view line) {
  constexpr std::string_view kStart = R"({"n":)";
  if (!line.starts_with(kStart)) return std::nullopt;
  int64_t out = 0;
  const auto read = std::from_chars(line.data() + kStart.size(), line.data() + line.size(), out);
  return read.ec == std::errc() ? std::optional(out) : std::nullopt;
}

std::optional<std::string> Checker::take(std::string_view line) {
  if (!public_key_.empty()) return "it stands after the end of the pack";
  if (line.size() <= kEndBytes || !line.ends_with("\"}") ||
      line.substr(line.size() - kEndBytes, kBeforeHash.size()) != kBeforeHash) {
    return "it is no line of an evidence pack";
  }
  const auto covered = line.substr(0, line.size() - kEndBytes);
  const auto hash = line.substr(covered.size() + kBeforeHash.size(), kHashChars);
  if (crypto::to_hex(crypto::sha256(covered)) != hash) return "it was changed";
  const auto n = number_of(covered);
  if (!n) return "it is no line of an evidence pack";
  if (*n != n_ + 1) {
    return fmt::format("it was line {}: lines are missing, were added or were moved", *n);
  }
  const std::string before = fmt::format(R"({{"n":{},"previous":"{}","section":")", *n, previous_);
  if (!covered.starts_with(before)) return "it does not follow the line before it";
  const auto rest = covered.substr(before.size());
  const auto quote = rest.find('"');
  constexpr std::string_view kData = R"(","data":)";
  if (quote == std::string_view::npos || !rest.substr(quote).starts_with(kData)) {
    return "it is no line of an evidence pack";
  }
  const auto section = rest.substr(0, quote);
  const auto data = rest.substr(quote + kData.size());
  if (has_manifest_ != (section == kSignature)) {
    return has_manifest_ ? "the manifest is not followed by a signature" : "it is signed without a manifest";
  }
  std::optional<std::string> wrong;
  if (section == kSignature) {
    wrong = take_signature(data);
  } else if (section == kManifest) {
    wrong = take_manifest(data);
  } else {
    ++counts_[std::string(section)];
  }
  if (wrong) return wrong;
  previous_ = hash;
  ++n_;
  return std::nullopt;
}

std::optional<std::string> Checker::take_manifest(std::string_view data) {
  const auto read = parse_json(data);
  if (!read || !read->is_object()) return "the manifest is no JSON object";
  manifest_ = read->as_object();
  const auto* format = manifest_.if_contains("format");
  if (format == nullptr || *format != json::value(kFormat)) {
    return "it is of another format: verify it with the version of the program that made it, or a newer one";
  }
  json::object counts;
  for (const auto& [section, n] : counts_) counts[section] = n;
  const auto* told = manifest_.if_contains("counts");
  const auto* lines = manifest_.if_contains("lines");
  if (told == nullptr || *told != json::value(counts) || lines == nullptr || *lines != json::value(n_)) {
    return "the manifest counts other lines than there are";
  }
  has_manifest_ = true;
  return std::nullopt;
}

// Its own hash proves nothing, the signature itself does: so every byte of it must be as it is written.
std::optional<std::string> Checker::take_signature(std::string_view data) {
  const auto read = parse_json(data);
  const auto text = [&](const char* name) -> std::string {
    const auto* value = read && read->is_object() ? read->as_object().if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
  };
  const auto key = crypto::from_hex(text("key")), signature = crypto::from_hex(text("signature"));
  if (!key || !signature || data != json::serialize(signature_data(*key, *signature))) {
    return "it is no signature";
  }
  if (!crypto::signature_fits(*key, signed_text(previous_), *signature)) {
    return "the signature does not fit: the pack was changed, or was not signed with this key";
  }
  if (!wanted_key_.empty() && text("key") != wanted_key_) {
    return fmt::format("it is signed with another key, {}", text("key"));
  }
  public_key_ = text("key");
  return std::nullopt;
}

std::optional<std::string> Checker::ended() const {
  if (!public_key_.empty()) return std::nullopt;
  if (has_manifest_) return "the file ends before its signature";
  return "the file ends before its manifest";
}

}  // namespace

Verdict verify(std::istream& in, std::string_view wanted_key) {
  Checker checker(wanted_key);
  const auto bad = [&](std::string problem) {
    Verdict out;
    out.line = checker.lines() + 1;
    out.problem = std::move(problem);
    return out;
  };
  std::string line;
  while (true) {
    switch (read_line(in, line)) {
      case Read::line:
        if (auto wrong = checker.take(line)) return bad(std::move(*wrong));
        break;
      case Read::cut:
        return bad("it has no end of line: the file was cut off here");
      case Read::too_long:
        return bad("it is longer than any line of an evidence pack");
      case Read::end:
        if (in.bad()) return bad("the file cannot be read on");
        if (auto wrong = checker.ended()) return bad(std::move(*wrong));
        return std::move(checker).verdict();
    }
  }
}

}  // namespace tidings::evidence
