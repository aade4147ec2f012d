/// What can go wrong, as the product names it, and the result type that carries it. Owns no HTTP
/// status and no wire text.
#pragma once

#include <boost/system/result.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/ids.hpp"

namespace takeover::domain {

enum class errc {
  malformed,          ///< could not be read at all
  invalid,            ///< was read, but a field is wrong; see `error::fields`
  unauthenticated,    ///< nobody is signed in
  wrong_credentials,  ///< e-mail or password is not right
  token_expired,      ///< the visitor's token is past its time
  forbidden,          ///< known, but not allowed
  not_found,          ///< unknown, or of another workspace
  already_claimed,    ///< another member holds the conversation; see
                      ///< `error::holder`
  not_holder,         ///< only the holder may do this; see `error::holder`
  client_id_reused,   ///< the client id was used with another body
  deleted,            ///< the conversation is gone
  too_large,          ///< over a limit of size
  too_many_requests,  ///< over a limit of rate; see `error::retry_after`
  overloaded,         ///< a bound was reached; nothing was done
  unavailable,        ///< the outcome is unknown; retry with the same client id
  conflict,           ///< another process was faster; reload and decide again
  stale,              ///< made under an older epoch; dropped
  corrupt,            ///< what is stored of it cannot be read
  internal,           ///< a defect or a broken part; logged where it was seen
};

/// Name and id of a member, as others may see them.
struct person {
  user_id id;
  std::string name;
  friend bool operator==(const person&, const person&) = default;
};

struct error {
  errc code = errc::internal;
  std::string detail{};
  std::optional<person> holder{};
  std::map<std::string, std::string> fields{};
  std::optional<std::chrono::seconds> retry_after{};

  friend bool operator==(const error& e, errc code) { return e.code == code; }
};

/// The detail of an `invalid` whose `fields` say what is wrong.
inline constexpr std::string_view invalid_fields = "Please check the highlighted fields.";

/// Lets `result::value()` throw a plain exception. Found by argument-dependent look-up. Source:
/// Boost.System, result.
[[noreturn]] void throw_exception_from_error(const error& e, const boost::source_location& where);

template <class T>
using result = boost::system::result<T, error>;

[[nodiscard]] inline error fail(errc code, std::string detail = {}) {
  return error{code, std::move(detail)};
}

/// `invalid` for one field: `why` is the sentence beside it.
[[nodiscard]] inline error invalid_field(std::string name, std::string why) {
  return error{errc::invalid, std::string{invalid_fields}, {}, {{std::move(name), std::move(why)}}};
}

/// The stable last part of the problem type: `already-claimed`.
[[nodiscard]] std::string_view name_of(errc code) noexcept;

}  // namespace takeover::domain
