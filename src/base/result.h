// Result<T>: a value or an Error. For what can happen; what cannot happen is check()'ed (base/check.h).
#pragma once

#include <expected>
#include <utility>

#include "base/error.h"

namespace tidings {

template <class T = void>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorCode code, std::string what, std::string where = {}, std::string hint = {}) {
  return std::unexpected(Error{code, std::move(what), std::move(where), std::move(hint)});
}

namespace detail {
template <class T>
T take(std::expected<T, Error>&& r) {
  if constexpr (!std::is_void_v<T>) return std::move(*r);
}
}  // namespace detail

// TRY(expr): the value of a Result, or return its error from the enclosing function.
// A GNU statement expression (clang and g++); never use it inside a coroutine.
#define TRY(...) TIDINGS_TRY_NAMED(__COUNTER__, __VA_ARGS__)
#define TIDINGS_TRY_NAMED(n, ...) TIDINGS_TRY_AS(n, __VA_ARGS__)
// A name of its own for each, so that one may stand inside another.
#define TIDINGS_TRY_AS(n, ...)                                                                      \
  ({                                                                                                \
    auto tidings_try_result_##n = (__VA_ARGS__);                                                    \
    if (!tidings_try_result_##n) return std::unexpected(std::move(tidings_try_result_##n.error())); \
    ::tidings::detail::take(std::move(tidings_try_result_##n));                                     \
  })

}  // namespace tidings
