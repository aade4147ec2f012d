/// Handlers and routes that say how the program is: to load balancers, people and Prometheus. What
/// each handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result up(request_context& ctx);
handler_result health(request_context& ctx);
handler_result metrics(request_context& ctx);

[[nodiscard]] std::span<const route> health_routes();

}  // namespace takeover::net::handlers
