/// What handlers work with, made by the composition root and outliving every request. Owns nothing.
#pragma once

#include <optional>
#include <string>

#include "actors/actor_tree.hpp"
#include "net/api/agents/agent_cache.hpp"
#include "net/auth/member_sessions.hpp"
#include "net/auth/visitor_token.hpp"
#include "net/http/rate_limit.hpp"
#include "net/io/workers.hpp"

namespace takeover::net::http {
class server;
}
namespace takeover::net::outbound {
class outbound_courier;
}
namespace takeover::net::realtime {
class broadcaster;
}

namespace takeover::net {

/// How many calls of each kind a caller has per minute; 0 means no limit.
struct calls_per_minute {
  int init = 0;
  int messages = 0;
  int leads = 0;
  int events = 0;
  int logins = 0;
};

/// The limits at work: what each caller has used up.
struct rate_limits {
  explicit rate_limits(const calls_per_minute& allowed)
      : init(allowed.init),
        messages(allowed.messages),
        leads(allowed.leads),
        events(allowed.events),
        logins(allowed.logins),
        logins_of_address(accounts_at_an_address * allowed.logins) {}

  http::rate_limit init;
  http::rate_limit messages;
  http::rate_limit leads;
  http::rate_limit events;
  /// Per account and address, so that guessing from elsewhere locks no one out.
  http::rate_limit logins;
  /// Per address over all accounts, against one password tried on many.
  http::rate_limit logins_of_address;

 private:
  static constexpr int accounts_at_an_address = 10;
};

struct services {
  const std::string public_url;  ///< our own origin; empty if it follows from the Host header
  storage::store& store;
  actors::actor_tree& tree;
  realtime::broadcaster& realtime;
  domain::id_source& ids;
  const domain::clock& clock;
  auth::member_sessions& sessions;
  auth::visitor_tokens& tokens;
  agent_cache& agents;
  rate_limits& limits;
  workers& pool;
  outbound::outbound_courier& courier;
  /// The agent of the page /demo; nullopt outside of demo mode.
  std::optional<domain::agent_id> demo_agent;
  /// Set once the server listens.
  const http::server* server = nullptr;
};

}  // namespace takeover::net
