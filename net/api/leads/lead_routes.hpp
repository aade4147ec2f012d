/// Handlers and routes of leads: the list, one, its status, and the feed of captured ones. What
/// each handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_leads(request_context& ctx);
handler_result show_lead(request_context& ctx);
handler_result change_lead(request_context& ctx);
handler_result delete_lead(request_context& ctx);
handler_result show_feed(request_context& ctx);

[[nodiscard]] std::span<const route> feed_routes();
[[nodiscard]] std::span<const route> lead_routes();

}  // namespace takeover::net::handlers
