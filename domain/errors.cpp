#include "domain/errors.hpp"

#include <stdexcept>

namespace takeover::domain {

void throw_exception_from_error(const error& e, const boost::source_location&) {
  throw std::runtime_error{std::string{name_of(e.code)} +
                           (e.detail.empty() ? "" : ": " + e.detail)};
}

std::string_view name_of(errc code) noexcept {
  switch (code) {
    case errc::malformed: return "malformed-request";
    case errc::invalid: return "invalid";
    case errc::unauthenticated: return "unauthenticated";
    case errc::wrong_credentials: return "wrong-credentials";
    case errc::token_expired: return "token-expired";
    case errc::forbidden: return "forbidden";
    case errc::not_found: return "not-found";
    case errc::already_claimed: return "already-claimed";
    case errc::not_holder: return "not-holder";
    case errc::client_id_reused: return "client-id-reused";
    case errc::deleted: return "deleted";
    case errc::too_large: return "too-large";
    case errc::too_many_requests: return "too-many-requests";
    case errc::overloaded: return "overloaded";
    case errc::unavailable: return "unavailable";
    case errc::conflict: return "conflict";
    case errc::stale: return "stale";
    case errc::corrupt: return "damaged";
    case errc::internal: return "internal";
  }
  return "internal";
}

}  // namespace takeover::domain
