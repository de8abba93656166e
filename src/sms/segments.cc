#include "sms/segments.h"

#include <algorithm>

#include "sms/grapheme.h"
#include "sms/gsm7.h"
#include "sms/utf8.h"

namespace tidings::sms {
namespace {

// A segment is 140 octets; the header of a concatenated one takes 6.
constexpr int kSingleSeptets = 160, kPartSeptets = 153;
constexpr int kSingleUnits = 70, kPartUnits = 67;

int ucs2_units(char32_t c) { return c > 0xFFFF ? 2 : 1; }

// Fills parts from the start; an item that does not fit whole opens the next part.
class Parts {
 public:
  explicit Parts(int size) : size_(size) {}
  void add(int units) {
    if (used_ + units > size_) {
      ++parts_;
      used_ = 0;
    }
    used_ += units;
  }
  int count() const { return parts_; }

 private:
  int size_;
  int parts_ = 1;
  int used_ = 0;
};

std::optional<std::string> gsm7_twin(char32_t c) {
  const auto swap = smart_replacement(c);
  return swap ? std::optional<std::string>(*swap) : std::nullopt;
}

}  // namespace

std::string_view to_string(Encoding encoding) { return encoding == Encoding::gsm7 ? "GSM-7" : "UCS-2"; }

Segments count_segments(std::string_view utf8) {
  Segments result;
  int characters = 0, ucs2 = 0;
  for (size_t at = 0; at < utf8.size(); ++characters) {
    const auto [c, bytes] = decode_char(utf8, at);
    at += bytes;
    ucs2 += ucs2_units(c);
    const int septets = gsm7_septets(c);
    result.units += septets;
    if (septets == 0 && !result.forced_by) {
      result.encoding = Encoding::ucs2;
      result.forced_by = ForcedBy{c, {}, characters, gsm7_twin(c)};
      append_utf8(result.forced_by->character, c);
    }
  }
  if (result.encoding == Encoding::ucs2) result.units = ucs2;
  if (result.units <= (result.encoding == Encoding::gsm7 ? kSingleSeptets : kSingleUnits)) return result;

  const std::u32string text = to_code_points(utf8);
  if (result.encoding == Encoding::gsm7) {
    Parts parts(kPartSeptets);
    for (const char32_t c : text) parts.add(gsm7_septets(c));
    result.segments = parts.count();
    return result;
  }
  Parts parts(kPartUnits);
  for (size_t at = 0; at < text.size();) {
    const size_t length = cluster_length(text, at);
    int units = 0;
    for (size_t i = at; i < at + length; ++i) units += ucs2_units(text[i]);
    if (units <= kPartUnits) {
      parts.add(units);
    } else {  // a pile of marks larger than a part has to be cut somewhere
      for (size_t i = at; i < at + length; ++i) parts.add(ucs2_units(text[i]));
    }
    at += length;
  }
  result.segments = parts.count();
  return result;
}

}  // namespace tidings::sms
