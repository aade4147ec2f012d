// What a realtime socket may hear: signs subscriptions for members and visitors.
#include <boost/json/object.hpp>

#include "net/api/handlers.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/tokens.hpp"
#include "storage/conversations/conversations.hpp"
#include "net/realtime/pusher/channel_name.hpp"

namespace takeover::net::handlers {
namespace {

domain::error not_theirs() {
  return domain::fail(domain::errc::forbidden, "This channel is not open to you.");
}

/// `123.456`, as the server gave it out. Source: the Pusher Channels protocol.
bool is_socket_id(std::string_view text) {
  const auto dot = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return text.size() <= 64 && dot != std::string_view::npos && digits(text.substr(0, dot)) &&
         digits(text.substr(dot + 1));
}

/// A form's field that must be there.
domain::result<std::string> required(const request_context& ctx, std::string_view name) {
  auto value = http::form_field(ctx.in.body(), name);
  if (!value) return value.error();
  if (*value) return std::move(**value);
  auto error = domain::fail(domain::errc::invalid, "Some fields are missing.");
  error.fields.emplace(name, "is missing");
  return error;
}

// Both give the `channel_data` of a caller who may hear the channel, made at the time of the call.
// Errors: forbidden, unauthenticated, token_expired.
awaitable<domain::result<std::string>> visitor_channel(request_context& ctx,
                                                       const actors::channel& channel) {
  const auto now = ctx.now();
  remembered_visitor none;
  const auto pass = co_await authenticate_visitor(ctx, none);
  if (!pass) co_return pass.error();
  const auto& who = pass->who;
  if (channel.kind != actors::channel_kind::conversation || channel.id != who.conversation.value())
    co_return not_theirs();
  const auto view =
      co_await on_reader(ctx.shard, ctx.app.store, [id = who.conversation](storage::reader& from) {
        return storage::conversations::view(from, id);
      });
  if (!view) co_return view.error();
  if (!*view || (*view)->state.workspace != who.workspace) co_return not_theirs();
  co_return realtime::visitor_channel_data(who, (*view)->visitor_name, now);
}

awaitable<domain::result<std::string>> member_channel(request_context& ctx,
                                                      const actors::channel& channel) {
  const auto now = ctx.now();
  const auto session = co_await authenticate_member(ctx);
  if (!session) co_return session.error();
  const auto& who = (*session)->who;
  if (channel.kind == actors::channel_kind::workspace ||
      channel.kind == actors::channel_kind::workspace_presence) {
    if (channel.id != who.workspace.value()) co_return not_theirs();
    co_return realtime::member_channel_data(who, now, (*session)->expires_at);
  }
  const auto view = co_await on_reader(
      ctx.shard, ctx.app.store, [id = domain::conversation_id{channel.id}](storage::reader& from) {
        return storage::conversations::view(from, id);
      });
  if (!view) co_return view.error();
  if (!*view || (*view)->state.workspace != who.workspace) co_return not_theirs();
  co_return realtime::member_channel_data(who, now, (*session)->expires_at);
}

}  // namespace

/// POST /broadcasting/auth (form: socket_id, channel_name) → 200 {auth, channel_data} | 403 | 422
awaitable<response> authorize_channel(request_context& ctx) {
  const auto socket_id = required(ctx, "socket_id");
  if (!socket_id) co_return http::problem(socket_id.error());
  const auto name = required(ctx, "channel_name");
  if (!name) co_return http::problem(name.error());
  if (!is_socket_id(*socket_id)) {
    auto error = domain::fail(domain::errc::invalid, "The socket id is not one of ours.");
    error.fields.emplace("socket_id", "must be two numbers with a dot between them");
    co_return http::problem(error);
  }
  const auto channel = realtime::parse_channel(*name);
  if (!channel) co_return http::problem(not_theirs());
  const bool visitor = auth::looks_like_visitor_token(ctx.in.bearer());
  auto wait_for_data = visitor ? visitor_channel(ctx, *channel) : member_channel(ctx, *channel);
  const auto data = co_await std::move(wait_for_data);
  if (!data) {
    // Clients of the protocol expect 403 from whoever is not let in, signed in or not. The type
    // tells our widget to begin anew.
    if (data.error() == domain::errc::token_expired)
      co_return http::problem(403, "token-expired", "The token is past its time",
                              "This token is past its time. Start again with init.");
    co_return http::problem(data.error() == domain::errc::unauthenticated ? not_theirs()
                                                                          : data.error());
  }
  co_return http::json(
      200, boost::json::object{{"auth", ctx.app.realtime.sign(*socket_id, *name, *data)},
                               {"channel_data", *data}});
}

}  // namespace takeover::net::handlers
