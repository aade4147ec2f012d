#include "domain/people/people.hpp"

namespace takeover::domain {

std::string_view name_of(role value) noexcept {
  switch (value) {
    case role::owner: return "owner";
    case role::admin: return "admin";
    case role::member: return "member";
  }
  return "member";
}

std::optional<role> parse_role(std::string_view text) noexcept {
  for (const auto value : {role::owner, role::admin, role::member})
    if (text == name_of(value)) return value;
  return std::nullopt;
}

std::string visitor_label(visitor_id id) { return "Visitor " + id.str().substr(22); }

}  // namespace takeover::domain
