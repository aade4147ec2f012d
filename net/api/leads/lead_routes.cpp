#include "net/api/leads/lead_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> feed_routes() {
  static constexpr route all[] = {
      {method::get, "/app/leads/feed", caller::member, small_body, show_feed,
       action::read_conversations},
  };
  return all;
}

std::span<const route> lead_routes() {
  static constexpr route all[] = {
      {method::get, "/api/leads", caller::member, small_body, list_leads,
       action::read_conversations},
      {method::get, "/api/leads/{id}", caller::member, small_body, show_lead,
       action::read_conversations},
      {method::patch, "/api/leads/{id}", caller::member, small_body, change_lead,
       action::change_lead},
      {method::del, "/api/leads/{id}", caller::member, small_body, delete_lead,
       action::delete_lead},
  };
  return all;
}

}  // namespace takeover::net::handlers
