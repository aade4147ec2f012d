/// Splits a message into questions and a question into weighted search terms. Owns no answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "answering/builtin/words.hpp"

namespace takeover::answering {

/// What kind of thing the answer has to name.
enum class answer_type { any, amount, price, duration, moment, place, steps };

/// A word of the question, with how much it counts.
struct question_term {
  word name;
  double importance = 1;      ///< 1; less for weak words and those of earlier messages
  bool from_context = false;  ///< of an earlier message
};

struct question_terms {
  std::vector<question_term> terms;  ///< each stem once
  answer_type type = answer_type::any;
  /// Says `it`, `that`, `they` or next to nothing: may continue an earlier message
  bool is_anaphoric = false;
};

/// Only the first so many words that say something are looked at.
inline constexpr std::size_t max_question_terms = 64;

[[nodiscard]] question_terms terms_of(std::string_view text);
/// `question` with the words of an earlier message at half their importance.
[[nodiscard]] question_terms with_context(question_terms question, std::string_view earlier);

/// One thing that is asked, and what was said just before it.
struct question_part {
  std::string text;
  std::string background;  ///< statements; empty: none
};

/// The questions in a message, at most `max_parts`: sentences that end with a question mark, each
/// with the statements before it; a message without question marks is one. What says too little to
/// be asked alone stays with the one before.
[[nodiscard]] std::vector<question_part> questions_in(std::string_view message,
                                                      std::size_t max_parts);

}  // namespace takeover::answering
