/// Handlers and routes of the workspace's members, whom admins and owners manage. What each handler
/// answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_members(request_context& ctx);
handler_result add_member(request_context& ctx);
handler_result change_member(request_context& ctx);
handler_result delete_member(request_context& ctx);

[[nodiscard]] std::span<const route> member_routes();

}  // namespace takeover::net::handlers
