/// How a widget gets its conversation: resumes the visitor's last one, or starts a new one. Owns
/// how long a conversation can be resumed; issues no token.
#pragma once

#include <string>

#include "domain/conversations/views.hpp"
#include "net/api/agents/agent_cache.hpp"
#include "net/api/rate_limits.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/conversations/timeline.hpp"

namespace takeover::net {

/// A conversation as a widget starts from it.
struct started_conversation {
  storage::visitor_record visitor;
  domain::conversation_view view;
  storage::timeline_page newest;  ///< without notes
};

class conversation_starter {
 public:
  conversation_starter(storage::store& store, domain::id_source& ids, const domain::clock& clock,
                       rate_limits& limits)
      : store_(store), ids_(ids), clock_(clock), limits_(limits) {}

  /// Resumes the conversation that the visitor had with this agent within the last 24 hours, or
  /// makes visitor and conversation. `anon_id`: empty for a browser that has none. Two calls at
  /// once make one conversation. Error: too_many_requests (new ones of the workspace).
  [[nodiscard]] boost::asio::awaitable<domain::result<started_conversation>> start_or_resume(
      io_shard& shard, const shared_agent& agent, const std::string& anon_id,
      const std::string& page_url);

  /// Starts a new conversation for the visitor of `old`, which is kept, but no longer resumed.
  /// Errors: deleted, not_found, too_many_requests.
  [[nodiscard]] boost::asio::awaitable<domain::result<started_conversation>> start_over(
      io_shard& shard, const shared_agent& agent, const domain::visitor_identity& old);

 private:
  storage::store& store_;
  domain::id_source& ids_;
  const domain::clock& clock_;
  rate_limits& limits_;
};

}  // namespace takeover::net
