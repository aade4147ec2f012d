#include "net/api/session/session_routes.hpp"

namespace takeover::net::handlers {

std::span<const route> session_routes() {
  static constexpr route all[] = {
      {method::post, "/api/session", caller::anyone, small_body, sign_in},
      {method::get, "/api/session", caller::member, small_body, show_session},
      {method::del, "/api/session", caller::member, small_body, sign_out},
      {method::post, "/api/session/workspace", caller::member, small_body, switch_workspace},
  };
  return all;
}

}  // namespace takeover::net::handlers
