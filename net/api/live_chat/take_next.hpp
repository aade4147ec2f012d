/// Takes over the visitor who has waited longest; one who left the site, only when no other waits.
/// Owns how often the queue is looked at again when
/// other members are faster.
#pragma once

#include <optional>

#include "actors/actor_tree.hpp"
#include "net/api/ask_conversation.hpp"

namespace takeover::net {

/// The conversation that `by` holds now; nullopt if nobody waits any more. Errors: those of the
/// claim, except that somebody else took it or that it was deleted.
[[nodiscard]] boost::asio::awaitable<domain::result<std::optional<actors::shared_view>>> take_next(
    io_shard& shard, storage::store& store, actors::actor_tree& tree, const domain::member& by);

}  // namespace takeover::net
