/// What handlers work with, made by the composition root and outliving every request. Owns nothing.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "actors/actor_tree.hpp"
#include "net/api/agents/agent_cache.hpp"
#include "net/api/rate_limits.hpp"
#include "net/api/security_log.hpp"
#include "net/auth/member_sessions.hpp"
#include "net/auth/visitor_token.hpp"
#include "net/http/client/accounts.hpp"
#include "net/io/workers.hpp"

namespace takeover::net::http {
class server;
}
namespace takeover::net::outbound {
class mail_catcher;
class outbound_courier;
}  // namespace takeover::net::outbound
namespace takeover::net::realtime {
class broadcaster;
}

namespace takeover::net {

struct services {
  const std::string public_url;        ///< our own origin; empty if it follows from the Host header
  const std::string monitoring_token;  ///< for /metrics and /health; may be empty
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
  /// Reads that each conversation's visitor has under way.
  http::accounts& visitor_reads;
  /// The agent of the page /demo; nullopt outside of demo mode.
  std::optional<domain::agent_id> demo_agent;
  /// The mails of the page /demo/mails; nullptr where they leave through a mail server or wait.
  const outbound::mail_catcher* demo_mails = nullptr;
  /// Set once the server listens.
  const http::server* server = nullptr;
  std::shared_ptr<security_log> events = std::make_shared<security_log>();
};

}  // namespace takeover::net
