/// Streams one answer into its conversation: asks the answerer, relays the text at the agent's
/// pace, ends when it is done or cancelled. Holds no state that must survive a restart.
#pragma once

#include <caf/actor_system.hpp>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

/// Which question to answer, for whom and how fast.
struct answer_task {
  tree_parts parts;
  double words_per_second = 30;  ///< the most; 0: no limit
  conversation_handle to;
  domain::generation_t generation = 0;
  domain::agent_id agent;
  domain::conversation_id conversation;
  domain::seq_t answered = 0;  ///< visitor messages after this one …
  domain::seq_t covers = 0;    ///< … and up to this one are the question
  std::int64_t visitor_messages = 0;
};

/// Sends `answer_text`s and then one `answer_whole` to `task.to`; nothing more after
/// `cancel_answer`.
[[nodiscard]] streamer_handle spawn_answer_streamer(caf::actor_system& system, answer_task task);

/// The first `words` words of `text` or fewer, with the blanks that follow them. Never empty for
/// text that is not.
[[nodiscard]] std::string_view next_piece(std::string_view text, std::size_t words) noexcept;

}  // namespace takeover::actors
