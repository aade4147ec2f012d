/// Handlers and routes of a member's session: sign-in, switching the workspace, sign-out. What each
/// handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result sign_in(request_context& ctx);
handler_result show_session(request_context& ctx);
handler_result switch_workspace(request_context& ctx);
handler_result sign_out(request_context& ctx);

[[nodiscard]] std::span<const route> session_routes();

}  // namespace takeover::net::handlers
