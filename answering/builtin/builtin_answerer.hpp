/// The built-in agent: curated answers first, then sentences quoted from the agent's own documents,
/// else an honest "I don't know". Owns the order of these; knows no language model and invents
/// nothing.
#pragma once

#include "answering/answerer.hpp"
#include "storage/store.hpp"
#include "storage/tokens.hpp"

namespace takeover::answering {

/// Deterministic: the same question on the same knowledge gets the same answer. Works on the
/// store's reader threads; the work for one answer is bounded whatever is asked. Errors: not_found
/// (no such agent), overloaded, unavailable, internal.
class builtin_answerer final : public answerer {
 public:
  /// `knowledge` outlives this.
  explicit builtin_answerer(storage::store& knowledge) : knowledge_(knowledge) {}

  void answer(question asked, answer_stream to) override;

 private:
  storage::store& knowledge_;
};

/// The same on the calling thread, with a reader at hand. Error: not_found.
[[nodiscard]] domain::result<answer> answer_from(storage::reader& knowledge, const question& asked);

}  // namespace takeover::answering
