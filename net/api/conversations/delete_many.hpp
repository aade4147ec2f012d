/// Deletes many conversations. Each one decides for itself; owns how many are asked at a time and
/// how long they are waited for.
#pragma once

#include <vector>

#include "net/api/ask_conversation.hpp"
#include "net/wire/conversations.hpp"

namespace takeover::net {

/// Asks every conversation to delete itself, and awaits them all: one outcome per id, in their
/// order. Once answers do not come in time, the rest is not asked and counts as failed.
[[nodiscard]] boost::asio::awaitable<std::vector<wire::deletion>> delete_each(
    io_shard& shard, actors::conversations& all, const domain::member& by,
    const std::vector<domain::conversation_id>& ids, domain::deletion what);

}  // namespace takeover::net
