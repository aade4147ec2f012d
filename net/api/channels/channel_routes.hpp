/// Handlers and routes that sign subscriptions of realtime channels. What each handler answers
/// stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result authorize_channel(request_context& ctx);

[[nodiscard]] std::span<const route> channel_routes();

}  // namespace takeover::net::handlers
