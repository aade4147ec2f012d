#include "net/api/routes.hpp"

#include "net/api/agents/agent_routes.hpp"
#include "net/api/audit/audit_routes.hpp"
#include "net/api/channels/channel_routes.hpp"
#include "net/api/conversations/conversation_routes.hpp"
#include "net/api/delivery/delivery_routes.hpp"
#include "net/api/health/health_routes.hpp"
#include "net/api/leads/lead_routes.hpp"
#include "net/api/live_chat/live_chat_routes.hpp"
#include "net/api/pages/page_routes.hpp"
#include "net/api/people/member_routes.hpp"
#include "net/api/session/session_routes.hpp"
#include "net/api/widget/widget_routes.hpp"

namespace takeover::net {
namespace {

std::string_view name_of(caller who) {
  switch (who) {
    case caller::anyone: return "anyone";
    case caller::member: return "member";
    case caller::visitor: break;
  }
  return "visitor";
}

std::string described(const route& declared) {
  const auto& to = declared.endpoint;
  const auto least = to.needs ? domain::least_role(*to.needs) : domain::role::member;
  std::string line;
  line.append(http::name_of(declared.verb)).append(" ").append(declared.pattern);
  line.append(" ").append(name_of(to.who)).append(" ");
  line.append(to.who == caller::member ? domain::name_of(least) : "-").append("\n");
  return line;
}

}  // namespace

std::span<const std::span<const route>> all_routes() {
  static const std::array features{
      handlers::visitor_message_routes(),
      handlers::member_message_routes(),
      handlers::channel_routes(),
      handlers::widget_routes(),
      handlers::conversation_routes(),
      handlers::feed_routes(),
      handlers::live_chat_routes(),
      handlers::agent_routes(),
      handlers::member_routes(),
      handlers::lead_routes(),
      handlers::audit_routes(),
      handlers::delivery_routes(),
      handlers::session_routes(),
      handlers::health_routes(),
      handlers::page_routes(),
  };
  return features;
}

std::string described_routes() {
  std::string text;
  for (const auto& feature : all_routes())
    for (const auto& declared : feature) text += described(declared);
  return text;
}

}  // namespace takeover::net
