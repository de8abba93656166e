// From the instant a STOP was answered nothing but its confirmation leaves for that number, claimed messages included;
// nor after a refusal in other words, until a person decided or the number came back by START; nor after an operator
// entered the number or struck the contact off. Lenient where the product is stricter: any START or YES ends a STOP
// here.
#include <fmt/format.h>

#include <set>

#include "tests/sim/checkers/checkers.h"

namespace tidings::sim {
namespace {

struct Stopped {
  uint64_t keyword = 0, soft = 0, manual = 0;  // order of it; 0 = not
};

void hear(Stopped& number, const Told& told) {
  switch (told.what) {
    case Told::What::stop:
      number.keyword = told.when.order;
      break;
    case Told::What::soft_stop:
      number.soft = told.when.order;
      break;
    case Told::What::start:
      number.keyword = number.soft = 0;
      break;
    case Told::What::manual_stop:
      number.manual = told.when.order;
      break;
    case Told::What::manual_lift:
      number.manual = number.soft = 0;
      break;
    case Told::What::review_none:
      number.soft = 0;
      break;
    case Told::What::status:
      break;
  }
}

}  // namespace

Findings check_after_stop(const History& history) {
  Findings out;
  std::map<std::string, Stopped> numbers;
  std::set<std::string> heard;  // a webhook that comes again says nothing new: a START may have come between
  const auto hear_once = [&](const Told& told) {
    const bool text = told.what != Told::What::status && !told.provider_id.empty();
    // One that reached the product and was not thanked for may act when it likes, or never: a START may have come into
    // force, of a STOP nothing is promised yet.
    if (!told.acted) {
      if (told.what == Told::What::start) hear(numbers[told.phone], told);
      return;
    }
    if (!text || heard.insert(told.provider_id).second) hear(numbers[told.phone], told);
  };
  auto told = history.told.begin();
  for (const Left& left : history.left) {
    for (; told != history.told.end() && told->when.order < left.when.order; ++told) hear_once(*told);
    const auto* row = history.message(left.message);
    if (row == nullptr) continue;
    const auto struck = history.struck.find(row->contact.value);
    if (struck != history.struck.end() && struck->second.order < left.when.order) {
      out.add(fmt::format("message {} left for {} at {} ms, blacklisted at {} ms", left.message, row->phone,
                          left.when.true_ms, struck->second.true_ms));
    }
    if (row->kind == MessageKind::confirmation) continue;
    const auto number = numbers.find(row->phone);
    if (number == numbers.end()) continue;
    const auto& [keyword, soft, manual] = number->second;
    if (keyword != 0 || soft != 0 || manual != 0) {
      out.add(fmt::format("message {} ({}) left for {} at {} ms (#{}) after {} #{}", left.message, to_string(row->kind),
                          row->phone, left.when.true_ms, left.when.order,
                          keyword != 0 ? "STOP"
                          : soft != 0  ? "a refusal in other words"
                                       : "an operator's entry",
                          keyword != 0 ? keyword
                          : soft != 0  ? soft
                                       : manual));
    }
  }
  return out;
}

}  // namespace tidings::sim
