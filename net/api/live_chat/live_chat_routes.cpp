#include "net/api/live_chat/live_chat_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> live_chat_routes() {
  static constexpr route all[] = {
      {method::post, "/api/queue/next", caller::member, small_body, take_next_visitor,
       action::take_over},
      {method::get, "/api/availability", caller::member, small_body, show_switch,
       action::take_over},
      {method::put, "/api/availability", caller::member, small_body, set_switch, action::take_over},
      {method::get, "/api/settings/live-chat", caller::member, small_body, show_live_chat,
       action::change_settings},
      {method::put, "/api/settings/live-chat", caller::member, small_body, change_live_chat,
       action::change_settings},
      {method::put, "/api/agents/{id}/hours", caller::member, small_body, change_agent_hours,
       action::change_settings},
  };
  return all;
}

}  // namespace takeover::net::handlers
