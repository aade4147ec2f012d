/// Handlers and routes of the agents' settings and rules, for admins and owners. What each handler
/// answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_agents(request_context& ctx);
handler_result show_agent(request_context& ctx);
handler_result change_agent(request_context& ctx);
handler_result show_rules(request_context& ctx);
handler_result change_rules(request_context& ctx);

[[nodiscard]] std::span<const route> agent_routes();

}  // namespace takeover::net::handlers
