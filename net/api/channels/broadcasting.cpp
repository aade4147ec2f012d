// What a realtime socket may subscribe to: signs subscriptions for members and visitors.
#include <boost/json/object.hpp>

#include "net/api/authentication.hpp"
#include "net/api/channels/channel_routes.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/realtime/pusher/channel_name.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

domain::error not_theirs() {
  return domain::fail(domain::errc::forbidden, "You do not have access to this channel.");
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
  TRY(value, http::form_field(ctx.in.body(), name));
  if (value) return std::move(*value);
  auto error = domain::fail(domain::errc::invalid, "Some fields are missing.");
  error.fields.emplace(name, "is required");
  return error;
}

awaitable<domain::result<std::optional<domain::conversation_view>>> read_view(
    request_context& ctx, domain::conversation_id id) {
  const auto find = [id](storage::reader& rows) { return storage::conversations::view(rows, id); };
  co_return co_await on_reader(ctx.shard, ctx.app.store, find);
}

// Both give the `channel_data` of a caller who may hear the channel, made at the time of the call.
// Errors: forbidden, unauthenticated, token_expired.
awaitable<domain::result<std::string>> visitor_channel(request_context& ctx,
                                                       const actors::channel& channel) {
  const auto now = ctx.now();
  verified_visitor none;
  CO_TRY(pass, co_await authenticate_visitor(ctx, none));
  const auto& who = pass.who;
  if (channel.kind != actors::channel_kind::conversation || channel.id != who.conversation.value())
    co_return not_theirs();
  CO_TRY(view, co_await read_view(ctx, who.conversation));
  if (!view || view->state.workspace != who.workspace) co_return not_theirs();
  co_return realtime::visitor_channel_data(who, view->visitor_name, now);
}

awaitable<domain::result<std::string>> member_channel(request_context& ctx,
                                                      const actors::channel& channel) {
  const auto now = ctx.now();
  CO_TRY(session, co_await authenticate_member(ctx));
  const auto& who = session->who;
  if (channel.kind == actors::channel_kind::workspace ||
      channel.kind == actors::channel_kind::workspace_presence) {
    if (channel.id != who.workspace.value()) co_return not_theirs();
    co_return realtime::member_channel_data(who, now, session->expires_at);
  }
  CO_TRY(view, co_await read_view(ctx, domain::conversation_id{channel.id}));
  if (!view || view->state.workspace != who.workspace) co_return not_theirs();
  co_return realtime::member_channel_data(who, now, session->expires_at);
}

}  // namespace

/// POST /broadcasting/auth (form: socket_id, channel_name) → 200 {auth, channel_data} | 403 | 422
handler_result authorize_channel(request_context& ctx) {
  CO_TRY(socket_id, required(ctx, "socket_id"));
  CO_TRY(name, required(ctx, "channel_name"));
  if (!is_socket_id(socket_id)) {
    auto error = domain::fail(domain::errc::invalid, "The socket id is unknown.");
    error.fields.emplace("socket_id", "must be two numbers with a dot between them");
    co_return error;
  }
  const auto channel = realtime::parse_channel(name);
  if (!channel) co_return not_theirs();
  const bool visitor = auth::looks_like_visitor_token(ctx.in.bearer());
  auto signed_data = visitor ? visitor_channel(ctx, *channel) : member_channel(ctx, *channel);
  const auto data = co_await std::move(signed_data);
  if (!data) {
    // Clients of the protocol expect 403 whenever access is denied, signed in or not. The type
    // tells our widget to begin anew.
    if (data.error() == domain::errc::token_expired)
      co_return http::problem(403, "token-expired", "The token has expired",
                              "This token has expired. Start again with init.");
    co_return data.error() == domain::errc::unauthenticated ? not_theirs() : data.error();
  }
  co_return http::json(200,
                       boost::json::object{{"auth", ctx.app.realtime.sign(socket_id, name, *data)},
                                           {"channel_data", *data}});
}

}  // namespace takeover::net::handlers
