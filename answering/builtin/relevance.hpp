/// Ranks passages by how well they fit a question: what each term weighs and where it stands. Owns
/// the ranking and the confidence, not the text of the answer.
#pragma once

#include <vector>

#include "answering/builtin/page_text.hpp"
#include "answering/builtin/question.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::answering {

/// For each term of the question, 0…1: how surely it was found.
using term_hits = std::vector<float>;

struct ranked_snippet {
  text_snippet snippet;
  term_hits hits;  ///< in its own text
  /// Share of the question's weight that it holds together with its headings and lead-in
  double coverage = 0;
  bool states_fact = false;  ///< holds what was asked for: a number, a duration, …
};

struct ranked_passage {
  storage::passage source;
  std::vector<ranked_snippet> snippets;
  term_hits hits;       ///< anywhere in it
  double coverage = 0;  ///< share of the question's weight that stands in it
  double focus = 0;     ///< the best snippet's coverage
  double about = 0;     ///< share of the question's weight that stands in its title and heading
  double score = 0;     ///< what it is ranked by
};

struct relevance {
  std::vector<ranked_passage> passages;  ///< best first
  /// Of the terms; sum to 1, but for a question without terms
  std::vector<double> weights;
  double confidence = 0;  ///< 0…1, that the best passage answers the question
};

/// Ranks what the index found. A word that few of the passages have weighs more than one that all
/// have, and most weighs one that none has.
[[nodiscard]] relevance rank(const question_terms& question,
                             std::vector<storage::passage> passages);

}  // namespace takeover::answering
