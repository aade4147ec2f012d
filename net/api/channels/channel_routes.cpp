#include "net/api/channels/channel_routes.hpp"

namespace takeover::net::handlers {

std::span<const route> channel_routes() {
  static constexpr route all[] = {
      {method::post, "/broadcasting/auth", caller::anyone, small_body, authorize_channel},
  };
  return all;
}

}  // namespace takeover::net::handlers
