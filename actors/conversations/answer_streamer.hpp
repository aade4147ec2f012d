/// Writes one answer at a human pace: asks the answerer, then sends words until it is done or
/// cancelled. Owns no truth.
#pragma once

#include <caf/actor_system.hpp>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

/// What a runner has to know of its answer.
struct answer_order {
  tree_parts parts;
  double words_per_second = 30;  ///< 0: everything at once
  conversation_handle to;
  domain::generation_t generation = 0;
  domain::agent_id agent;
  domain::conversation_id conversation;
  domain::seq_t answered = 0;  ///< visitor messages after this one …
  domain::seq_t covers = 0;    ///< … and up to this one are the question
  std::int64_t visitor_messages = 0;
};

/// The runner sends `answer_text` and at last one `answer_whole` to `order.to`, unless it gets
/// `cancel_answer` before.
[[nodiscard]] runner_handle start_answer(caf::actor_system& system, answer_order order);

/// Cuts the next piece of about `words` words off the front of `text`, with the blanks that follow
/// them. Never empty for a text that is not.
[[nodiscard]] std::string_view next_piece(std::string_view text, std::size_t words) noexcept;

}  // namespace takeover::actors
