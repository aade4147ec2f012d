/// How well a question is one of the phrases that somebody wrote an answer for. Owns no answer.
#pragma once

#include <string_view>
#include <vector>

#include "answering/builtin/words.hpp"

namespace takeover::answering {

/// A phrase fits from here on.
inline constexpr double phrase_fits = 0.7;

/// 0…1. The phrase's words must all stand in the question in their order, give or take a typing
/// slip and words that say nothing; what the question says beyond the phrase lowers the result. 1:
/// it says nothing else.
[[nodiscard]] double phrase_similarity(const std::vector<word>& question, std::string_view phrase);

}  // namespace takeover::answering
