// Packs come, are refused, and are left out by a workspace.
#include "law/law_shelf.h"

#include <gtest/gtest.h>

#include "law/pack_reader.h"

namespace tidings::law {
namespace {

Pack pack(const std::string& toml, const std::string& file = "ours.toml") {
  auto read = read_pack(toml, file);
  EXPECT_TRUE(read) << read.error().what << " " << read.error().where;
  return read ? *read : Pack{};
}

std::vector<Pack> with_standard(std::vector<Pack> more) {
  more.insert(more.begin(), pack(std::string(standard_pack()), "standard.toml"));
  return more;
}

const Rule* find(const LawBook& book, std::string_view id) {
  for (const auto& rule : book.rules()) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

constexpr const char* kOurs = R"(
[pack]
id = "ours"
version = "3"
[[switch]]
rule = "gb"
on = true
reason = "our lawyer says so"
)";

TEST(LawShelf, BeginsWithTheStandardPack) {
  const LawShelf shelf;
  EXPECT_EQ(shelf.book().version(), LawBook::standard().version());
}

TEST(LawShelf, APutReplacesAllAndOldBooksStay) {
  LawShelf shelf;
  const auto& before = shelf.book();
  const auto edition = shelf.edition();
  ASSERT_TRUE(shelf.put(with_standard({pack(kOurs)})));
  EXPECT_TRUE(find(shelf.book(), "gb")->on);
  EXPECT_FALSE(find(before, "gb")->on);
  EXPECT_GT(shelf.edition(), edition);
}

TEST(LawShelf, PacksThatDoNotHoldTogetherChangeNothing) {
  LawShelf shelf;
  const auto* before = &shelf.book();
  const auto edition = shelf.edition();
  const auto put = shelf.put({pack(kOurs)});  // there is no rule gb to switch
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().where, "ours.toml");
  EXPECT_EQ(&shelf.book(), before);
  EXPECT_EQ(shelf.edition(), edition);
}

TEST(LawShelf, AWorkspaceMayLeaveAPackOut) {
  LawShelf shelf;
  ASSERT_TRUE(shelf.put(with_standard({pack(kOurs)})));
  const std::vector<std::string> ours{"ours"}, standard{"standard"}, unknown{"theirs"};
  EXPECT_FALSE(find(shelf.book(ours), "gb")->on);
  EXPECT_EQ(&shelf.book(ours), &shelf.book(ours)) << "made once";
  EXPECT_TRUE(shelf.book(standard).rules().empty()) << "and the switch of a rule that went is no error";
  EXPECT_TRUE(find(shelf.book(unknown), "gb")->on);
}

TEST(LawShelf, ASwitchOfAConsentRowStaysWhenAnotherPackIsLeftOut) {
  std::vector<Pack> packs;
  packs.push_back(*read_pack(std::string(standard_pack()), "standard.toml"));
  packs.push_back(*read_pack(
      "[pack]\nid='ours'\nversion='1'\n[[switch]]\nrule='us-consent'\non=false\nreason='counsel'\n", "ours.toml"));
  packs.push_back(*read_pack("[pack]\nid='other'\nversion='1'\n", "other.toml"));
  LawShelf shelf;
  ASSERT_TRUE(shelf.put(std::move(packs)));
  const std::vector<std::string> without{"other"}, us{"US"};
  EXPECT_EQ(shelf.book(without).consent_terms().ask({us, Consent::express, {}, {}}).refuses, nullptr);
}

}  // namespace
}  // namespace tidings::law
