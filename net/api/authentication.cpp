#include "net/api/authentication.hpp"

#include "net/auth/same_origin.hpp"

namespace takeover::net {
namespace {

domain::error not_signed_in() {
  return domain::fail(domain::errc::unauthenticated, "Please sign in first.");
}

domain::result<auth::visitor_pass> check_token(const request_context& ctx, verified_visitor& last) {
  const auto token = ctx.in.bearer();
  if (token.empty())
    return domain::fail(domain::errc::unauthenticated, "The visitor's token is missing.");
  const auto now = ctx.now();
  if (token == last.token && now < last.pass.expires_at) return last.pass;
  auto pass = ctx.app.tokens.verify(token, now);
  if (pass) last = {std::string{token}, *pass};
  return pass;
}

}  // namespace

auth::shared_session cached_session(const request_context& ctx) {
  const auto bearer = ctx.in.bearer();
  if (!bearer.empty()) return ctx.app.sessions.cached(bearer);
  if (ctx.in.unsafe() && !auth::check_cookie_call(ctx.in, ctx.app.public_url)) return nullptr;
  return ctx.app.sessions.cached(ctx.in.cookie(session_cookie));
}

awaitable<domain::result<auth::shared_session>> authenticate_member(request_context& ctx) {
  const auto bearer = ctx.in.bearer();
  if (!bearer.empty()) co_return co_await ctx.app.sessions.find(ctx.shard, std::string{bearer});
  const auto cookie = ctx.in.cookie(session_cookie);
  if (cookie.empty()) co_return not_signed_in();
  if (ctx.in.unsafe()) {
    CO_CHECK(auth::check_cookie_call(ctx.in, ctx.app.public_url));
  }
  co_return co_await ctx.app.sessions.find(ctx.shard, std::string{cookie});
}

awaitable<domain::result<auth::visitor_pass>> authenticate_visitor(request_context& ctx,
                                                                   verified_visitor& last) {
  auto pass = check_token(ctx, last);
  if (!pass) co_return pass;
  auto agent = ctx.app.agents.cached(pass->who.agent);
  if (!agent) {
    auto stored = co_await ctx.app.agents.find(ctx.shard, pass->who.agent);
    if (!stored)
      co_return stored.error() == domain::errc::not_found
          ? domain::fail(domain::errc::unauthenticated)
          : stored.error();
    agent = std::move(*stored);
  }
  CO_CHECK(check_widget_origin(ctx, *agent));
  co_return pass;
}

domain::result<void> check_widget_origin(const request_context& ctx,
                                         const storage::agent_record& agent) {
  const auto from = auth::origin_of(ctx.in, ctx.app.public_url);
  if (from.origin.empty() || auth::admits(agent.allowed_origins, from.origin)) return {};
  return domain::fail(domain::errc::forbidden,
                      "This site is not one of the agent's allowed sites.");
}

domain::result<void> require_widget_origin(const request_context& ctx,
                                           const storage::agent_record& agent) {
  if (auth::origin_of(ctx.in, ctx.app.public_url).origin.empty())
    return domain::fail(domain::errc::forbidden, "The Origin header is missing.");
  return check_widget_origin(ctx, agent);
}

}  // namespace takeover::net
