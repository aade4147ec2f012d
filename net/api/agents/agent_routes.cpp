#include "net/api/agents/agent_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> agent_routes() {
  static constexpr route all[] = {
      {method::get, "/api/agents", caller::member, small_body, list_agents, action::manage_agent},
      {method::get, "/api/agents/{id}/rules", caller::member, small_body, show_rules,
       action::manage_agent},
      {method::put, "/api/agents/{id}/rules", caller::member, message_body, change_rules,
       action::manage_agent},
      {method::get, "/api/agents/{id}", caller::member, small_body, show_agent,
       action::manage_agent},
      {method::patch, "/api/agents/{id}", caller::member, small_body, change_agent,
       action::manage_agent},
  };
  return all;
}

}  // namespace takeover::net::handlers
