/// What handlers work with, made by the composition root and outliving every request. Owns nothing.
#pragma once

#include <optional>

#include "actors/actor_tree.hpp"
#include "app/config.hpp"
#include "net/api/agents/agent_cache.hpp"
#include "net/auth/member_sessions.hpp"
#include "net/auth/visitor_token.hpp"
#include "net/http/rate_limit.hpp"

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

/// Each limit of the settings, counted.
struct rate_limits {
  explicit rate_limits(const config& settings)
      : init(settings.limits.init_per_minute),
        messages(settings.limits.messages_per_minute),
        leads(settings.limits.leads_per_minute),
        events(settings.limits.events_per_minute),
        logins(settings.limits.logins_per_minute),
        logins_of_address(accounts_at_an_address * settings.limits.logins_per_minute) {}

  http::rate_limit init;
  http::rate_limit messages;
  http::rate_limit leads;
  http::rate_limit events;
  /// Of one account from one address: nobody is locked out by who guesses elsewhere.
  http::rate_limit logins;
  /// Of all accounts from one address, against who tries one password on many.
  http::rate_limit logins_of_address;

 private:
  static constexpr int accounts_at_an_address = 10;
};

struct services {
  const config& settings;
  storage::store& store;
  actors::actor_tree& tree;
  realtime::broadcaster& realtime;
  domain::id_source& ids;
  const domain::clock& clock;
  auth::member_sessions& sessions;
  auth::visitor_tokens& tokens;
  auth::agent_directory& agents;
  rate_limits& limits;
  workers& pool;
  outbound::outbound_courier& courier;
  /// Set: the page /demo stands on this agent.
  std::optional<domain::agent_id> demo_agent;
  /// Set once the server listens.
  const http::server* server = nullptr;
};

}  // namespace takeover::net
