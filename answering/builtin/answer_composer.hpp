/// Composes an answer of sentences quoted from the documents, with citations. Invents nothing
/// beside a few fixed sentences.
#pragma once

#include <string>
#include <vector>

#include "answering/answerer.hpp"
#include "answering/builtin/relevance.hpp"

namespace takeover::answering {

/// The answer to one part of what was asked; citations are numbered from 1.
struct partial_answer {
  std::string text;
  std::vector<domain::citation> citations;
  double confidence = 0;
};

/// From at most two documents, at most four sentences or list items of each (of a list of steps,
/// what fits), in the order in which they stand there. Empty text if nothing fits.
[[nodiscard]] partial_answer compose(const relevance& ranking);

/// One answer from several: repeated sources get one number, a part that says what another said is
/// left out; its confidence is the lowest of them.
[[nodiscard]] partial_answer merge(const std::vector<partial_answer>& parts);

/// What the agent says when it does not know. `nearest`: the page that comes closest, or nothing.
[[nodiscard]] answer unknown_answer(const relevance* nearest, double confidence);

}  // namespace takeover::answering
