// The corpus of replies in tests/data/reply_corpus.tsv: every line is taken for what it must be taken for.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "sms/keywords.h"

namespace tidings::sms {
namespace {

struct Line {
  std::string text, expected, note;
};

std::vector<Line> corpus() {
  std::ifstream file(TIDINGS_SOURCE_DIR "/tests/data/reply_corpus.tsv");
  std::vector<Line> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("# ")) continue;
    const size_t first = line.find('\t'), second = line.find('\t', first + 1);
    if (second == std::string::npos) {
      ADD_FAILURE() << "not three columns: " << line;
      continue;
    }
    std::string text = line.substr(0, first);
    for (size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) text.replace(at, 2, "\n");
    lines.push_back({std::move(text), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return lines;
}

TEST(ReplyCorpus, EveryLineIsTakenForWhatItIs) {
  const auto lines = corpus();
  ASSERT_GT(lines.size(), 1800u);
  for (const auto& line : lines) {
    const auto got = classify_reply(line.text);
    EXPECT_EQ(to_string(got.reply_class), line.expected)
        << "«" << line.text << "» (" << line.note << "), because: " << got.because;
  }
}

// The law of it, whatever language the number is thought to speak: nothing everyday stops, no refusal passes.
TEST(ReplyCorpus, TheLawHoldsInEveryLanguage) {
  for (const std::string_view lang : {"en", "es", "fr", "de", "pt", "it", "nl"}) {
    for (const auto& line : corpus()) {
      const auto got = classify_reply(line.text, lang).reply_class;
      const bool refuses = line.expected == "stop" || line.expected == "suspected_stop";
      const bool seen = got == ReplyClass::stop || got == ReplyClass::suspected_stop;
      EXPECT_EQ(seen, refuses) << "«" << line.text << "» in " << lang;
    }
  }
}

// Padding, quotes and white space around a reply say nothing.
TEST(ReplyCorpus, WhatStandsAroundAReplySaysNothing) {
  for (const auto& line : corpus()) {
    if (line.text.find_first_of("\"“”„«»") != std::string::npos) continue;
    const auto plain = classify_reply(line.text).reply_class;
    for (const auto& around : {"  " + line.text + " \t", "\n" + line.text + "\n\n", "\xEF\xBB\xBF" + line.text}) {
      EXPECT_EQ(classify_reply(around).reply_class, plain) << "«" << around << "»";
    }
  }
}

}  // namespace
}  // namespace tidings::sms
