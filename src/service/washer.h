// The contract of a do-not-contact register that is asked over the network: requests as values, answers as values. No
// socket, clock or retry here. Beside the journey: flow/registers washes the numbers of planned messages ahead, never
// while one waits at the gate. Implementations are const after construction and shared by threads.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.h"
#include "domain/dnc_register.h"

namespace tidings::service {

// How a wash, or asking for its result, ended. A closed set.
enum class WashEnd {
  answered,    // words says what of each number
  not_taken,   // the register surely did nothing and charged nothing: the same may be asked again, later
  refused,     // it said no: account, subscription, balance; nothing charged; a person has to do something
  unclear,     // it may have been taken: ask for the result by its reference, never wash it again
  in_work,     // taken, the result is not there yet
  never_seen,  // it knows no such reference
};
std::string_view to_string(WashEnd end);

struct WashAnswer {
  WashEnd end = WashEnd::unclear;
  // E.164 and what was said. A number asked for and left out, or called invalid, is unknown.
  std::vector<std::pair<std::string, RegisterAnswer>> words;
  std::string problem;  // one line for people, without numbers
};

class Washer {
 public:
  virtual ~Washer() = default;
  virtual size_t most_numbers() const = 0;  // in one call
  // Whether the register knows such numbers at all: every submitted one is charged, also invalid ones.
  virtual bool takes(std::string_view e164) const = 0;

  virtual HttpRequest build_wash(std::string_view reference, std::span<const std::string> numbers) const = 0;
  virtual WashAnswer read_wash(const HttpResult& result, std::span<const std::string> numbers) const = 0;

  // The result of a wash, by its reference. nullopt: the register has no such question, an unclear wash stays unclear.
  virtual std::optional<HttpRequest> build_result(std::string_view reference) const = 0;
  virtual WashAnswer read_result(const HttpResult& result, std::span<const std::string> numbers) const = 0;

  // How many numbers may still be washed. nullopt: the register does not tell.
  virtual std::optional<HttpRequest> build_balance() const = 0;
  virtual Result<int64_t> read_balance(const HttpResult& result) const = 0;
};

// What a result without an answer means for a wash: nothing left, or it may have arrived.
WashAnswer unanswered(const HttpResult& result);

}  // namespace tidings::service
