#include "store/postgres/many_rows.h"

#include <gtest/gtest.h>

namespace tidings::store::postgres {
namespace {

using Type = Param::Type;
constexpr Type kTwo[] = {Type::integer, Type::text};
constexpr std::string_view kRows = "unnest(?1::bigint[], ?2::text[]) WITH ORDINALITY AS rows (_1, _2, _row)";

std::string told(std::string_view sql) {
  const auto made = many_rows(sql, kTwo);
  if (!made) return "no";
  std::string out = made->sql;
  if (const auto at = out.find(kRows); at != std::string::npos) out.replace(at, kRows.size(), "ROWS");
  return out;
}

TEST(ManyRows, WhatIsInsertedIsSelectedFromTheRowsInTheirOrder) {
  EXPECT_EQ(told("INSERT INTO t (a, b) VALUES (?1, (SELECT ?2 || ')?1'))"),
            "INSERT INTO t (a, b) SELECT rows._1, (SELECT rows._2 || ')?1') FROM ROWS ORDER BY rows._row ");
  EXPECT_EQ(told("INSERT INTO t (a, b) VALUES (?1, ?2) RETURNING id"),
            "INSERT INTO t (a, b) SELECT rows._1, rows._2 FROM ROWS ORDER BY rows._row RETURNING id");
  EXPECT_EQ(
      told("INSERT INTO t (a) SELECT max(x) + ?1 FROM u WHERE y = ?2 ON CONFLICT (a) DO UPDATE SET b = excluded.b"),
      "INSERT INTO t (a) SELECT made.* FROM ROWS, LATERAL (SELECT max(x) + rows._1 FROM u WHERE y = rows._2  OFFSET 0) "
      "AS made ORDER BY rows._row ON CONFLICT (a) DO UPDATE SET b = excluded.b");
  EXPECT_EQ(told("INSERT INTO t (a) VALUES (?1) ON CONFLICT (a) DO UPDATE SET n = t.n + ?2"), "no");
}

TEST(ManyRows, WhatIsChangedSaysWhichRowsItWasFor) {
  EXPECT_EQ(told("UPDATE t SET a = ?2, b = (SELECT 1 FROM u WHERE c = ?1)\nWHERE id = ?1"),
            "UPDATE t SET a = rows._2, b = (SELECT 1 FROM u WHERE c = rows._1)\nFROM ROWS WHERE id = ANY "
            "(ARRAY[rows._1]) RETURNING "
            "rows._row");
  EXPECT_EQ(told("DELETE FROM t WHERE id = ?1"),
            "DELETE FROM t USING ROWS WHERE id = ANY (ARRAY[rows._1]) RETURNING rows._row");
  EXPECT_EQ(told("UPDATE t SET a = ?2 WHERE id = ?1 RETURNING a"), "no");
  EXPECT_EQ(told("UPDATE t SET a = ?2, b = ?1"), "no");
  EXPECT_EQ(told("UPDATE t SET a = ?2 WHERE b = ?1"), "no");
}

TEST(ManyRows, WhatIsAskedIsAskedForEach) {
  EXPECT_EQ(
      told("SELECT a FROM t WHERE id = ?1"),
      "SELECT found.*, rows._row FROM ROWS, LATERAL (SELECT a FROM t WHERE id = rows._1 OFFSET 0) AS found ORDER BY "
      "rows._row");
  EXPECT_EQ(told("SELECT a FROM t WHERE id = ?1 LIMIT ?2 @skip_locked@"), "no") << "an engine's own word";
  EXPECT_EQ(told("WITH x AS (SELECT ?1) SELECT 1"), "no");
}

TEST(ManyRows, WhoseRowsMustDiffer) {
  EXPECT_FALSE(many_rows("INSERT INTO t (a, b) VALUES (?1, ?2)", kTwo)->one_each);
  EXPECT_FALSE(many_rows("INSERT INTO t (a, b) VALUES (?1, ?2) ON CONFLICT DO NOTHING", kTwo)->one_each);
  EXPECT_TRUE(many_rows("INSERT INTO t (a) VALUES (?1) ON CONFLICT (a) DO UPDATE SET n = excluded.n", kTwo)->one_each);
  EXPECT_TRUE(many_rows("UPDATE t SET a = ?2 WHERE id = ?1", kTwo)->one_each);
  EXPECT_FALSE(many_rows("SELECT a FROM t WHERE id = ?1", kTwo)->one_each);
  EXPECT_TRUE(first_differs({Param(1), Param("a"), Param(2), Param("a")}, 2));
  EXPECT_FALSE(first_differs({Param("a"), Param(1), Param("a"), Param(2)}, 2));
}

TEST(ManyRows, ColumnsHaveOneType) {
  EXPECT_EQ(types_of({Param(std::nullopt), Param("a"), Param(1), Param(std::nullopt)}, 2),
            (std::vector{Type::integer, Type::text}));
  EXPECT_EQ(types_of({Param(std::nullopt), Param(std::nullopt)}, 1), std::nullopt);
  EXPECT_EQ(types_of({Param(1), Param(1.5)}, 1), std::nullopt);
}

TEST(ManyRows, AnArrayInItsBinaryForm) {
  const std::vector<Param> rows{Param("x"), Param(258), Param(std::nullopt), Param(-1)};
  EXPECT_EQ(array_of(rows, 2, 1, Type::integer),
            std::string("\0\0\0\1\0\0\0\1\0\0\0\x14\0\0\0\2\0\0\0\1"
                        "\0\0\0\x8\0\0\0\0\0\0\1\2\0\0\0\x8\xff\xff\xff\xff\xff\xff\xff\xff",
                        44));
  EXPECT_EQ(array_of(rows, 2, 0, Type::text),
            std::string("\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0\2\0\0\0\1\0\0\0\1x\xff\xff\xff\xff", 29));
}

}  // namespace
}  // namespace tidings::store::postgres
