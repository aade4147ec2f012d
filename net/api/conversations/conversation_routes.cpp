#include "net/api/conversations/conversation_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> member_message_routes() {
  static constexpr route all[] = {
      {method::post, "/api/conversations/{id}/messages", caller::member, message_body,
       reply_to_visitor, action::take_over},
  };
  return all;
}

std::span<const route> conversation_routes() {
  static constexpr route all[] = {
      {method::get, "/api/conversations", caller::member, small_body, list_conversations,
       action::read_conversations},
      {method::get, "/api/conversations/{id}/timeline", caller::member, small_body, show_timeline,
       action::read_conversations},
      {method::get, "/api/conversations/{id}/summary", caller::member, small_body, show_summary,
       action::read_conversations},
      {method::post, "/api/conversations/{id}/claim", caller::member, small_body, take_over,
       action::take_over},
      {method::post, "/api/conversations/{id}/transfer", caller::member, small_body, transfer,
       action::take_over},
      {method::post, "/api/conversations/{id}/release", caller::member, small_body, release,
       action::take_over},
      {method::post, "/api/conversations/{id}/keep", caller::member, small_body, keep_going,
       action::take_over},
      {method::post, "/api/conversations/{id}/notes", caller::member, message_body, write_note,
       action::write_note},
      {method::get, "/api/conversations/{id}", caller::member, small_body, show_conversation,
       action::read_conversations},
      {method::del, "/api/conversations/{id}", caller::member, small_body, delete_conversation,
       action::delete_conversation},
      {method::post, "/api/conversations/bulk-delete", caller::member, message_body,
       delete_selection, action::delete_conversation},
      {method::post, "/api/conversations/delete-empty", caller::member, small_body, delete_unused,
       action::delete_conversation},
  };
  return all;
}

}  // namespace takeover::net::handlers
