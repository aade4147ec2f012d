#include "net/api/people/member_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> member_routes() {
  static constexpr route all[] = {
      {method::get, "/api/members", caller::member, small_body, list_members,
       action::read_conversations},
      {method::post, "/api/members", caller::member, small_body, add_member,
       action::manage_members},
      {method::patch, "/api/members/{id}", caller::member, small_body, change_member,
       action::manage_members},
      {method::del, "/api/members/{id}", caller::member, small_body, delete_member,
       action::manage_members},
  };
  return all;
}

}  // namespace takeover::net::handlers
