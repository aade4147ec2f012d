/// The answerer port: what an agent is asked, and the stream in which its answer comes. Owns no
/// implementation and knows no actor, socket or pace.
#pragma once

#include <string>
#include <vector>

#include "answering/answer_stream.hpp"
#include "domain/conversations/timeline.hpp"
#include "domain/ids.hpp"

namespace takeover::answering {

/// What the agent is asked.
struct question {
  domain::agent_id agent;
  domain::conversation_id conversation;
  std::vector<domain::entry> open;     ///< the visitor's messages without an answer, ascending
  std::vector<domain::entry> context;  ///< the last messages before them, ascending
};

/// What the visitor's words match beside their answer.
struct intent_matches {
  std::vector<domain::rule_id> rules;  ///< behavior rules whose keywords they contain
  /// The phrase in which they ask to be contacted; empty if there is none
  std::string contact_phrase;
};

/// A whole answer.
struct answer {
  std::string text;
  std::vector<domain::citation> citations;
  double confidence = 0;     ///< 0…1
  bool offer_human = false;  ///< below the agent's threshold: it does not know
};

/// Knows how to answer. `answer` may be called from several threads at once; it returns soon and
/// writes to the stream then or later, from any thread. Errors go into the stream; an exception
/// that leaves `answer` ends the stream with `internal` at the caller. Must bound the work and the
/// text of one answer.
class answerer {
 public:
  virtual ~answerer() = default;
  virtual void answer(question asked, answer_stream to) = 0;
};

}  // namespace takeover::answering
