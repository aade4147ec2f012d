/// Shorthands for the common step "take the value, or end with the error". Owns no error.
///
/// They are macros because GCC 12 has no other way to end a coroutine from within an expression.
#pragma once

/// In a coroutine: names the value of a `result`, or ends with its error.
#define CO_TRY(name, ...)                                  \
  auto name##_or_error = (__VA_ARGS__);                    \
  if (!name##_or_error) co_return name##_or_error.error(); \
  auto& name = *name##_or_error

/// In a coroutine: ends with the error of a `result` whose value does not matter.
#define CO_CHECK(...) \
  if (const auto co_checked = (__VA_ARGS__); !co_checked) co_return co_checked.error()

/// As `CO_TRY`, in a plain function.
#define TRY(name, ...)                                  \
  auto name##_or_error = (__VA_ARGS__);                 \
  if (!name##_or_error) return name##_or_error.error(); \
  auto& name = *name##_or_error

/// As `CO_CHECK`, in a plain function.
#define CHECK(...) \
  if (const auto checked = (__VA_ARGS__); !checked) return checked.error()
