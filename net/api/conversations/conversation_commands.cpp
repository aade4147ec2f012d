// What members do in a conversation. The conversation itself decides; here requests and answers
// change their form.
#include <boost/json/object.hpp>

#include "net/api/handlers.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/views.hpp"
#include "storage/people/memberships.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

response conversation_answer(const domain::result<actors::shared_view>& view) {
  if (!view) return http::problem(view.error());
  return http::json(
      200, boost::json::object{{"conversation", wire::conversation(**view, wire::eyes::member)}});
}

response entry_answer(const domain::result<actors::posted>& posted) {
  if (!posted) return http::problem(posted.error());
  return http::json(posted->repeated ? 200 : 201,
                    boost::json::object{{"entry", wire::entry(posted->entry, wire::eyes::member)}});
}

}  // namespace

/// POST /api/conversations/{id}/claim {force?} → 200 {conversation} | 409 already-claimed (with the
/// holder) | 403 | 404 | 410
awaitable<response> take_over(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  const auto force = wire::read_claim(ctx.in.body());
  if (!force) co_return http::problem(force.error());
  const auto mode =
      *force == wire::force::yes ? domain::takeover_mode::force : domain::takeover_mode::ask;
  auto request = actors::requests::claim(ctx.member(), mode);
  co_return conversation_answer(co_await ctx.ask_conversation<actors::shared_view>(*id, request));
}

/// POST /api/conversations/{id}/transfer {user_id} → 200 {conversation} | 409 not-holder | 404 (the
/// conversation, or no such member) | 410
awaitable<response> transfer(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  const auto wanted = wire::read_transfer(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto to = co_await on_reader(
      ctx.shard, ctx.app.store,
      [user = *wanted, workspace = ctx.member().workspace](storage::reader& from) {
        return storage::people::member(from, workspace, user);
      });
  if (!to) co_return http::problem(to.error());
  if (!*to)
    co_return http::problem(domain::fail(domain::errc::not_found, "There is no such member."));
  auto request = actors::requests::transfer(ctx.member(), (*to)->who);
  co_return conversation_answer(co_await ctx.ask_conversation<actors::shared_view>(*id, request));
}

/// POST /api/conversations/{id}/release → 200 {conversation} | 409 not-holder | 404 | 410
awaitable<response> release(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  auto request = actors::requests::release(ctx.member());
  co_return conversation_answer(co_await ctx.ask_conversation<actors::shared_view>(*id, request));
}

/// POST /api/conversations/{id}/keep {} → 200 {conversation}, also when nobody asked | 409
/// not-holder | 404 | 410
awaitable<response> keep_going(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  auto request = actors::requests::keep_going(ctx.member());
  co_return conversation_answer(co_await ctx.ask_conversation<actors::shared_view>(*id, request));
}

/// POST /api/conversations/{id}/messages {client_id, body} → 201 {entry} | 200 for a repeat | 409
/// not-holder | 404 | 410
awaitable<response> reply_to_visitor(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  auto wanted = wire::read_message(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  auto request =
      actors::requests::reply(ctx.member(), std::move(wanted->client_id), std::move(wanted->body));
  co_return entry_answer(co_await ctx.ask_conversation<actors::posted>(*id, request));
}

/// POST /api/conversations/{id}/notes {client_id, body} → 201 {entry} | 200 for a repeat | 404 |
/// 410
awaitable<response> write_note(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  auto wanted = wire::read_message(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  auto request =
      actors::requests::note(ctx.member(), std::move(wanted->client_id), std::move(wanted->body));
  co_return entry_answer(co_await ctx.ask_conversation<actors::posted>(*id, request));
}

/// DELETE /api/conversations/{id} → 204 | 403 (role) | 404 | 410
awaitable<response> delete_conversation(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  actors::delete_request request{ctx.member(), {}};
  const auto gone = co_await ctx.ask_conversation<std::monostate>(*id, request);
  if (!gone) co_return http::problem(gone.error());
  co_return http::no_content();
}

}  // namespace takeover::net::handlers
