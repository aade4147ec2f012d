/// What makes a conversation live: its visitor is connected, or wrote within the last 15 minutes.
/// Owns that rule; the database applies it.
#pragma once

#include <chrono>

#include "storage/conversations/conversation_list.hpp"

namespace takeover::net {

/// Source: docs/protocol.md, what "live" means.
inline constexpr std::chrono::minutes live_for{15};

/// The query, with what is live at `now`. `online`: the conversations of connected visitors.
[[nodiscard]] inline storage::conversation_query with_liveness(
    storage::conversation_query query, std::vector<domain::conversation_id> online,
    domain::timestamp now) {
  query.visitors_online = std::move(online);
  query.live_since = now - live_for;
  return query;
}

}  // namespace takeover::net
