#include "sms/phone_plan.h"

#include <phonenumbers/phonemetadata.pb.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "sms/digit_patterns.h"
#include "sms/phone_library.h"

// The library's metadata, the bytes of a PhoneMetadataCollection; no header of it is installed. Weak: should a later
// library keep them to itself, every number goes to the library and nothing else changes.
namespace i18n::phonenumbers {
[[gnu::weak]] int metadata_size();
[[gnu::weak]] const void* metadata_get();
}  // namespace i18n::phonenumbers

namespace tidings::sms {
namespace {

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;
using Extent = DigitPatterns::Extent;

constexpr size_t kMostDigits = 15;  // of E.164, country code included
constexpr size_t kMostRead = 20;    // with an international prefix before them
constexpr size_t kFewestDigits = 4;
constexpr size_t kFewestNational = 2;
constexpr size_t kFewestAfterPrefix = 3;  // country code and number: fewer is too short for the library
constexpr size_t kCountryCodeDigits = 3;
constexpr size_t kRegions = 26 * 26;

bool digit(char c) { return c >= '0' && c <= '9'; }

// A prefix that people dial before a number.
class DialPrefix {
 public:
  DialPrefix() = default;
  explicit DialPrefix(const std::string& pattern) {
    if (pattern.empty()) return;
    DigitPatterns patterns;
    kind_ = Kind::unknown;
    if (!patterns.add(pattern, Extent::whole)) return;
    table_ = patterns.build();
    if (table_) kind_ = Kind::table;
  }

  // How much of the digits it is: 0 = none. nullopt: that depends on how its expression is worked off.
  std::optional<size_t> length(std::string_view digits) const {
    if (kind_ == Kind::none) return 0;
    if (kind_ == Kind::unknown) return std::nullopt;
    std::optional<size_t> found;
    auto state = DigitTable::kStart;
    for (size_t i = 0;; ++i) {
      if (table_->matched(state) != 0) {
        if (found) return std::nullopt;
        found = i;
      }
      if (i == digits.size()) break;
      state = table_->step(state, digits[i]);
      if (state == DigitTable::kNowhere) break;
    }
    return found.value_or(0);
  }

 private:
  enum class Kind { none, unknown, table } kind_ = Kind::none;
  std::optional<DigitTable> table_;
};

// What reading a number needs to know of one region.
struct RegionPlan {
  size_t country = 0;
  std::string code;  // the country's, as it is dialled
  DialPrefix international, national;
  bool rewrites = false;  // its national prefix may turn into other digits
  std::optional<DigitTable> general;
  uint32_t lengths = 0, local_lengths = 0;  // a bit each
  size_t shortest = 0, longest = 0;

  bool possible(std::string_view national_number) const { return general->matches(national_number); }
  bool too_long(size_t n) const { return !local(n) && n > longest; }
  // Neither too short, nor local only, nor between the lengths there are: the library keeps such a number as it was
  // before the national prefix was taken off.
  bool keeps(size_t n) const { return !local(n) && (n > longest || (n >= shortest && (lengths >> n & 1) != 0)); }
  // Of a number that is not valid.
  PhoneProblem problem(size_t n) const {
    if (local(n) || n < shortest) return PhoneProblem::too_short;
    return n > longest ? PhoneProblem::too_long : PhoneProblem::invalid;
  }
  bool local(size_t n) const { return n < 32 && (local_lengths >> n & 1) != 0; }
};

// What the numbers behind a country code are: of which region and type, by the place reached in the table and length.
struct CodePlan {
  struct Meaning {
    PhoneType type = PhoneType::unknown;
    char region[3] = {};  // empty: not valid
    bool sms_capable = false;
  };
  DigitTable table;
  std::vector<std::array<Meaning, kMostDigits + 1>> meanings;  // by the table's sets, then by length
};

constexpr std::pair<const PhoneNumberDesc& (PhoneMetadata::*)() const, PhoneType> kTypes[] = {
    // The order decides where a number is of several types.
    {&PhoneMetadata::premium_rate, PhoneType::premium},
    {&PhoneMetadata::toll_free, PhoneType::toll_free},
    {&PhoneMetadata::shared_cost, PhoneType::shared_cost},
    {&PhoneMetadata::voip, PhoneType::voip},
    {&PhoneMetadata::personal_number, PhoneType::personal},
    {&PhoneMetadata::pager, PhoneType::pager},
    {&PhoneMetadata::uan, PhoneType::uan},
    {&PhoneMetadata::voicemail, PhoneType::voicemail},
    {&PhoneMetadata::fixed_line, PhoneType::fixed_line},
    {&PhoneMetadata::mobile, PhoneType::mobile},
};

// Builds the table of a country code out of the regions that share it.
class CodePlanBuilder {
 public:
  // nullopt: an expression of them is not understood, or the table would be too large.
  std::optional<CodePlan> build(const std::vector<const PhoneMetadata*>& regions) {
    for (const auto* region : regions) {
      if (!add(region->general_desc().national_number_pattern(), Extent::whole)) return std::nullopt;
      if (!add(region->leading_digits(), Extent::beginning)) return std::nullopt;
      for (const auto& [desc, type] : kTypes) {
        if (!add((region->*desc)().national_number_pattern(), Extent::whole)) return std::nullopt;
      }
    }
    auto table = patterns_.build();
    if (!table) return std::nullopt;
    CodePlan out{std::move(*table), {}};
    for (size_t i = 0; i < out.table.sets(); ++i) {
      const auto& set = out.table.set(static_cast<uint16_t>(i));
      matched_.assign(known_.size(), false);
      for (const uint16_t ordinal : set) matched_[ordinal] = true;
      auto& row = out.meanings.emplace_back();
      for (size_t n = kFewestNational; n <= kMostDigits; ++n) row[n] = meaning(regions, static_cast<int>(n));
    }
    return out;
  }

 private:
  bool add(const std::string& pattern, Extent extent) {
    if (pattern.empty() || known_.contains({pattern, extent})) return true;
    if (!patterns_.add(pattern, extent)) return false;
    known_.emplace(std::pair(pattern, extent), known_.size());
    return true;
  }
  bool matched(const std::string& pattern, Extent extent) const {
    return !pattern.empty() && matched_[known_.at({pattern, extent})];
  }
  bool is(const PhoneNumberDesc& desc, int length) const {
    const auto& lengths = desc.possible_length();
    if (!lengths.empty() && std::find(lengths.begin(), lengths.end(), length) == lengths.end()) return false;
    return matched(desc.national_number_pattern(), Extent::whole);
  }
  std::optional<PhoneType> type(const PhoneMetadata& region, int length) const {
    if (!is(region.general_desc(), length)) return std::nullopt;
    for (const auto& [desc, type] : kTypes) {
      if (type == PhoneType::mobile && region.same_mobile_and_fixed_line_pattern()) continue;
      if (!is((region.*desc)(), length)) continue;
      const bool both =
          type == PhoneType::fixed_line && (region.same_mobile_and_fixed_line_pattern() || is(region.mobile(), length));
      return both ? PhoneType::fixed_or_mobile : type;
    }
    return std::nullopt;
  }
  CodePlan::Meaning meaning(const std::vector<const PhoneMetadata*>& regions, int length) const {
    for (const auto* region : regions) {
      const bool alone = regions.size() == 1;
      if (!alone && region->has_leading_digits() && !matched(region->leading_digits(), Extent::beginning)) continue;
      const auto found = type(*region, length);
      if (found) {
        const std::string& id = region->id();
        return {*found, {id[0], id[1], '\0'}, takes_texts(*found, id)};
      }
      if (!alone && region->has_leading_digits()) return {};  // of that region, and not valid there
    }
    return {};
  }

  DigitPatterns patterns_;
  std::map<std::pair<std::string, Extent>, size_t> known_;  // to ordinals
  std::vector<bool> matched_;
};

// Numbering plans, each made when it is first asked for and kept for good.
class PhonePlans {
 public:
  PhonePlans() {
    if (i18n::phonenumbers::metadata_get == nullptr || i18n::phonenumbers::metadata_size == nullptr) return;
    if (!all_.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size())) all_.Clear();
    for (const auto& one : all_.metadata()) {
      const auto code = static_cast<size_t>(one.country_code());
      if (code == 0 || code >= codes_.size()) continue;
      auto& sharing = sharing_[code];
      sharing.insert(one.main_country_for_code() ? sharing.begin() : sharing.end(), &one);
      if (one.id().size() == 2) by_region_[index_of(one.id())] = &one;
    }
  }

  // nullptr: no region, or one whose plan is not understood.
  const RegionPlan* region(std::string_view id) const {
    if (id.size() != 2 || id[0] < 'A' || id[0] > 'Z' || id[1] < 'A' || id[1] > 'Z') return nullptr;
    const size_t at = index_of(id);
    return by_region_[at] == nullptr ? nullptr : made(regions_[at], [&] { return make_region(*by_region_[at]); });
  }
  // Of the main region behind a country code. Codes of no country have none.
  const RegionPlan* main_region(size_t code) const {
    return known(code) ? region(sharing_[code].front()->id()) : nullptr;
  }
  const CodePlan* code(size_t code) const {
    return known(code) ? made(codes_[code], [&] { return CodePlanBuilder().build(sharing_[code]); }) : nullptr;
  }
  bool known(size_t code) const { return code < sharing_.size() && !sharing_[code].empty(); }

 private:
  template <class T>
  struct Slot {
    std::atomic<bool> ready = false;
    std::unique_ptr<const T> plan;  // null when it cannot be made
  };

  static size_t index_of(std::string_view id) {
    return static_cast<size_t>(id[0] - 'A') * 26 + static_cast<size_t>(id[1] - 'A');
  }

  template <class T, class Make>
  const T* made(Slot<T>& slot, Make make) const {
    if (!slot.ready.load(std::memory_order_acquire)) {
      const std::lock_guard lock(making_);
      if (!slot.ready.load(std::memory_order_relaxed)) {
        if (std::optional<T> plan = make()) slot.plan = std::make_unique<const T>(std::move(*plan));
        slot.ready.store(true, std::memory_order_release);
      }
    }
    return slot.plan.get();
  }

  static std::optional<RegionPlan> make_region(const PhoneMetadata& data) {
    RegionPlan out;
    const auto& general = data.general_desc();
    DigitPatterns patterns;
    if (!patterns.add(general.national_number_pattern(), Extent::whole)) return std::nullopt;
    out.general = patterns.build();
    if (!out.general || general.possible_length().empty()) return std::nullopt;
    for (const int n : general.possible_length()) {
      if (n < 1 || n > 31) return std::nullopt;
      out.lengths |= 1U << n;
    }
    for (const int n : general.possible_length_local_only()) {
      if (n < 1 || n > 31) return std::nullopt;
      out.local_lengths |= 1U << n;
    }
    out.shortest = static_cast<size_t>(general.possible_length(0));
    out.longest = static_cast<size_t>(general.possible_length(general.possible_length_size() - 1));
    out.country = static_cast<size_t>(data.country_code());
    out.code = std::to_string(out.country);
    out.international = DialPrefix(data.international_prefix());
    out.national = DialPrefix(data.national_prefix_for_parsing());
    out.rewrites = !data.national_prefix_transform_rule().empty();
    return out;
  }

  i18n::phonenumbers::PhoneMetadataCollection all_;
  std::array<std::vector<const PhoneMetadata*>, 1000> sharing_;  // by country code, the main region first
  std::array<const PhoneMetadata*, kRegions> by_region_{};
  mutable std::array<Slot<RegionPlan>, kRegions> regions_;
  mutable std::array<Slot<CodePlan>, 1000> codes_;
  mutable std::mutex making_;
};

const PhonePlans& plans() {
  static const PhonePlans all;
  return all;
}

// Takes the national prefix off as the library would. false: not certain.
bool take_national_prefix(const RegionPlan& plan, std::string_view& number) {
  if (number.empty()) return true;
  const auto length = plan.national.length(number);
  if (!length || (*length > 0 && plan.rewrites)) return false;
  if (*length == 0) return true;
  const auto rest = number.substr(*length);
  if (!plan.possible(number) || plan.possible(rest)) number = rest;
  return true;
}

struct Digits {
  std::array<char, kMostRead> text;
  size_t size = 0;
  bool plus = false;
  std::string_view view() const { return {text.data(), size}; }
};

std::optional<Digits> digits_of(std::string_view raw) {
  Digits out;
  for (const char c : raw) {
    if (digit(c)) {
      if (out.size == kMostRead) return std::nullopt;
      out.text[out.size++] = c;
    } else if (c == '+') {
      if (out.plus || out.size > 0) return std::nullopt;
      out.plus = true;
    } else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')') {
      return std::nullopt;
    }
  }
  if (out.size < kFewestDigits) return std::nullopt;
  return out;
}

// Such a number is read once more, with a plus instead.
bool other_prefix(const Digits& digits) {
  return !digits.plus && (digits.view().starts_with("00") || digits.view().starts_with("011"));
}

// The country code at the beginning, taken off; 0 = none.
size_t take_country_code(const PhonePlans& all, std::string_view& number) {
  if (number.empty() || number[0] == '0') return 0;
  size_t code = 0;
  for (size_t i = 0; i < kCountryCodeDigits && i < number.size(); ++i) {
    code = code * 10 + static_cast<size_t>(number[i] - '0');
    if (!all.known(code)) continue;
    number.remove_prefix(i + 1);
    return code;
  }
  return 0;
}

}  // namespace

std::optional<std::expected<PhoneNumber, PhoneProblem>> read_plain_phone(std::string_view raw,
                                                                         std::string_view region) {
  const auto digits = digits_of(raw);
  if (!digits) return std::nullopt;
  const PhonePlans& all = plans();
  std::string_view number = digits->view();
  const RegionPlan* plan = nullptr;
  bool international = digits->plus;
  if (!international) {
    plan = all.region(region);
    if (plan == nullptr) return std::nullopt;
    const auto prefix = plan->international.length(number);
    if (!prefix) return std::nullopt;
    const auto after = number.substr(*prefix);
    if (*prefix > 0 && (after.empty() || after[0] != '0')) {
      number = after;
      international = true;
    }
  }
  if (international) {
    if (number.size() < kFewestAfterPrefix) return std::nullopt;
    plan = all.main_region(take_country_code(all, number));
  } else if (number.starts_with(plan->code)) {
    // With its country code, or a national number that happens to begin like it.
    auto without = number.substr(plan->code.size());
    if (!take_national_prefix(*plan, without)) return std::nullopt;
    if ((!plan->possible(number) && plan->possible(without)) || plan->too_long(number.size())) {
      number = without;
      plan = all.main_region(plan->country);
    }
  }
  if (plan == nullptr || number.size() < kFewestNational) return std::nullopt;
  auto stripped = number;
  if (!take_national_prefix(*plan, stripped)) return std::nullopt;
  if (plan->keeps(stripped.size())) number = stripped;
  // A zero in front is part of the number in a few countries only.
  if (number.size() < kFewestNational || number[0] == '0') return std::nullopt;
  if (plan->code.size() + number.size() > kMostDigits) return std::nullopt;

  const CodePlan* numbers = all.code(plan->country);
  if (numbers == nullptr) return std::nullopt;
  const auto& meaning = numbers->meanings[numbers->table.matched(numbers->table.walk(number))][number.size()];
  if (meaning.region[0] == '\0') {
    const RegionPlan* main = all.main_region(plan->country);
    if (main == nullptr || other_prefix(*digits)) return std::nullopt;
    return std::unexpected(main->problem(number.size()));
  }
  PhoneNumber out{.region = meaning.region, .type = meaning.type, .sms_capable = meaning.sms_capable};
  out.e164.reserve(1 + plan->code.size() + number.size());
  out.e164 += '+';
  out.e164 += plan->code;
  out.e164 += number;
  return out;
}

}  // namespace tidings::sms
