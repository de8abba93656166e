// Many rows of one statement, in whatever way the engine asks them: as if one after the other.
#include "store/sql.h"
#include "tests/conformance/store_place_test.h"

namespace tidings::store {
namespace {

class StoreRows : public StorePlaceTest {};
TIDINGS_FOR_EVERY_ENGINE(StoreRows);

TEST_P(StoreRows, ManyRowsAreAsOneAfterTheOther) {
  write([](Session& s) {
    s.script(
        "CREATE TABLE many (id BIGINT PRIMARY KEY, word TEXT, part DOUBLE PRECISION, n BIGINT NOT NULL DEFAULT 0)");
  });
  const Statement insert{sql::kStatements, "many.insert", "INSERT INTO many (id, word, part) VALUES (?1, ?2, ?3)"};
  const Statement quietly{sql::kStatements + 1, "many.quietly",
                          "INSERT INTO many (id, word) VALUES (?1, ?2) ON CONFLICT DO NOTHING"};
  const Statement update{sql::kStatements + 2, "many.update", "UPDATE many SET n = n + ?2 WHERE id = ?1 AND n = ?3"};
  const Statement add{
      sql::kStatements + 3, "many.add",
      "INSERT INTO many (id, n) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET n = many.n + excluded.n"};
  const Statement find{sql::kStatements + 4, "many.find",
                       "SELECT id, word, part FROM many WHERE id BETWEEN ?1 AND ?2 ORDER BY id"};
  const Statement remove{sql::kStatements + 5, "many.remove", "DELETE FROM many WHERE id = ?1"};
  const Statement returning{sql::kStatements + 6, "many.returning",
                            "INSERT INTO many (id, word) VALUES (?1, ?2) RETURNING id"};
  constexpr int64_t kRows = 2'500;  // more than go together
  const std::string odd("a\0\xff{\"',}\\", 9);
  write([&](Session& s) {
    std::vector<Param> params;
    for (int64_t i = 1; i <= kRows; ++i) {
      params.emplace_back(i);
      i % 3 == 0 ? params.emplace_back(odd) : i % 3 == 1 ? params.emplace_back(std::nullopt) : params.emplace_back("");
      params.emplace_back(static_cast<double>(i) / 4);
    }
    EXPECT_EQ(s.run_many(insert, params, 3), std::vector<int64_t>(kRows, 1));

    size_t asked = 0;
    s.open_many(find, {Param(5), Param(7), Param(9'000), Param(9'001), Param(kRows), Param(kRows), Param(2), Param(2)},
                2, [&](size_t i, Cursor& rows) {
                  EXPECT_EQ(i, asked++);
                  std::vector<int64_t> ids;
                  while (rows.next()) {
                    const int64_t id = rows.integer(0);
                    ids.push_back(id);
                    EXPECT_EQ(rows.null(1), id % 3 == 1);
                    EXPECT_EQ(rows.string(1), id % 3 == 0 ? odd : "");
                    EXPECT_EQ(rows.real(2), static_cast<double>(id) / 4);
                  }
                  const std::vector<std::vector<int64_t>> expected{{5, 6, 7}, {}, {kRows}, {2}};
                  EXPECT_EQ(ids, expected[i]);
                });
    EXPECT_EQ(asked, 4U);

    const auto four = [](int64_t a, int64_t b, int64_t c, int64_t d) { return std::vector<int64_t>{a, b, c, d}; };
    EXPECT_EQ(s.run_many(update,
                         {Param(1), Param(1), Param(0), Param(9'000), Param(1), Param(0), Param(2), Param(1), Param(7),
                          Param(3), Param(2), Param(0)},
                         3),
              four(1, 0, 0, 1));
    // The second of the same sees what the first did.
    EXPECT_EQ(s.run_many(update,
                         {Param(4), Param(1), Param(0), Param(4), Param(1), Param(1), Param(4), Param(1), Param(1),
                          Param(5), Param(1), Param(0)},
                         3),
              four(1, 1, 0, 1));
    EXPECT_EQ(
        s.run_many(add, {Param(1), Param(10), Param(1), Param(10), Param(9'001), Param(3), Param(2), Param(4)}, 2),
        four(1, 1, 1, 1));
    EXPECT_EQ(s.one({sql::kStatements + 7, "many.sum", "SELECT CAST(sum(n) AS BIGINT) FROM many"}), 1 + 2 + 2 + 1 + 27);

    EXPECT_EQ(
        s.run_all(quietly,
                  {Param(1), Param("x"), Param(9'002), Param("x"), Param(9'002), Param("y"), Param(9'003), Param("z")},
                  2),
        2);
    std::vector<int64_t> ids;
    s.open_many(returning, {Param(9'010), Param("a"), Param(9'004), Param("b"), Param(9'006), Param("c")}, 2,
                [&](size_t, Cursor& row) {
                  while (row.next()) ids.push_back(row.integer(0));
                });
    EXPECT_EQ(ids, (std::vector<int64_t>{9'010, 9'004, 9'006}));
    EXPECT_EQ(s.run_all(remove, {Param(1), Param(2), Param(2), Param(9'999)}, 1), 2);
    EXPECT_EQ(s.run_all(remove, {Param(3), Param(4), Param(9'998)}, 1), 2);
    EXPECT_EQ(s.run_all(remove, {}, 1), 0);
  });
  // One that is refused takes its write along, and only that.
  EXPECT_FALSE(db_->write([&](Session& s) -> Result<> {
    s.run_many(
        insert,
        {Param(9'100), Param("a"), Param(1.0), Param(5), Param("a"), Param(1.0), Param(9'101), Param("a"), Param(1.0)},
        3);
    return {};
  }));
  EXPECT_EQ(read([&](Session& s) {
              return s.one({sql::kStatements + 8, "many.count", "SELECT count(*) FROM many WHERE id >= 9100"});
            }),
            0);
}

}  // namespace
}  // namespace tidings::store
