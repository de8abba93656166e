// What segments cost: a price for each country and sender, the most particular one counts. From the configuration or
// the request. Where none is known it is said so, never guessed. Pure. Amounts are decimals of one currency, kept in
// millionths.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "domain/ids.h"

namespace tidings::preflight {

inline constexpr double kDearest = 1000;  // a segment; more is a slip

struct Price {
  std::string country;  // ISO 3166; empty = any
  SenderId sender;      // 0 = any
  int64_t per_segment_millionths = 0;
};

struct PriceList {
  std::string currency;  // "USD"; empty = no prices
  std::vector<Price> prices;
  // A price of sender and country goes before one of the sender, that before one of the country.
  std::optional<int64_t> of(SenderId sender, std::string_view country) const;
};

struct Cost {
  struct Line {
    SenderId sender;
    std::string country;  // empty = nobody knows
    int64_t messages = 0, segments = 0;
    std::optional<int64_t> millionths;  // none: no price is known
  };
  std::string currency;
  std::vector<Line> lines;
  int64_t millionths = 0;         // of all lines with a price
  int64_t unpriced_segments = 0;  // of those without
};
Cost cost_of(const PriceList& prices, std::vector<Cost::Line> lines);

// {"currency":"USD","prices":[{"country":"US","sender":1,"per_segment":0.0079}]}. Error: invalid_argument with the
// field.
Result<PriceList> read_prices(const json::value& value);
int64_t millionths_of(double amount);
// "us" is "US"; none for what cannot be a country.
std::optional<std::string> country_code(std::string_view text);
// "0.0079" of 7900 millionths.
std::string decimal(int64_t millionths);

}  // namespace tidings::preflight
