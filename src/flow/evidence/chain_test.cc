// What a pack proves: every way to bend one is found, and at which line.
#include "flow/evidence/chain.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "base/crypto.h"
#include "base/limits.h"
#include "flow/evidence/verify.h"

namespace tidings::evidence {
namespace {

using Lines = std::vector<std::string>;

Lines make(const crypto::SigningKey& key, int inside = 5) {
  Lines out;
  Chain chain([&](std::string_view line) -> Result<> {
    EXPECT_TRUE(line.ends_with('\n'));
    out.emplace_back(line.substr(0, line.size() - 1));
    return {};
  });
  EXPECT_TRUE(chain.add("pack", json::object{{"phone", "+12025550123"}}));
  for (int i = 0; i < inside; ++i)
    EXPECT_TRUE(chain.add(i % 2 == 0 ? "consent" : "message", json::object{{"id", i}, {"body", "say \"hi\", \n{}"}}));
  EXPECT_TRUE(chain.end({{"reason", "a test"}}, key));
  EXPECT_EQ(chain.lines(), inside + 3);
  return out;
}

std::string text_of(const Lines& lines) {
  std::string out;
  for (const auto& line : lines) out += line + "\n";
  return out;
}
Verdict look(const std::string& text, const std::string& key = {}) {
  std::istringstream in(text);
  return verify(in, key);
}
Verdict look(const Lines& lines, const std::string& key = {}) { return look(text_of(lines), key); }

class EvidenceChain : public testing::Test {
 protected:
  crypto::SigningKey key_ = crypto::SigningKey::make();
  std::string public_key_ = crypto::to_hex(key_.public_key());
  Lines good_ = make(key_);
};

TEST_F(EvidenceChain, AsItWasMadeItIsGood) {
  const auto verdict = look(good_, public_key_);
  EXPECT_TRUE(verdict.good) << verdict.line << verdict.problem;
  EXPECT_EQ(verdict.lines, 8);
  EXPECT_EQ(verdict.public_key, public_key_);
  EXPECT_EQ(verdict.manifest.at("reason"), json::value("a test"));
  EXPECT_EQ(verdict.manifest.at("counts"), (json::value(json::object{{"consent", 3}, {"message", 2}, {"pack", 1}})));
  for (const auto& line : good_) EXPECT_TRUE(parse_json(line)) << "each line is JSON: " << line;
  EXPECT_TRUE(look(make(key_, 0)).good) << "nothing is known of the number";
}

TEST_F(EvidenceChain, EveryChangedByteIsFoundAtItsLine) {
  for (size_t n = 0; n < good_.size(); ++n) {
    for (size_t at = 0; at < good_[n].size(); ++at) {
      auto bent = good_;
      bent[n][at] ^= 1;
      const auto verdict = look(bent);
      ASSERT_FALSE(verdict.good) << "line " << n + 1 << " byte " << at;
      // A byte that became an end of line cuts the line in two; otherwise it is this line.
      ASSERT_EQ(verdict.line, static_cast<int64_t>(n) + 1) << "byte " << at << ": " << verdict.problem;
    }
  }
}

TEST_F(EvidenceChain, ARemovedLineIsFound) {
  for (size_t n = 0; n < good_.size(); ++n) {
    auto bent = good_;
    bent.erase(bent.begin() + static_cast<long>(n));
    const auto verdict = look(bent);
    EXPECT_FALSE(verdict.good) << n;
    EXPECT_EQ(verdict.line, static_cast<int64_t>(n) + 1) << verdict.problem;
  }
}

TEST_F(EvidenceChain, ASwappedLineIsFound) {
  for (size_t n = 0; n + 1 < good_.size(); ++n) {
    auto bent = good_;
    std::swap(bent[n], bent[n + 1]);
    const auto verdict = look(bent);
    EXPECT_FALSE(verdict.good) << n;
    EXPECT_EQ(verdict.line, static_cast<int64_t>(n) + 1) << verdict.problem;
  }
}

TEST_F(EvidenceChain, AnAddedLineIsFound) {
  for (size_t n = 0; n <= good_.size(); ++n) {
    for (const std::string& line : {good_[1], std::string("{}"), std::string()}) {
      auto bent = good_;
      bent.insert(bent.begin() + static_cast<long>(n), line);
      const auto verdict = look(bent);
      EXPECT_FALSE(verdict.good) << n << " " << line;
      const bool same = n < good_.size() && good_[n] == line;  // then it is the next one that is too many
      EXPECT_EQ(verdict.line, static_cast<int64_t>(n) + (same ? 2 : 1)) << verdict.problem;
    }
  }
}

TEST_F(EvidenceChain, ACutEndIsFound) {
  const auto whole = text_of(good_);
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(look(whole.substr(0, size)).good) << size;
  EXPECT_FALSE(look(whole + "\n").good);
  EXPECT_EQ(look(std::string()).problem, "the file ends before its manifest");
}

// A line as a forger makes it, who can do everything but sign.
std::string forged(int64_t n, const std::string& previous, const std::string& section, const std::string& data) {
  const auto line = beginning(n, previous, section) + data;
  return line + std::string(kBeforeHash) + crypto::to_hex(crypto::sha256(line)) + "\"}";
}
std::string hash_in(const std::string& line) { return line.substr(line.size() - 66, 64); }

TEST_F(EvidenceChain, AWholeChainMadeAnewDoesNotFitTheSignature) {
  Lines bent;
  std::string previous;
  for (size_t n = 0; n < good_.size(); ++n) {
    const auto read = parse_json(good_[n]);
    auto data = read->at("data");
    if (n == 2) data.as_object()["body"] = "I agree";
    bent.push_back(forged(static_cast<int64_t>(n) + 1, previous, std::string(read->at("section").as_string()),
                          json::serialize(data)));
    previous = hash_in(bent.back());
  }
  const auto verdict = look(bent, public_key_);
  EXPECT_FALSE(verdict.good);
  EXPECT_EQ(verdict.line, 8);
  EXPECT_NE(verdict.problem.find("does not fit"), std::string::npos) << verdict.problem;
}

TEST_F(EvidenceChain, AnotherKeyIsNamed) {
  const auto other = crypto::SigningKey::make();
  const auto pack = make(other);
  EXPECT_TRUE(look(pack).good) << "without a key it can only be said whose it is";
  EXPECT_EQ(look(pack).public_key, crypto::to_hex(other.public_key()));
  const auto verdict = look(pack, public_key_);
  EXPECT_FALSE(verdict.good);
  EXPECT_NE(verdict.problem.find("another key"), std::string::npos) << verdict.problem;
}

TEST_F(EvidenceChain, ASignatureOfSomethingElseDoesNotServe) {
  // The key's signature of the bare hash, without what says that it is a pack's.
  auto bent = good_;
  const auto hash = hash_in(bent[6]);
  bent[7] = forged(8, hash, "signature", json::serialize(signature_data(key_.public_key(), key_.sign(hash))));
  EXPECT_FALSE(look(bent).good);
  // A manifest that counts other lines, signed by somebody with the key: still no pack of this program.
  bent = good_;
  auto manifest = parse_json(good_[6])->at("data");
  manifest.at("counts").as_object()["consent"] = 4;
  bent[6] = forged(7, hash_in(bent[5]), "manifest", json::serialize(manifest));
  bent[7] = forged(8, hash_in(bent[6]), "signature",
                   json::serialize(signature_data(key_.public_key(), key_.sign(signed_text(hash_in(bent[6]))))));
  EXPECT_EQ(look(bent).line, 7) << look(bent).problem;
}

TEST_F(EvidenceChain, BadInputIsRefusedInWords) {
  EXPECT_FALSE(look("hello\n").good);
  EXPECT_FALSE(look(std::string("\0\xff\xfe\n", 4)).good);
  EXPECT_FALSE(look(forged(1, "", "signature", "{}") + "\n").good) << "signed without a manifest";
  EXPECT_FALSE(look(forged(1, "", "manifest", "[]") + "\n").good);
  EXPECT_FALSE(look(forged(1, "", "manifest", R"({"format":2,"lines":0,"counts":{}})") + "\n").good);
  EXPECT_NE(look(forged(1, "", "manifest", R"({"format":2})") + "\n").problem.find("format"), std::string::npos);
  EXPECT_EQ(look(std::string(limits::kEvidenceLineBytes + 200, 'x')).line, 1) << "never read into memory whole";
  std::string folded = text_of(good_);
  folded.insert(folded.find('\n'), "\r");
  EXPECT_EQ(look(folded).line, 1) << "ends of line of another system";
}

TEST_F(EvidenceChain, ALineNobodyReadsIsNotWritten) {
  Chain chain([](std::string_view) -> Result<> { return {}; });
  EXPECT_EQ(chain.add("message", json::value(std::string(limits::kEvidenceLineBytes, 'x'))).error().code,
            ErrorCode::too_large);
  Chain full([](std::string_view) -> Result<> { return fail(ErrorCode::storage_full, "the disk is full"); });
  EXPECT_EQ(full.add("pack", json::object{}).error().code, ErrorCode::storage_full);
}

}  // namespace
}  // namespace tidings::evidence
