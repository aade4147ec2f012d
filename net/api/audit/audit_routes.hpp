/// Handlers and routes of the audit log, for admins and owners. What each handler answers stands at
/// its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_audit(request_context& ctx);
handler_result check_audit(request_context& ctx);

[[nodiscard]] std::span<const route> audit_routes();

}  // namespace takeover::net::handlers
