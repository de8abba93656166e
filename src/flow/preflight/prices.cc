#include "flow/preflight/prices.h"

#include <fmt/format.h>

#include <cmath>

#include "base/limits.h"

namespace tidings::preflight {
namespace {

constexpr double kMillion = 1e6;

}  // namespace

std::optional<int64_t> PriceList::of(SenderId sender, std::string_view country) const {
  std::optional<int64_t> out;
  int best = -1;
  for (const auto& price : prices) {
    if (price.sender && price.sender != sender) continue;
    if (!price.country.empty() && price.country != country) continue;
    const int rank = (price.sender ? 2 : 0) + (price.country.empty() ? 0 : 1);
    if (rank <= best) continue;
    best = rank;
    out = price.per_segment_millionths;
  }
  return out;
}

Cost cost_of(const PriceList& prices, std::vector<Cost::Line> lines) {
  Cost out;
  out.currency = prices.currency;
  for (auto& line : lines) {
    if (const auto price = prices.of(line.sender, line.country)) {
      line.millionths = *price * line.segments;
      out.millionths += *line.millionths;
    } else {
      out.unpriced_segments += line.segments;
    }
  }
  out.lines = std::move(lines);
  return out;
}

Result<PriceList> read_prices(const json::value& value) {
  PriceList out;
  JsonReader in(value);
  out.currency = in.text("currency").value_or("");
  const auto* list = in.array("prices");
  TRY(in.done());
  if (out.currency.size() != 3) {
    return fail(ErrorCode::invalid_argument, "currency must be its code of three letters", "currency", "such as USD");
  }
  if (list == nullptr || list->empty() || list->size() > limits::kPreflightPrices) {
    return fail(ErrorCode::invalid_argument, fmt::format("prices must be 1 to {} entries", limits::kPreflightPrices),
                "prices");
  }
  for (size_t i = 0; i < list->size(); ++i) {
    JsonReader one((*list)[i], fmt::format("prices[{}]", i));
    const auto given = one.text("country").value_or("");
    const auto country = given.empty() ? std::optional(std::string()) : country_code(given);
    const auto sender = one.integer("sender").value_or(0);
    const auto amount = one.number("per_segment");
    TRY(one.done());
    if (!country) {
      return fail(ErrorCode::invalid_argument, "a country must be its code of two letters",
                  fmt::format("prices[{}].country", i), "such as US");
    }
    if (!amount || *amount < 0 || *amount > kDearest) {
      return fail(ErrorCode::invalid_argument, "a price a segment must be 0 to 1000",
                  fmt::format("prices[{}].per_segment", i));
    }
    out.prices.push_back({*country, {sender}, millionths_of(*amount)});
  }
  return out;
}

int64_t millionths_of(double amount) { return std::llround(amount * kMillion); }

std::optional<std::string> country_code(std::string_view text) {
  if (text.size() != 2) return std::nullopt;
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (c < 'A' || c > 'Z') return std::nullopt;
  }
  return out;
}

std::string decimal(int64_t millionths) {
  auto out = fmt::format("{}.{:06}", millionths / 1'000'000, millionths % 1'000'000);
  while (out.ends_with('0') && out[out.size() - 3] != '.') out.pop_back();
  return out;
}

}  // namespace tidings::preflight
