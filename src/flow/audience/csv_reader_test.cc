#include "flow/audience/csv_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"
#include "flow/audience/csv_header.h"

namespace tidings::flow {
namespace {

using testing::ElementsAre;

struct Row {
  std::vector<std::string> fields;
  uint64_t row = 0;
  RowFault fault = RowFault::none;
  std::optional<size_t> column;
  CsvPosition after;

  bool operator==(const Row&) const = default;
};

struct File {
  CsvHeader header;
  std::vector<Row> rows;
  CsvPosition end;

  bool operator==(const File&) const = default;
};

CsvReader::Sink into(std::vector<Row>& rows) {
  return [&rows](const CsvRow& row) {
    rows.push_back({{row.fields.begin(), row.fields.end()}, row.row, row.fault, row.column, row.after});
  };
}

// Chunks of sizes drawn from `seed`; 0: all at once.
template <class Feed>
void in_chunks(std::string_view bytes, unsigned seed, Feed feed) {
  std::mt19937 random(seed);
  while (!bytes.empty()) {
    const size_t size = seed == 0 ? bytes.size() : std::min<size_t>(bytes.size(), 1 + random() % (seed % 2 ? 5 : 9000));
    if (!feed(bytes.substr(0, size))) return;
    bytes.remove_prefix(size);
  }
}

Result<CsvHeader> find_header(std::string_view bytes, unsigned seed = 0) {
  CsvHeaderFinder finder;
  Result<std::optional<CsvHeader>> found = std::nullopt;
  in_chunks(bytes, seed, [&](std::string_view chunk) {
    found = finder.feed(chunk);
    return found && !*found;
  });
  if (!found) return std::unexpected(found.error());
  return *found ? Result<CsvHeader>(**found) : finder.finish();
}

File read(std::string_view bytes, unsigned seed = 0) {
  File file;
  auto header = find_header(bytes, seed);
  EXPECT_TRUE(header) << header.error().describe();
  if (!header) return file;
  file.header = *header;
  CsvReader reader(file.header, file.header.after, into(file.rows));
  in_chunks(bytes.substr(file.header.after.offset), seed, [&](std::string_view chunk) {
    reader.feed(chunk);
    return true;
  });
  reader.finish();
  file.end = reader.position();
  return file;
}

std::vector<std::vector<std::string>> fields_of(const File& file) {
  std::vector<std::vector<std::string>> out;
  for (const auto& row : file.rows) {
    EXPECT_EQ(row.fault, RowFault::none) << row.row;
    out.push_back(row.fields);
  }
  return out;
}

std::string wide(std::string_view utf8) {  // for text below U+0100
  std::string out = "\xFF\xFE";
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    out += byte < 0x80 ? utf8[i] : static_cast<char>((byte & 3) << 6 | (utf8[++i] & 0x3F));
    out += '\0';
  }
  return out;
}

constexpr std::string_view kClinics =
    "\xEF\xBB\xBFID,NAME,TELEPHONE,STATE\r\n"
    "1,\"SMITH, JONES & SONS CLINIC\",(936( 546-3891,TX\r\n"
    "2,ST. MARY'S,NOT AVAILABLE,CA\r\n"
    "3,\"THE \"\"OLD\"\" MILL\",1-800-555-0100,\r\n"
    "4,\"TWO\r\nLINES\",+1 212 555 0188,NY\r\n"
    "\r\n"
    "5,5\" PIPE WORKS,,\"\"";

TEST(CsvReader, ReadsWhatPeoplePublish) {
  const File file = read(kClinics);
  EXPECT_THAT(file.header.names, ElementsAre("ID", "NAME", "TELEPHONE", "STATE"));
  EXPECT_THAT(fields_of(file), ElementsAre(ElementsAre("1", "SMITH, JONES & SONS CLINIC", "(936( 546-3891", "TX"),
                                           ElementsAre("2", "ST. MARY'S", "NOT AVAILABLE", "CA"),
                                           ElementsAre("3", "THE \"OLD\" MILL", "1-800-555-0100", ""),
                                           ElementsAre("4", "TWO\r\nLINES", "+1 212 555 0188", "NY"),
                                           ElementsAre("5", "5\" PIPE WORKS", "", "")));
  EXPECT_EQ(file.rows.front().row, 2u);
  EXPECT_EQ(file.rows.back().row, 7u);  // the empty row 6 is counted
  EXPECT_EQ(file.end.offset, kClinics.size());
  EXPECT_EQ(file.end, file.rows.back().after);
}

TEST(CsvReader, LineEndsOfEverySystem) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    const File file = read("phone,name" + end + "1,a" + end + end + "2,b" + end);
    EXPECT_THAT(fields_of(file), ElementsAre(ElementsAre("1", "a"), ElementsAre("2", "b")));
    EXPECT_EQ(file.rows[0].after.offset, 13 + 2 * end.size());
    EXPECT_EQ(file.rows[1].row, 4u);
  }
}

TEST(CsvReader, RaggedRowsAreReportedAndTheNextIsRead) {
  const File file = read("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,\n");
  ASSERT_EQ(file.rows.size(), 4u);
  EXPECT_EQ(file.rows[0].fault, RowFault::too_few_columns);
  EXPECT_THAT(file.rows[0].fields, ElementsAre("1", "2"));
  EXPECT_EQ(file.rows[1].fault, RowFault::too_many_columns);
  EXPECT_EQ(file.rows[2].fault, RowFault::none);  // trailing delimiters of a spreadsheet
  EXPECT_THAT(file.rows[2].fields, ElementsAre("1", "2", "3"));
  EXPECT_THAT(file.rows[3].fields, ElementsAre("1", "2", ""));
}

TEST(CsvReader, UnterminatedQuoteNamesTheRowWhereItBegan) {
  const File file = read("a,b\n1,2\n3,\"open\n5,6\n7,8\n");
  ASSERT_EQ(file.rows.size(), 2u);
  EXPECT_EQ(file.rows[1].fault, RowFault::unterminated_quote);
  EXPECT_EQ(file.rows[1].row, 3u);
  EXPECT_EQ(file.rows[1].column, 1u);
  EXPECT_EQ(file.end.offset, 24u);
}

TEST(CsvReader, TextBehindAClosingQuoteIsAFault) {
  const File file = read("a,b\n\"x\"y,2\n3,4\n\"5\" ,6\n\"7\",\"8\"\n");
  ASSERT_EQ(file.rows.size(), 4u);
  EXPECT_EQ(file.rows[0].fault, RowFault::bad_quoting);
  EXPECT_EQ(file.rows[0].column, 0u);
  EXPECT_EQ(file.rows[1].fault, RowFault::none);
  EXPECT_EQ(file.rows[2].fault, RowFault::bad_quoting);
  EXPECT_THAT(file.rows[3].fields, ElementsAre("7", "8"));
}

TEST(CsvReader, TooLargeFieldsAndRowsCostOnlyThemselves) {
  const std::string most(limits::kCsvFieldBytes, 'x');
  std::string many = "1";
  while (many.size() <= limits::kCsvRecordBytes) many += "," + most;
  const std::string bytes = "a,b\n1," + most + "\n2," + most + "y\n3,\"" + most + "\ny\"\n" + many + "\n5,6\n";
  for (unsigned seed = 0; seed < 3; seed += 2) {
    const File file = read(bytes, seed);
    ASSERT_EQ(file.rows.size(), 5u);
    EXPECT_EQ(file.rows[0].fault, RowFault::none);
    EXPECT_EQ(file.rows[1].fault, RowFault::field_too_large);
    EXPECT_EQ(file.rows[1].column, 1u);
    EXPECT_EQ(file.rows[2].fault, RowFault::field_too_large);
    EXPECT_EQ(file.rows[3].fault, RowFault::record_too_large);
    EXPECT_THAT(file.rows[4].fields, ElementsAre("5", "6"));
    EXPECT_EQ(file.end.offset, bytes.size());
  }
}

TEST(CsvReader, NulsAndBrokenTextAreRejectedByTheRow) {
  using namespace std::string_literals;
  const File file = read("phone,city\n1,Zürich\n2,\xFC\n3,a\0b\n4,Genève\n"s);
  ASSERT_EQ(file.rows.size(), 4u);
  EXPECT_EQ(file.rows[1].fault, RowFault::bad_encoding);
  EXPECT_EQ(file.rows[1].column, 1u);
  EXPECT_TRUE(file.rows[1].fields.empty());
  EXPECT_EQ(file.rows[2].fault, RowFault::nul_byte);
  EXPECT_EQ(file.rows[2].column, 1u);
  EXPECT_THAT(file.rows[3].fields, ElementsAre("4", "Genève"));
}

TEST(CsvReader, EncodingsGiveTheSameRows) {
  const std::string utf8 = "phone;city\r\n1;Zürich\r\n2;\"Genève; \"\"GE\"\"\"\r\n";
  const std::string latin = "phone;city\r\n1;Z\xFCrich\r\n2;\"Gen\xE8ve; \"\"GE\"\"\"\r\n";
  const auto expected = fields_of(read(utf8));
  EXPECT_THAT(expected, ElementsAre(ElementsAre("1", "Zürich"), ElementsAre("2", "Genève; \"GE\"")));
  for (const auto& bytes : {latin, wide(utf8), "\xEF\xBB\xBF" + utf8}) {
    const File file = read(bytes);
    EXPECT_EQ(fields_of(file), expected);
    EXPECT_EQ(file.end.offset, bytes.size());
  }
}

// What a killed import does: from any border on, the rest of the file reads the same.
TEST(CsvReader, GoesOnFromEveryBorder) {
  std::string text = "phone,city\r\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + ",\"plain \"\"text\"\"\"\r\n";
  for (int i = 0; i < 40; ++i) text += std::to_string(i) + ",\"Zürich\r\nwest\"\r\n";
  std::string latin = text;
  for (size_t at; (at = latin.find("ü")) != std::string::npos;) latin.replace(at, 2, "\xFC");
  for (const auto& bytes : {text, latin, wide(text), "\xEF\xBB\xBF" + text}) {
    const File whole = read(bytes);
    ASSERT_EQ(whole.rows.size(), 80u);
    for (size_t i = 0; i < whole.rows.size(); ++i) {
      std::vector<Row> rest;
      CsvReader reader(whole.header, whole.rows[i].after, into(rest));
      reader.feed(std::string_view(bytes).substr(whole.rows[i].after.offset));
      reader.finish();
      EXPECT_TRUE(
          std::equal(rest.begin(), rest.end(), whole.rows.begin() + static_cast<ptrdiff_t>(i) + 1, whole.rows.end()));
    }
  }
}

// Small alphabets make the odd cases frequent. The fuzz target checks the same with coverage.
TEST(CsvReader, ChunksDoNotChangeTheRows) {
  std::mt19937 random(20261120);
  constexpr std::string_view kAlphabet("a,\"\n\r;\0\xC3\xBC\xFF", 10);
  for (int round = 0; round < 3000; ++round) {
    std::string bytes = round % 3 == 0 ? "\xEF\xBB\xBF" : round % 3 == 1 ? std::string("\xFE\xFF") : "";
    bytes += "a,b\n";
    for (auto left = random() % 40; left > 0; --left) bytes += kAlphabet[random() % kAlphabet.size()];
    const auto header = find_header(bytes);
    ASSERT_EQ(header.has_value(), find_header(bytes, 1).has_value());
    if (header) ASSERT_TRUE(read(bytes) == read(bytes, 1 + random() % 50)) << testing::PrintToString(bytes);
  }
  ASSERT_TRUE(read(kClinics) == read(kClinics, 3));
}

TEST(CsvHeader, FindsTheDelimiter) {
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const File file = read(std::string("phone") + delimiter + "\"a,b;c\"" + delimiter + " city \n1" + delimiter + "2" +
                           delimiter + "3\n");
    EXPECT_EQ(file.header.delimiter, delimiter);
    EXPECT_THAT(file.header.names, ElementsAre("phone", "a,b;c", "city"));
    EXPECT_THAT(fields_of(file), ElementsAre(ElementsAre("1", "2", "3")));
  }
  EXPECT_THAT(fields_of(read("phone\n1\n2")), ElementsAre(ElementsAre("1"), ElementsAre("2")));
  const File declared = read("\r\nsep=;\r\nphone;a,b,c\r\n1;2\r\n");
  EXPECT_THAT(declared.header.names, ElementsAre("phone", "a,b,c"));
  EXPECT_EQ(declared.rows.at(0).row, 4u);
}

TEST(CsvHeader, AFileWithoutAHeaderIsRefusedWithAReason) {
  using namespace std::string_literals;
  const auto refused = [](const std::string& bytes) -> std::string {
    const auto header = find_header(bytes);
    const auto in_pieces = find_header(bytes, 1);
    if (header || in_pieces) return "accepted";
    EXPECT_EQ(header.error().what, in_pieces.error().what);
    return header.error().what;
  };
  EXPECT_EQ(refused(""), "the file is empty");
  EXPECT_EQ(refused("\r\n\n"), "the file is empty");
  EXPECT_EQ(refused(",,\n1,2,3\n"), "the header names no column");
  EXPECT_EQ(refused("\"phone\n1\n"), "the header is broken: unterminated_quote");
  EXPECT_EQ(refused("PK\x03\x04workbook"), "this is a workbook or an archive, not a text file");
  EXPECT_EQ(refused(std::string(limits::kCsvColumns, ',') + "x\n"), "the header has more than 1024 columns");
  EXPECT_EQ(refused("a,b\0\n"s), "the header is broken: nul_byte");
  EXPECT_EQ(refused(std::string(limits::kCsvRecordBytes + 100'000, 'x')), "the header line does not end within 1 MiB");
}

}  // namespace
}  // namespace tidings::flow
