/// What the lists and headers show of a conversation: the rules' state with the names around it.
/// Owns no rule.
#pragma once

#include "domain/conversations/conversation.hpp"
#include "domain/leads/lead.hpp"

namespace takeover::domain {

struct last_message {
  message_role role = message_role::none;
  std::string author_name;  ///< a member's or the agent's; empty for the visitor
  std::string snippet;      ///< the first 160 characters, one line
  timestamp created_at{};
  bool offers_human = false;  ///< the agent did not know, and offered one
};

/// A conversation with the names that people know it by.
struct conversation_view {
  conversation state;
  std::string agent_name;
  std::string visitor_name;   ///< empty: unknown
  std::string visitor_email;  ///< empty: unknown
  std::optional<lead> captured;
  std::optional<last_message> last;
};

/// A lead with what the list shows of its conversation.
struct lead_view {
  lead record;
  std::optional<controller> controlled_by;
  std::optional<person> holder;
  std::optional<last_message> last;
};

/// `agent`: the name of the conversation's agent, who signs its own messages.
[[nodiscard]] last_message summarize(const entry& message, std::string_view agent);

}  // namespace takeover::domain
