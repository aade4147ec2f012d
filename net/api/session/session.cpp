// Sign-in, the session, sign-out.
#include <boost/json/object.hpp>

#include "domain/text/email_address.hpp"
#include "domain/text/text.hpp"
#include "net/api/authentication.hpp"
#include "net/api/session/session_routes.hpp"
#include "net/auth/device_cookie.hpp"
#include "net/auth/passwords.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/wire/session.hpp"
#include "storage/audit/audit.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// Longer addresses cannot be delivered to. Source: RFC 5321, section 4.5.3.1.3.
constexpr std::size_t max_email_bytes = 254;
constexpr auto device_cookie = auth::device_cookie_name;

std::string set_cookie(const request_context& ctx, std::string_view name, std::string_view value,
                       std::chrono::seconds life) {
  std::string cookie{name};
  cookie.append("=")
      .append(value)
      .append("; Path=/; HttpOnly; SameSite=Lax; Max-Age=")
      .append(std::to_string(life.count()));
  if (ctx.app.public_url.starts_with("https://") || ctx.in.client_scheme() == http::scheme::https)
    cookie += "; Secure";
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
      .with("Set-Cookie", set_cookie(ctx, session_cookie, opened.token, life));
}

struct account {
  storage::user_record user;
  std::vector<storage::membership_record> memberships;
};

std::string_view device_key(const request_context& ctx) {
  return ctx.app.store.keys().visitor_token_key;
}

domain::result<void> take_guess(const request_context& ctx, std::string_view email,
                                const auth::known_device* device) {
  return ctx.app.limits.logins.take({http::address_key(ctx.in.peer()), email, device});
}

/// A failed sign-in is in the log, and for a known account in the audit log of its workspaces.
awaitable<void> note_failure(request_context& ctx, const account* known) {
  const std::string address{ctx.in.peer()};
  ctx.app.events->tell("sign_in_failed",
                       {{"address", address},
                        {"account_id", known != nullptr ? known->user.id.str() : std::string{}}});
  if (known == nullptr) co_return;
  const auto note = [known = *known, address,
                     now = ctx.now()](storage::writer& rows) -> domain::result<std::monostate> {
    for (const auto& membership : known.memberships)
      storage::audit::append(
          rows, membership.workspace.id,
          {rows.ids().make<domain::audit_id>(now), std::nullopt, "session.sign_in_failed", "user",
           known.user.id.str(), now, storage::audit::details({{"address", address}})});
    return std::monostate{};
  };
  (void)co_await on_writer(ctx.shard, ctx.app.store, note);
}

/// Those who had to make room for a new session hear nothing more.
void end_others(request_context& ctx, const auth::opened_session& opened) {
  for (const auto& session : opened.ended) ctx.app.realtime.end_session(session);
}

/// The account whose password this is, if it may be tried. Unknown e-mails take the same path and
/// the same time as wrong passwords.
awaitable<domain::result<account>> check_credentials(request_context& ctx,
                                                     const wire::sign_in_body& credentials) {
  const auto find_account = [email = credentials.email](storage::reader& rows) {
    std::optional<account> known;
    const auto normal = domain::normal_email(email);
    auto user = storage::people::user_by_email(rows, normal);
    // Accounts from before addresses had one spelling. Where it is the same one, who is unknown
    // costs no more reads than who is known.
    auto given = email;
    domain::make_ascii_lower(given);
    if (!user && given != normal) user = storage::people::user_by_email(rows, given);
    if (user) {
      auto memberships = storage::people::memberships(rows, user->id);
      known = account{std::move(*user), std::move(memberships)};
    }
    return known;
  };
  const auto device = auth::read_device_cookie(device_key(ctx), ctx.in.cookie(device_cookie));
  // A browser without the cookie is turned away before anything is read for it.
  if (!device) {
    CO_CHECK(take_guess(ctx, credentials.email, nullptr));
  }
  CO_TRY(known, co_await on_reader(ctx.shard, ctx.app.store, find_account));
  if (device) {
    const bool is_theirs = known && known->user.id == device->user;
    CO_CHECK(take_guess(ctx, credentials.email, is_theirs ? &*device : nullptr));
  }
  const auto& hash = known ? known->user.password_hash : auth::dummy_hash();
  const auto compare = [hash, password = credentials.password] {
    return auth::password_matches(hash, password);
  };
  CO_TRY(matches,
         co_await on_worker(ctx.shard, ctx.app.pool, http::address_key(ctx.in.peer()), compare));
  if (!known || !matches) {
    co_await note_failure(ctx, known ? &*known : nullptr);
    co_return domain::fail(domain::errc::wrong_credentials);
  }
  co_return std::move(*known);
}

}  // namespace

/// POST /api/session {email, password, bearer?} → 200 session | 401 wrong-credentials | 429
handler_result sign_in(request_context& ctx) {
  CO_TRY(credentials, wire::read_sign_in(ctx.in.body()));
  if (!credentials.bearer) {
    CO_CHECK(auth::check_cookie_call(ctx.in, ctx.app.public_url));
    if (!auth::is_json_call(ctx.in))
      co_return domain::fail(domain::errc::malformed, "Send the body as application/json.");
  }
  // Before it is counted: the limit keeps its keys, and this text is as long as its sender likes.
  if (credentials.email.size() > max_email_bytes)
    co_return domain::fail(domain::errc::wrong_credentials);
  CO_TRY(account, co_await check_credentials(ctx, credentials));
  if (account.memberships.empty())
    co_return domain::fail(domain::errc::forbidden,
                           "This account does not belong to any workspace.");
  CO_TRY(opened, co_await ctx.app.sessions.open(ctx.shard, account.user.id,
                                                account.memberships.front().workspace.id,
                                                std::string{ctx.in.peer()}));
  end_others(ctx, opened);
  ctx.app.events->tell(
      "sign_in", {{"address", std::string{ctx.in.peer()}}, {"account_id", account.user.id.str()}});
  if (credentials.bearer) co_return session_answer(ctx, opened, carried::as_bearer);
  co_return session_answer(ctx, opened, carried::in_cookie)
      .with("Set-Cookie", set_cookie(ctx, device_cookie,
                                     auth::make_device_cookie(device_key(ctx), account.user.id),
                                     auth::device_cookie_lifetime));
}

/// GET /api/session → 200 session
handler_result show_session(request_context& ctx) {
  co_return http::json(200, wire::session(*ctx.session, ctx.app.store.keys().realtime_key, {}));
}

/// POST /api/session/workspace {id} → 200 session, a new one in that workspace | 404
handler_result switch_workspace(request_context& ctx) {
  CO_TRY(workspace, wire::read_workspace(ctx.in.body()));
  const auto find = [user = ctx.member().user](storage::reader& rows) {
    return storage::people::memberships(rows, user);
  };
  CO_TRY(memberships, co_await on_reader(ctx.shard, ctx.app.store, find));
  const bool belongs =
      std::any_of(memberships.begin(), memberships.end(),
                  [&](const auto& membership) { return membership.workspace.id == workspace; });
  if (!belongs) co_return domain::fail(domain::errc::not_found, "This workspace does not exist.");
  CO_TRY(opened, co_await ctx.app.sessions.open(ctx.shard, ctx.member().user, workspace,
                                                std::string{ctx.in.peer()}));
  end_others(ctx, opened);
  const auto how = ctx.in.bearer().empty() ? carried::in_cookie : carried::as_bearer;
  const std::string old{how == carried::as_bearer ? ctx.in.bearer()
                                                  : ctx.in.cookie(session_cookie)};
  CO_CHECK(co_await ctx.app.sessions.close(ctx.shard, old, ctx.member()));
  ctx.app.realtime.end_session(ctx.member().session);
  co_return session_answer(ctx, opened, how);
}

/// DELETE /api/session → 204; the session's realtime subscriptions end
handler_result sign_out(request_context& ctx) {
  const bool by_cookie = ctx.in.bearer().empty();
  const std::string token{by_cookie ? ctx.in.cookie(session_cookie) : ctx.in.bearer()};
  CO_CHECK(co_await ctx.app.sessions.close(ctx.shard, token, ctx.member()));
  ctx.app.realtime.end_session(ctx.member().session);
  ctx.app.events->tell("sign_out", {{"address", std::string{ctx.in.peer()}},
                                    {"account_id", ctx.member().user.str()}});
  if (!by_cookie) co_return http::no_content();
  co_return http::no_content().with("Set-Cookie",
                                    set_cookie(ctx, session_cookie, {}, std::chrono::seconds{0}));
}

}  // namespace takeover::net::handlers
