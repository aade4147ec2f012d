/// The answerer port: what an agent is asked and what it says. Owns no implementation and knows no
/// actor, socket or pace.
#pragma once

#include <string>
#include <vector>

#include "domain/conversations/timeline.hpp"
#include "domain/ids.hpp"
#include "domain/promise.hpp"

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

struct answer {
  std::string text;
  std::vector<domain::citation> citations;
  double confidence = 0;     ///< 0…1
  bool offer_human = false;  ///< below the agent's threshold: it does not know
  intent_matches intents{};  ///< filled in by the caller, whatever answers
};

/// Knows how to answer. Thread-safe; answers later, on any thread.
class answerer {
 public:
  virtual ~answerer() = default;
  virtual void answer(question asked, domain::promise<answering::answer> done) = 0;
};

}  // namespace takeover::answering
