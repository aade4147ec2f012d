#include "net/api/health/health_routes.hpp"

namespace takeover::net::handlers {

std::span<const route> health_routes() {
  static constexpr route all[] = {
      {method::get, "/up", caller::anyone, small_body, up},
      {method::get, "/health", caller::anyone, small_body, health},
      {method::get, "/metrics", caller::anyone, small_body, metrics},
  };
  return all;
}

}  // namespace takeover::net::handlers
