#include "net/api/audit/audit_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> audit_routes() {
  static constexpr route all[] = {
      {method::get, "/api/audit-logs", caller::member, small_body, list_audit, action::read_audit},
      {method::get, "/api/audit-logs/check", caller::member, small_body, check_audit,
       action::read_audit},
  };
  return all;
}

}  // namespace takeover::net::handlers
