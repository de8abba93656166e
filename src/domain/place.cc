#include "domain/place.h"

#include <algorithm>

namespace tidings {
namespace {

struct NameRow {
  std::string_view place;
  std::string_view names;  // upper case, no dots, separated by '|'
};

constexpr NameRow kNames[] = {
    {"US-AL", "ALABAMA|ALA"},
    {"US-AK", "ALASKA|ALAS"},
    {"US-AZ", "ARIZONA|ARIZ"},
    {"US-AR", "ARKANSAS|ARK"},
    {"US-CA", "CALIFORNIA|CALIF|CAL"},
    {"US-CO", "COLORADO|COLO"},
    {"US-CT", "CONNECTICUT|CONN"},
    {"US-DE", "DELAWARE|DEL"},
    {"US-DC", "DISTRICT OF COLUMBIA|WASHINGTON DC"},
    {"US-FL", "FLORIDA|FLA"},
    {"US-GA", "GEORGIA"},
    {"US-HI", "HAWAII|HAWAI'I"},
    {"US-ID", "IDAHO|IDA"},
    {"US-IL", "ILLINOIS|ILL"},
    {"US-IN", "INDIANA|IND"},
    {"US-IA", "IOWA"},
    {"US-KS", "KANSAS|KANS|KAN"},
    {"US-KY", "KENTUCKY"},
    {"US-LA", "LOUISIANA"},
    {"US-ME", "MAINE"},
    {"US-MD", "MARYLAND"},
    {"US-MA", "MASSACHUSETTS|MASS"},
    {"US-MI", "MICHIGAN|MICH"},
    {"US-MN", "MINNESOTA|MINN"},
    {"US-MS", "MISSISSIPPI|MISS"},
    {"US-MO", "MISSOURI"},
    {"US-MT", "MONTANA|MONT"},
    {"US-NE", "NEBRASKA|NEBR|NEB"},
    {"US-NV", "NEVADA|NEV"},
    {"US-NH", "NEW HAMPSHIRE"},
    {"US-NJ", "NEW JERSEY"},
    {"US-NM", "NEW MEXICO|N MEX"},
    {"US-NY", "NEW YORK"},
    {"US-NC", "NORTH CAROLINA|N CAROLINA"},
    {"US-ND", "NORTH DAKOTA|N DAKOTA|N DAK"},
    {"US-OH", "OHIO"},
    {"US-OK", "OKLAHOMA|OKLA"},
    {"US-OR", "OREGON|ORE|OREG"},
    {"US-PA", "PENNSYLVANIA|PENN|PENNA"},
    {"US-RI", "RHODE ISLAND"},
    {"US-SC", "SOUTH CAROLINA|S CAROLINA"},
    {"US-SD", "SOUTH DAKOTA|S DAKOTA|S DAK"},
    {"US-TN", "TENNESSEE|TENN"},
    {"US-TX", "TEXAS|TEX"},
    {"US-UT", "UTAH"},
    {"US-VT", "VERMONT"},
    {"US-VA", "VIRGINIA"},
    {"US-WA", "WASHINGTON|WASH|WASHINGTON STATE"},
    {"US-WV", "WEST VIRGINIA|W VIRGINIA|W VA"},
    {"US-WI", "WISCONSIN|WIS|WISC"},
    {"US-WY", "WYOMING|WYO"},
    {"US-AS", "AMERICAN SAMOA"},
    {"US-GU", "GUAM"},
    {"US-MP", "NORTHERN MARIANA ISLANDS|COMMONWEALTH OF THE NORTHERN MARIANA ISLANDS"},
    {"US-PR", "PUERTO RICO"},
    {"US-VI", "VIRGIN ISLANDS|US VIRGIN ISLANDS|U S VIRGIN ISLANDS"},
    {"US-UM", "US MINOR OUTLYING ISLANDS"},
    // Freely associated states: in the US post, but countries of their own.
    {"FM", "FM|FEDERATED STATES OF MICRONESIA|MICRONESIA"},
    {"MH", "MH|MARSHALL ISLANDS"},
    {"PW", "PW|PALAU"},
    {"CA-AB", "ALBERTA|ALTA"},
    {"CA-BC", "BRITISH COLUMBIA"},
    {"CA-MB", "MANITOBA|MAN"},
    {"CA-NB", "NEW BRUNSWICK"},
    {"CA-NL", "NEWFOUNDLAND AND LABRADOR|NEWFOUNDLAND & LABRADOR|NEWFOUNDLAND|LABRADOR|NFLD|NF"},
    {"CA-NS", "NOVA SCOTIA"},
    {"CA-NT", "NORTHWEST TERRITORIES|NWT"},
    {"CA-NU", "NUNAVUT"},
    {"CA-ON", "ONTARIO|ONT"},
    {"CA-PE", "PRINCE EDWARD ISLAND|PEI"},
    {"CA-QC", "QUEBEC|QUE|PQ|QUÉBEC|QUéBEC"},
    {"CA-SK", "SASKATCHEWAN|SASK"},
    {"CA-YT", "YUKON|YUKON TERRITORY"},
    {"AU-ACT", "AUSTRALIAN CAPITAL TERRITORY"},
    {"AU-NSW", "NEW SOUTH WALES"},
    {"AU-NT", "NORTHERN TERRITORY"},
    {"AU-QLD", "QUEENSLAND"},
    {"AU-SA", "SOUTH AUSTRALIA"},
    {"AU-TAS", "TASMANIA"},
    {"AU-VIC", "VICTORIA"},
    {"AU-WA", "WESTERN AUSTRALIA"},
};

const PlaceRow* find_row(std::string_view place) {
  const auto rows = place_rows();
  const auto row = std::lower_bound(rows.begin(), rows.end(), place,
                                    [](const PlaceRow& r, std::string_view wanted) { return r.place < wanted; });
  return row != rows.end() && row->place == place ? &*row : nullptr;
}

std::string_view country_of(std::string_view place) { return place.substr(0, place.find('-')); }

// Upper case, dots dropped, runs of white space one space, no space at the ends. Bytes beyond ASCII stay.
std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '.') continue;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool has_name(const NameRow& row, std::string_view wanted) {
  for (std::string_view rest = row.names; !rest.empty();) {
    const size_t bar = rest.find('|');
    if (rest.substr(0, bar) == wanted) return true;
    rest.remove_prefix(bar == std::string_view::npos ? rest.size() : bar + 1);
  }
  return false;
}

std::optional<std::string> named_place(std::string_view region, std::string_view text) {
  const std::string code = std::string(region) + "-" + std::string(text);
  if (find_row(code) != nullptr) return code;
  for (const auto& row : kNames) {
    const bool of_region = country_of(row.place) == region || (region == "US" && row.place.size() == 2);
    if (of_region && has_name(row, text)) return std::string(row.place);
  }
  return std::nullopt;
}

}  // namespace

bool is_country(std::string_view code) { return code.size() == 2 && find_row(code) != nullptr; }

std::vector<std::string_view> zones_of_place(std::string_view place) {
  const PlaceRow* row = find_row(place);
  if (row == nullptr) row = find_row(country_of(place));
  std::vector<std::string_view> zones;
  if (row == nullptr) return zones;
  zones.reserve(static_cast<size_t>(std::count(row->zones.begin(), row->zones.end(), ' ')) + 1);
  for (std::string_view rest = row->zones; !rest.empty();) {
    const size_t space = rest.find(' ');
    zones.push_back(rest.substr(0, space));
    rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
  }
  return zones;
}

std::optional<std::string> normalise_place(std::string_view region_text, std::string_view state_text) {
  const std::string region = tidy(region_text);
  std::string text = tidy(state_text);
  if (text.empty() || !is_country(region)) return std::nullopt;
  if (text.starts_with(region + "-")) text.erase(0, region.size() + 1);
  if (auto place = named_place(region, text)) return place;
  if (region == "US" || region == "CA") {
    // "CA" in a Canadian column is the country again, not California.
    if (text == region) return std::nullopt;
    return named_place(region == "US" ? "CA" : "US", text);
  }
  if (region == "AU") return std::nullopt;
  // A code of the country, kept because rules by jurisdiction may know it; its zones are the country's.
  const bool coded = tidy(state_text).starts_with(region + "-") && text.size() <= 3 && !text.empty();
  return coded ? region + "-" + text : region;
}

}  // namespace tidings
