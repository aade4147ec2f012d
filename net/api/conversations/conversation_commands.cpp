// What members do in a conversation. The conversation itself decides; here requests and answers
// only change their form.
#include <boost/json/object.hpp>

#include "net/api/conversations/conversation_routes.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "storage/people/memberships.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

response conversation_answer(const actors::shared_view& view) {
  return http::json(
      200, boost::json::object{{"conversation", wire::conversation(*view, wire::viewer::member)}});
}

response entry_answer(const actors::posted& posted) {
  return http::json(
      posted.repeated ? 200 : 201,
      boost::json::object{{"entry", wire::entry(posted.entry, wire::viewer::member)}});
}

}  // namespace

/// POST /api/conversations/{id}/claim {force?} → 200 {conversation} | 409 already-claimed (with the
/// holder) | 403 | 404 | 410
handler_result take_over(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_TRY(mode, wire::read_claim(ctx.in.body()));
  auto request = actors::requests::claim(ctx.member(), mode);
  CO_TRY(view, co_await ctx.ask_conversation<actors::shared_view>(id, request));
  co_return conversation_answer(view);
}

/// POST /api/conversations/{id}/transfer {user_id} → 200 {conversation} | 409 not-holder | 404 (the
/// conversation, or no such member) | 410
handler_result transfer(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_TRY(user, wire::read_transfer(ctx.in.body()));
  const auto find = [user, workspace = ctx.member().workspace](storage::reader& rows) {
    return storage::people::member(rows, workspace, user);
  };
  CO_TRY(receiver, co_await on_reader(ctx.shard, ctx.app.store, find));
  if (!receiver) co_return domain::fail(domain::errc::not_found, "This member does not exist.");
  auto request = actors::requests::transfer(ctx.member(), receiver->who);
  CO_TRY(view, co_await ctx.ask_conversation<actors::shared_view>(id, request));
  co_return conversation_answer(view);
}

/// POST /api/conversations/{id}/release → 200 {conversation} | 409 not-holder | 404 | 410
handler_result release(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  auto request = actors::requests::release(ctx.member());
  CO_TRY(view, co_await ctx.ask_conversation<actors::shared_view>(id, request));
  co_return conversation_answer(view);
}

/// POST /api/conversations/{id}/keep {} → 200 {conversation}, also without a prompt | 409
/// not-holder | 404 | 410
handler_result keep_going(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  auto request = actors::requests::keep_going(ctx.member());
  CO_TRY(view, co_await ctx.ask_conversation<actors::shared_view>(id, request));
  co_return conversation_answer(view);
}

/// POST /api/conversations/{id}/messages {client_id, body} → 201 {entry} | 200 for a repeat | 409
/// not-holder | 404 | 410
handler_result reply_to_visitor(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_TRY(message, wire::read_message(ctx.in.body()));
  auto request =
      actors::requests::reply(ctx.member(), std::move(message.client_id), std::move(message.body));
  CO_TRY(posted, co_await ctx.ask_conversation<actors::posted>(id, request));
  co_return entry_answer(posted);
}

/// POST /api/conversations/{id}/notes {client_id, body} → 201 {entry} | 200 for a repeat | 404 |
/// 410
handler_result write_note(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_TRY(note, wire::read_message(ctx.in.body()));
  auto request =
      actors::requests::note(ctx.member(), std::move(note.client_id), std::move(note.body));
  CO_TRY(posted, co_await ctx.ask_conversation<actors::posted>(id, request));
  co_return entry_answer(posted);
}

/// DELETE /api/conversations/{id} → 204 | 403 (role) | 404 | 410
handler_result delete_conversation(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  actors::delete_request request{ctx.member(), {}};
  CO_CHECK(co_await ctx.ask_conversation<std::monostate>(id, request));
  co_return http::no_content();
}

}  // namespace takeover::net::handlers
