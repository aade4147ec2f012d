// Sign-in, the session, sign-out.
#include <boost/json/object.hpp>

#include "domain/text/text.hpp"
#include "net/api/handlers.hpp"
#include "net/auth/passwords.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// Longer ones cannot be delivered to, so nobody has one. Source: RFC 5321, section 4.5.3.1.3.
constexpr std::size_t longest_email = 254;

std::string account_key(std::string_view email) {
  std::string key{email};
  domain::make_ascii_lower(key);
  return key;
}

std::string cookie_of(const request_context& ctx, std::string_view token,
                      std::chrono::seconds life) {
  std::string cookie{session_cookie};
  cookie.append("=")
      .append(token)
      .append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=")
      .append(std::to_string(life.count()));
  if (ctx.app.settings.server.public_url.starts_with("https://")) cookie += "; Secure";
  return cookie;
}

enum class carried { in_cookie, as_bearer };

response session_answer(const request_context& ctx, const auth::opened_session& opened,
                        carried how) {
  const auto& key = ctx.app.store.keys().realtime_key;
  if (how == carried::as_bearer)
    return http::json(200, wire::session(*opened.session, key, opened.token));
  const auto life = std::chrono::duration_cast<std::chrono::seconds>(ctx.app.sessions.lifetime());
  return http::json(200, wire::session(*opened.session, key, {}))
      .with("Set-Cookie", cookie_of(ctx, opened.token, life));
}

struct account {
  storage::user_record user;
  std::vector<storage::membership_record> memberships;
};

/// The account whose password this is. Unknown e-mails take the same way and the same time as wrong
/// passwords.
awaitable<domain::result<account>> check_credentials(request_context& ctx,
                                                     const wire::sign_in_body& wanted) {
  const auto find_account = [email = wanted.email](storage::reader& from) {
    std::optional<account> found;
    if (auto user = storage::people::user_by_email(from, email)) {
      auto memberships = storage::people::memberships(from, user->id);
      found = account{std::move(*user), std::move(memberships)};
    }
    return found;
  };
  auto known = co_await on_reader(ctx.shard, ctx.app.store, find_account);
  if (!known) co_return known.error();
  const bool exists = known->has_value();
  const auto& hash = exists ? (*known)->user.password_hash : auth::dummy_hash();
  const auto compare = [hash, password = wanted.password] {
    return auth::password_matches(hash, password);
  };
  const auto matches = co_await on_worker(ctx.shard, ctx.app.pool, compare);
  if (!matches) co_return matches.error();
  if (!exists || !*matches) co_return domain::fail(domain::errc::wrong_credentials);
  co_return std::move(**known);
}

}  // namespace

/// POST /api/session {email, password, bearer?} → 200 session | 401 wrong-credentials | 429
awaitable<response> sign_in(request_context& ctx) {
  const auto wanted = wire::read_sign_in(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  if (!wanted->bearer) {
    if (const auto ours = auth::check_cookie_call(ctx.in, ctx.app.settings.server.public_url);
        !ours)
      co_return http::problem(ours.error());
  }
  // Before it is counted: what is counted is remembered, and this text is as long as its sender
  // likes.
  if (wanted->email.size() > longest_email)
    co_return http::problem(domain::fail(domain::errc::wrong_credentials));
  const auto address = http::address_key(ctx.in.peer());
  if (const auto free = ctx.app.limits.logins_of_address.take(address); !free)
    co_return http::problem(free.error());
  if (const auto free = ctx.app.limits.logins.take(address + ' ' + account_key(wanted->email));
      !free)
    co_return http::problem(free.error());
  const auto who = co_await check_credentials(ctx, *wanted);
  if (!who) co_return http::problem(who.error());
  if (who->memberships.empty())
    co_return http::problem(
        domain::fail(domain::errc::forbidden, "This account belongs to no workspace."));
  const auto opened = co_await ctx.app.sessions.open(ctx.shard, who->user.id,
                                                     who->memberships.front().workspace.id);
  if (!opened) co_return http::problem(opened.error());
  co_return session_answer(ctx, *opened, wanted->bearer ? carried::as_bearer : carried::in_cookie);
}

/// GET /api/session → 200 session
awaitable<response> show_session(request_context& ctx) {
  co_return http::json(200, wire::session(*ctx.session, ctx.app.store.keys().realtime_key, {}));
}

/// POST /api/session/workspace {id} → 200 session, a new one in that workspace | 404
awaitable<response> switch_workspace(request_context& ctx) {
  const auto wanted = wire::read_workspace(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto memberships = co_await on_reader(ctx.shard, ctx.app.store,
                                              [user = ctx.member().user](storage::reader& from) {
                                                return storage::people::memberships(from, user);
                                              });
  if (!memberships) co_return http::problem(memberships.error());
  const bool belongs = std::any_of(memberships->begin(), memberships->end(),
                                   [&](const auto& one) { return one.workspace.id == *wanted; });
  if (!belongs)
    co_return http::problem(domain::fail(domain::errc::not_found, "There is no such workspace."));
  const auto opened = co_await ctx.app.sessions.open(ctx.shard, ctx.member().user, *wanted);
  if (!opened) co_return http::problem(opened.error());
  const auto how = ctx.in.bearer().empty() ? carried::in_cookie : carried::as_bearer;
  const std::string old{how == carried::as_bearer ? ctx.in.bearer()
                                                  : ctx.in.cookie(session_cookie)};
  if (const auto closed = co_await ctx.app.sessions.close(ctx.shard, old); !closed)
    co_return http::problem(closed.error());
  ctx.app.realtime.end_session(ctx.member().session);
  co_return session_answer(ctx, *opened, how);
}

/// DELETE /api/session → 204; the session's realtime subscriptions end
awaitable<response> sign_out(request_context& ctx) {
  const bool by_cookie = ctx.in.bearer().empty();
  const std::string token{by_cookie ? ctx.in.cookie(session_cookie) : ctx.in.bearer()};
  if (const auto closed = co_await ctx.app.sessions.close(ctx.shard, token); !closed)
    co_return http::problem(closed.error());
  ctx.app.realtime.end_session(ctx.member().session);
  if (!by_cookie) co_return http::no_content();
  co_return http::no_content().with("Set-Cookie", cookie_of(ctx, {}, std::chrono::seconds{0}));
}

}  // namespace takeover::net::handlers
