/// Similarity of a question to the phrase of a curated answer. Owns no answer.
#pragma once

#include <string_view>
#include <vector>

#include "answering/builtin/words.hpp"

namespace takeover::answering {

/// A phrase matches from this similarity on.
inline constexpr double phrase_threshold = 0.7;

/// 0…1. The phrase's words must all stand in the question in their order, give or take a
/// typo and words that say nothing; what the question says beyond the phrase lowers the result. 1:
/// it says nothing else.
[[nodiscard]] double phrase_similarity(const std::vector<word>& question, std::string_view phrase);

}  // namespace takeover::answering
