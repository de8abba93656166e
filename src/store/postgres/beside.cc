// Short looks and changes over a connection of their own, for the command line; what is checked of a server.
#include <fmt/format.h>

#include "store/postgres/look.h"
#include "store/postgres/postgres_database.h"
#include "store/postgres/writer.h"
#include "store/sql.h"

namespace tidings::store::postgres {
namespace {

constexpr int kOldest = 150'000;

// "to_regclass" is null where there is no such table yet.
bool has_schema(Connection& connection) {
  return !connection.text_of("SELECT to_regclass('schema_migration')").empty();
}

void check_schema(Session& session, bool there) {
  int newest = 0;
  for (const auto& migration : sql::kMigrations) newest = std::max(newest, migration.number);
  const int64_t at = there ? session.one(sql::schema::version).value_or(0) : 0;
  if (at == newest) return;
  throw StoreFailure{{ErrorCode::version_mismatch,
                      fmt::format("the database is of schema {}, this program's is {}", at, newest), "store.database",
                      at < newest ? "run `tidings migrate`" : "use the newer program that wrote it"}};
}

}  // namespace

void look_at(Connection& connection) {
  if (std::stoi("0" + connection.text_of("SHOW server_version_num")) < kOldest) {
    throw StoreFailure{{ErrorCode::version_mismatch,
                        "the database server is PostgreSQL " + connection.text_of("SHOW server_version"),
                        "store.database", "15 or newer is needed"}};
  }
  if (const auto encoding = connection.text_of("SHOW server_encoding"); encoding != "UTF8") {
    throw StoreFailure{{ErrorCode::invalid_argument, "the database keeps its text as " + encoding, "store.database",
                        "make one with `createdb --encoding=UTF8 --template=template0`"}};
  }
  if (has_schema(connection)) connection.text_of("SELECT max(number) FROM schema_migration");
}

Result<> read_beside(const std::string& url, const Database::Work& work) {
  try {
    Connection connection(url, Connection::Role::reader);
    look_at(connection);
    connection.plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    check_schema(connection, has_schema(connection));
    return work(connection);
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

Result<> write_beside(const std::string& url, const Database::Work& work) {
  try {
    auto connection = std::make_unique<Connection>(url, Connection::Role::writer);
    look_at(*connection);
    const bool there = has_schema(*connection);
    Writer writer(url, std::move(connection));
    std::vector<PendingWrite> group;
    group.push_back({[&](Session& s) -> Result<> {
                       check_schema(s, there);
                       return work(s);
                     },
                     nullptr,
                     {}});
    writer.commit_group(group);
    return std::move(group.front().result);
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

Result<> alone(const std::string& url) {
  try {
    Connection connection(url, Connection::Role::reader);
    const auto others = connection.text_of(
        "SELECT count(DISTINCT client_addr || ':' || pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = 'tidings' AND pid <> pg_backend_pid()");
    if (others == "0") return {};
    return fail(ErrorCode::conflict, "this database is in use by a tidings server", shown_url(url),
                "stop all servers on it first");
  } catch (const StoreFailure& failure) {
    return std::unexpected(failure.error);
  }
}

std::string shown_url(const std::string& url) {
  const size_t scheme = url.find("://");
  const size_t at = url.find('@', scheme == std::string::npos ? 0 : scheme);
  if (scheme == std::string::npos || at == std::string::npos) {
    return scheme == std::string::npos ? "dbname=…" : url.substr(0, url.find('?'));
  }
  const size_t colon = url.find(':', scheme + 3);
  if (colon == std::string::npos || colon > at) return url.substr(0, url.find('?'));
  const std::string out = url.substr(0, colon) + url.substr(at);
  return out.substr(0, out.find('?'));
}

}  // namespace tidings::store::postgres
