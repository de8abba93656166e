#include "store/postgres/wire.h"

#include <endian.h>
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "store/postgres/dialect.h"

namespace tidings::store::postgres {
namespace {

constexpr Oid kInt8 = 20, kText = 25, kFloat8 = 701, kBytea = 17;  // of every PostgreSQL's pg_type

class PostgresCursor final : public Cursor {
 public:
  PostgresCursor(std::shared_ptr<PGresult> result, int first, int last)
      : owner_(std::move(result)), result_(owner_.get()), rows_(last), row_(first - 1) {}

  bool next() override {
    decoded_.clear();
    if (row_ + 1 >= rows_) {
      row_ = rows_;
      return false;
    }
    ++row_;
    return true;
  }
  bool null(int column) override { return PQgetisnull(result_, row_, column) != 0; }
  int64_t integer(int column) override {
    const auto text = raw(column);
    int64_t out = 0;
    if (text == "t") return 1;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  double real(int column) override {
    const auto text = raw(column);
    double out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
  }
  std::string_view text(int column) override {
    const auto stored = raw(column);
    auto decoded = decode_text(stored);
    if (!decoded) return stored;
    return *decoded_.emplace_back(std::make_unique<std::string>(std::move(*decoded)));
  }
  std::string_view blob(int column) override {
    return *decoded_.emplace_back(std::make_unique<std::string>(decode_bytes(raw(column))));
  }

 private:
  std::string_view raw(int column) const {
    return {PQgetvalue(result_, row_, column), static_cast<size_t>(PQgetlength(result_, row_, column))};
  }
  std::shared_ptr<PGresult> owner_;
  PGresult* result_;
  int rows_;
  int row_;
  std::vector<std::unique_ptr<std::string>> decoded_;
};

}  // namespace

Oid type_of(const Param& param) {
  switch (param.type()) {
    case Param::Type::null:
      return 0;
    case Param::Type::integer:
      return kInt8;
    case Param::Type::real:
      return kFloat8;
    case Param::Type::text:
      return kText;
    case Param::Type::blob:
      return kBytea;
  }
  return 0;
}

Values::Values(const Param* params, size_t count, const unsigned* types) {
  values_.resize(count), lengths_.resize(count), formats_.resize(count);
  numbers_.resize(count), texts_.resize(count);
  for (size_t i = 0; i < count; ++i) set(i, params[i], types[i] != 0);
}

void Values::set(size_t i, const Param& param, bool typed) {
  switch (param.type()) {
    case Param::Type::null:
      return;
    case Param::Type::integer:
      typed ? number(i, static_cast<uint64_t>(param.integer())) : text(i, fmt::format("{}", param.integer()));
      return;
    case Param::Type::real: {
      uint64_t bits = 0;
      const double value = param.real();
      std::memcpy(&bits, &value, sizeof bits);
      typed ? number(i, bits) : text(i, fmt::format("{}", value));
      return;
    }
    case Param::Type::text: {
      auto encoded = encode_text(param.text());
      if (encoded || !typed) {
        text(i, encoded ? std::move(*encoded) : std::string(param.text()));
      } else {
        values_[i] = param.text().data() == nullptr ? "" : param.text().data();
        lengths_[i] = static_cast<int>(param.text().size());
        formats_[i] = 1;
      }
      return;
    }
    case Param::Type::blob:
      values_[i] = param.text().data() == nullptr ? "" : param.text().data();
      lengths_[i] = static_cast<int>(param.text().size());
      formats_[i] = 1;
      return;
  }
}

void Values::number(size_t i, uint64_t bits) {
  numbers_[i] = htobe64(bits);
  values_[i] = reinterpret_cast<const char*>(&numbers_[i]);
  lengths_[i] = 8;
  formats_[i] = 1;
}
void Values::text(size_t i, std::string value) {
  texts_[i] = std::move(value);
  values_[i] = texts_[i].c_str();
}

int64_t rows_changed(const PGresult* result) {
  const std::string_view changed = PQcmdTuples(const_cast<PGresult*>(result));
  int64_t rows = 0;
  std::from_chars(changed.data(), changed.data() + changed.size(), rows);
  return rows;
}

std::string first_line(const char* text) {
  const std::string_view all = text == nullptr ? "" : text;
  return std::string(all.substr(0, all.find('\n')));
}

int64_t integer_at(const PGresult* result, int row, int column) {
  const std::string_view text(PQgetvalue(result, row, column), static_cast<size_t>(PQgetlength(result, row, column)));
  int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::unique_ptr<Cursor> cursor_over(PGresult* result) {
  const int rows = PQntuples(result);
  return cursor_over({result, PQclear}, 0, rows);
}
std::unique_ptr<Cursor> cursor_over(std::shared_ptr<PGresult> result, int first, int last) {
  return std::make_unique<PostgresCursor>(std::move(result), first, last);
}

}  // namespace tidings::store::postgres
