/// What the sources of this folder ask of ICU alike. Source files alone include it.
#pragma once

#include <unicode/brkiter.h>
#include <unicode/utypes.h>

#include <memory>
#include <stdexcept>

namespace takeover::domain {

/// ICU's data is there, or the program cannot work. Throws std::runtime_error.
inline void must_work(UErrorCode outcome) {
  if (U_FAILURE(outcome) != 0) throw std::runtime_error{u_errorName(outcome)};
}

/// Calls one of ICU's makers for any language.
[[nodiscard]] inline std::unique_ptr<icu::BreakIterator> make_breaks(
    icu::BreakIterator* (*make)(const icu::Locale&, UErrorCode&)) {
  UErrorCode outcome = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> made{make(icu::Locale::getRoot(), outcome)};
  must_work(outcome);
  return made;
}

}  // namespace takeover::domain
