#include "net/api/request_context.hpp"

#include <charconv>

#include "net/auth/same_origin.hpp"

namespace takeover::net {
namespace {

constexpr int default_limit = 50;
constexpr int largest_limit = 200;

domain::error not_signed_in() {
  return domain::fail(domain::errc::unauthenticated, "Sign in first.");
}

domain::result<auth::visitor_pass> check_token(const request_context& ctx,
                                               remembered_visitor& remembered) {
  const auto token = ctx.in.bearer();
  if (token.empty())
    return domain::fail(domain::errc::unauthenticated, "The visitor's token is missing.");
  const auto now = ctx.now();
  if (token == remembered.token && now < remembered.pass.expires_at) return remembered.pass;
  auto pass = ctx.app.tokens.verify(token, now);
  if (pass) remembered = {std::string{token}, *pass};
  return pass;
}

}  // namespace

domain::result<int> request_context::limit() const {
  const auto wanted = number("limit");
  if (!wanted) return wanted.error();
  if (!*wanted) return default_limit;
  if (**wanted < 1)
    return domain::fail(domain::errc::malformed, "The parameter 'limit' must be from 1 to 200.");
  return static_cast<int>(std::min<std::int64_t>(**wanted, largest_limit));
}

domain::result<std::optional<std::int64_t>> request_context::number(std::string_view name) const {
  const auto text = in.parameter(name);
  if (!text) return text.error();
  if (!*text) return std::optional<std::int64_t>{};
  std::int64_t value = 0;
  const auto* end = (*text)->data() + (*text)->size();
  const auto [stop, failed] = std::from_chars((*text)->data(), end, value);
  if (failed != std::errc{} || stop != end || value < 0)
    return domain::fail(domain::errc::malformed,
                        "The parameter '" + std::string{name} + "' must be a whole number.");
  return std::optional{value};
}

domain::result<std::string> request_context::text(std::string_view name) const {
  auto value = in.parameter(name);
  if (!value) return value.error();
  return std::move(*value).value_or(std::string{});
}

auth::shared_session quickly_known_member(const request_context& ctx) {
  const auto bearer = ctx.in.bearer();
  if (!bearer.empty()) return ctx.app.sessions.remembered(bearer);
  if (ctx.in.unsafe() && !auth::check_cookie_call(ctx.in, ctx.app.public_url)) return nullptr;
  return ctx.app.sessions.remembered(ctx.in.cookie(session_cookie));
}

awaitable<domain::result<auth::shared_session>> authenticate_member(request_context& ctx) {
  const auto bearer = ctx.in.bearer();
  if (!bearer.empty()) co_return co_await ctx.app.sessions.find(ctx.shard, std::string{bearer});
  const auto cookie = ctx.in.cookie(session_cookie);
  if (cookie.empty()) co_return not_signed_in();
  if (ctx.in.unsafe()) {
    if (const auto ours = auth::check_cookie_call(ctx.in, ctx.app.public_url); !ours)
      co_return ours.error();
  }
  co_return co_await ctx.app.sessions.find(ctx.shard, std::string{cookie});
}

awaitable<domain::result<auth::visitor_pass>> authenticate_visitor(request_context& ctx,
                                                                   remembered_visitor& remembered) {
  auto pass = check_token(ctx, remembered);
  if (!pass) co_return pass;
  auto agent = ctx.app.agents.remembered(pass->who.agent);
  if (!agent) {
    auto found = co_await ctx.app.agents.find(ctx.shard, pass->who.agent);
    if (!found)
      co_return found.error() == domain::errc::not_found
          ? domain::fail(domain::errc::unauthenticated)
          : found.error();
    agent = std::move(*found);
  }
  if (const auto fine = check_widget_origin(ctx, *agent); !fine) co_return fine.error();
  co_return pass;
}

domain::result<void> check_widget_origin(const request_context& ctx,
                                         const storage::agent_record& agent) {
  const auto from = auth::origin_of(ctx.in, ctx.app.public_url);
  if (from.origin.empty() || auth::admits(agent.allowed_origins, from.origin)) return {};
  return domain::fail(domain::errc::forbidden, "This page's origin is not one of the agent's.");
}

}  // namespace takeover::net
