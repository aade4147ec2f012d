/// Handlers and routes that widgets call: to begin, to catch up, and to act for their visitor. What
/// each handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result widget_message(request_context& ctx);
handler_result widget_message_stream(request_context& ctx);
handler_result widget_init(request_context& ctx);
handler_result widget_page(request_context& ctx);
handler_result widget_timeline(request_context& ctx);
handler_result widget_lead(request_context& ctx);
handler_result widget_handoff(request_context& ctx);
handler_result widget_rules(request_context& ctx);
handler_result widget_clear(request_context& ctx);

/// Apart, since they are called most.
[[nodiscard]] std::span<const route> visitor_message_routes();
[[nodiscard]] std::span<const route> widget_routes();

}  // namespace takeover::net::handlers
