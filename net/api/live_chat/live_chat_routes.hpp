/// Handlers and routes of how the workspace receives visitors: switches, hours, and who is next.
/// What each handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result take_next_visitor(request_context& ctx);
handler_result show_switch(request_context& ctx);
handler_result set_switch(request_context& ctx);
handler_result show_live_chat(request_context& ctx);
handler_result change_live_chat(request_context& ctx);
handler_result change_agent_hours(request_context& ctx);

[[nodiscard]] std::span<const route> live_chat_routes();

}  // namespace takeover::net::handlers
