#include "net/api/widget/widget_routes.hpp"

namespace takeover::net::handlers {

std::span<const route> visitor_message_routes() {
  static constexpr route all[] = {
      {method::post, "/v1/widget/messages", caller::visitor, message_body, widget_message},
      {method::post, "/v1/widget/messages/stream", caller::visitor, message_body,
       widget_message_stream},
  };
  return all;
}

std::span<const route> widget_routes() {
  static constexpr route all[] = {
      {method::post, "/v1/widget/init", caller::anyone, small_body, widget_init},
      {method::post, "/v1/widget/page", caller::visitor, small_body, widget_page},
      {method::get, "/v1/widget/timeline", caller::visitor, small_body, widget_timeline},
      {method::post, "/v1/widget/leads", caller::visitor, small_body, widget_lead},
      {method::post, "/v1/widget/handoff", caller::visitor, small_body, widget_handoff},
      {method::get, "/v1/widget/rules", caller::anyone, small_body, widget_rules},
      {method::post, "/v1/widget/clear", caller::visitor, small_body, widget_clear},
  };
  return all;
}

}  // namespace takeover::net::handlers
