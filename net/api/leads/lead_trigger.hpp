/// What brought a lead's form up, in words that members can rely on: looked up here, since a widget
/// only says which rule it acted on. Owns no rule.
#pragma once

#include <optional>
#include <string>

#include "domain/leads/lead.hpp"
#include "net/api/agents/agent_cache.hpp"

namespace takeover::net {

struct lead_trigger {
  std::optional<domain::rule_id> rule;
  std::string words;  ///< the rule's name, or the phrase in which the visitor asked for contact
};

/// What cannot be found is left empty: it is no reason to lose a lead.
[[nodiscard]] boost::asio::awaitable<lead_trigger> find_trigger(
    io_shard& shard, storage::store& store, agent_cache& agents,
    const domain::visitor_identity& who, domain::lead_source source,
    std::optional<domain::rule_id> rule);

}  // namespace takeover::net
