/// Handlers and routes of what members read of conversations and do in them. What each handler
/// answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_conversations(request_context& ctx);
handler_result show_conversation(request_context& ctx);
handler_result show_timeline(request_context& ctx);
handler_result show_summary(request_context& ctx);
handler_result take_over(request_context& ctx);
handler_result transfer(request_context& ctx);
handler_result release(request_context& ctx);
handler_result keep_going(request_context& ctx);
handler_result reply_to_visitor(request_context& ctx);
handler_result write_note(request_context& ctx);
handler_result delete_conversation(request_context& ctx);
handler_result delete_selection(request_context& ctx);
handler_result delete_unused(request_context& ctx);

/// Apart, since it is called most.
[[nodiscard]] std::span<const route> member_message_routes();
[[nodiscard]] std::span<const route> conversation_routes();

}  // namespace takeover::net::handlers
