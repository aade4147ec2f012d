#include "net/api/api_handler.hpp"

#include "net/api/authentication.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/api/pages/page_routes.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net {

namespace asio = boost::asio;
namespace {

struct connection_cache final : http::connection_state {
  verified_visitor visitor;
};

/// Calls that pages of other origins make. Source: docs/protocol.md, and laravel-echo's authorizer.
bool is_for_other_origins(std::string_view path) {
  return path.starts_with("/v1/widget/") || path == "/broadcasting/auth";
}

/// Whether the path is one that programs call: they read problems, people read pages.
bool is_for_programs(std::string_view path) {
  return path.starts_with("/api/") || path == "/api" || path.starts_with("/v1/") || path == "/v1" ||
         path.starts_with("/broadcasting");
}

response not_found(std::string_view path) {
  if (is_for_programs(path)) return http::problem(domain::fail(domain::errc::not_found));
  return http::text(404, "Page not found.\n");
}

bool is_authorized(const endpoint<handler>& to, const storage::session_record& session) {
  return !to.needs || domain::may(session.who.role, *to.needs);
}

bool is_realtime_path(std::string_view path) {
  constexpr std::string_view prefix = "/app/";
  return path.starts_with(prefix) && path.find('/', prefix.size()) == std::string_view::npos;
}

/// Source: RFC 9110, section 15.5.22.
response upgrade_required() {
  return http::problem(426, "upgrade-required", "This address is for WebSocket connections",
                       "Connect with a WebSocket. If a proxy is in between, it must pass the "
                       "headers Upgrade and Connection on.")
      .with("Upgrade", "websocket");
}

/// Whether the request brings credentials of the kind that the route needs, right or wrong.
bool has_credentials(const http::request& head, caller needed) {
  switch (needed) {
    case caller::anyone: return false;
    case caller::member: return !head.bearer().empty() || !head.cookie(session_cookie).empty();
    case caller::visitor: return !head.bearer().empty();
  }
  return false;
}

/// A role that matters, where another process may have changed it: asked for anew, so that it
/// counts at once.
bool must_ask(const endpoint<handler>& to, const services& app) {
  return to.needs && domain::least_role(*to.needs) > domain::role::member && app.store.is_shared();
}

awaitable<domain::result<void>> check_role_now(request_context& ctx, domain::action needed) {
  const auto ask = [session = ctx.member().session](storage::reader& rows) {
    return storage::people::role_of_session(rows, session);
  };
  CO_TRY(role, co_await on_reader(ctx.shard, ctx.app.store, ask));
  if (role && domain::may(*role, needed)) co_return domain::result<void>{};
  ctx.app.sessions.forget(ctx.member().workspace, ctx.member().user);
  if (role) co_return domain::check_may(*role, needed);
  co_return domain::fail(domain::errc::unauthenticated,
                         "Your session has ended. Please sign in again.");
}

/// What of a refusal whoever guards the server wants to see.
void tell_refusal(const request_context& ctx, const endpoint<handler>& of,
                  const domain::error& why) {
  const std::string address{ctx.in.peer()};
  const auto account = ctx.session ? ctx.session->who.user.str() : std::string{};
  const auto tell = [&](std::string_view event) {
    ctx.app.events->tell_of_many(event, account.empty() ? address : account,
                                 {{"address", address},
                                  {"account_id", account},
                                  {"method", std::string{http::name_of(ctx.in.verb())}},
                                  {"path", std::string{ctx.in.path()}}});
  };
  switch (why.code) {
    case domain::errc::forbidden: return tell(ctx.session ? "role_refused" : "origin_refused");
    case domain::errc::too_many_requests: return tell("limit_hit");
    case domain::errc::unauthenticated:
      if (has_credentials(ctx.in, of.who)) tell("token_refused");
      return;
    default: return;
  }
}

/// The one place where an error becomes a problem.
response rendered(domain::result<response>&& outcome) {
  if (!outcome) return http::problem(outcome.error());
  return std::move(*outcome);
}

/// Source: RFC 9110, section 15.5.16.
response not_json() {
  return http::problem(415, "unsupported-media-type", "This media type is not supported",
                       "Send the body as application/json.");
}

handler_result answer_at_once(response what) { co_return what; }

/// For members whose session is not cached, or who may not call this route.
handler_result call_for_member(const endpoint<handler>& to, request_context& ctx) {
  if (!ctx.session) {
    CO_TRY(session, co_await authenticate_member(ctx));
    ctx.session = std::move(session);
  }
  if (to.needs) {
    CO_CHECK(domain::check_may(ctx.member().role, *to.needs));
    if (must_ask(to, ctx.app)) {
      CO_CHECK(co_await check_role_now(ctx, *to.needs));
    }
  }
  co_return co_await to.handle(ctx);
}

handler_result call_for_visitor(handler handle, request_context& ctx, verified_visitor& last) {
  CO_TRY(pass, co_await authenticate_visitor(ctx, last));
  ctx.visitor = pass;
  co_return co_await handle(ctx);
}

response wrong_method(std::string allowed) {
  return http::problem(405, "method-not-allowed", "Method not allowed",
                       "Use one of: " + allowed + ".")
      .with("Allow", std::move(allowed));
}

}  // namespace

api_handler::api_handler(services& app) : app_(app), table_(all_routes()) {}

std::unique_ptr<http::connection_state> api_handler::new_connection() {
  return std::make_unique<connection_cache>();
}

std::size_t api_handler::body_limit(const http::request& head) {
  const auto match = table_.find(head.verb(), head.path());
  if (match.found == nullptr) return unauthenticated_body_limit;
  return std::min(match.found->max_body, unauthenticated_body_limit);
}

awaitable<domain::result<std::size_t>> api_handler::verified_body_limit(
    io_shard& shard, const http::request& head, http::connection_state& of_connection) {
  const auto match = table_.find(head.verb(), head.path());
  const bool is_nobody = head.bearer().empty() && head.cookie(session_cookie).empty();
  if (match.found == nullptr || is_nobody) co_return unauthenticated_body_limit;
  request_context ctx{head, app_, shard, match.id, nullptr, {}};
  switch (match.found->who) {
    case caller::anyone: co_return std::min(match.found->max_body, unauthenticated_body_limit);
    case caller::member:
      if (!cached_session(ctx)) {
        CO_CHECK(co_await authenticate_member(ctx));
      }
      break;
    case caller::visitor:
      CO_CHECK(co_await authenticate_visitor(
          ctx, static_cast<connection_cache&>(of_connection).visitor));
      break;
  }
  co_return match.found->max_body;
}

awaitable<response> api_handler::answer(io_shard& shard, const http::request& in,
                                        http::connection_state& of_connection) {
  const auto path = in.path();
  if (names_realtime(in)) co_return upgrade_required();
  const auto match = table_.find(in.verb(), path);
  if (match.found != nullptr) {
    request_context ctx{in, app_, shard, match.id, nullptr, {}};
    auto outcome = co_await call(*match.found, ctx, of_connection);
    if (!outcome) tell_refusal(ctx, *match.found, outcome.error());
    auto answer = rendered(std::move(outcome));
    pack_small(in, answer);
    if (path.starts_with("/api/"))
      answer.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    if (is_for_other_origins(path) && !in.get(http::header::origin).empty())
      co_await add_cors(ctx, answer);
    co_return answer;
  }
  if (match.path_is_known) {
    if (in.verb() != method::options) co_return wrong_method(table_.allowed_methods(path));
    if (is_for_other_origins(path)) co_return co_await preflight(shard, in);
    co_return http::no_content().with("Allow", table_.allowed_methods(path) + ", OPTIONS");
  }
  if (is_for_programs(path) || (in.verb() != method::get && in.verb() != method::head))
    co_return not_found(path);
  request_context ctx{in, app_, shard, path.substr(1), nullptr, {}};
  auto outcome = co_await handlers::app_file(ctx);
  co_return rendered(std::move(outcome));
}

handler_result api_handler::call(const endpoint<handler>& to, request_context& ctx,
                                 http::connection_state& of_connection) {
  switch (to.who) {
    case caller::anyone: return to.handle(ctx);
    case caller::member:
      if (ctx.in.unsafe() && ctx.in.bearer().empty() && !auth::is_json_call(ctx.in))
        return answer_at_once(not_json());
      ctx.session = cached_session(ctx);
      if (ctx.session && is_authorized(to, *ctx.session) && !must_ask(to, app_))
        return to.handle(ctx);
      return call_for_member(to, ctx);
    case caller::visitor: break;
  }
  return call_for_visitor(to.handle, ctx, static_cast<connection_cache&>(of_connection).visitor);
}

awaitable<response> api_handler::preflight(io_shard& shard, const http::request& in) {
  const std::string origin{in.get(http::header::origin)};
  response answer = http::no_content().with("Vary", "Origin");
  if (origin.empty()) co_return answer;
  if (!co_await app_.agents.anyone_admits(shard, origin)) co_return answer;
  co_return std::move(answer)
      .with("Access-Control-Allow-Origin", origin)
      .with("Access-Control-Allow-Methods", "GET, POST, DELETE")
      .with("Access-Control-Allow-Headers",
            "Authorization, Content-Type, X-Socket-Id, X-CSRF-TOKEN")
      .with("Access-Control-Max-Age", "600");
}

awaitable<void> api_handler::add_cors(request_context& ctx, response& to) {
  std::string origin{ctx.in.get(http::header::origin)};
  to.headers.emplace_back("Vary", "Origin");
  // An authenticated visitor came from an origin of their agent; for everyone else, pages of any
  // agent's origin may read why access was denied.
  const bool known = !ctx.visitor.who.agent.empty();
  if (!known) {  // not in one condition: GCC 12 does not skip a `co_await` behind `&&`
    if (!co_await app_.agents.anyone_admits(ctx.shard, origin)) co_return;
  }
  to.headers.emplace_back("Access-Control-Allow-Origin", std::move(origin));
  to.headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
}

bool api_handler::names_realtime(const http::request& in) const {
  if (in.verb() != method::get || !is_realtime_path(in.path())) return false;
  return in.path().ends_with("/" + app_.store.keys().realtime_key);
}

bool api_handler::wants_upgrade(const http::request& in) {
  if (in.verb() != method::get || !is_realtime_path(in.path())) return false;
  return http::has_token(in.get(http::header::upgrade), "websocket");
}

void api_handler::upgrade(io_shard& shard, asio::ip::tcp::socket socket,
                          http::accounts::holder client, const http::request& in,
                          std::string_view unread, http::capacity left) {
  realtime::upgrade_request request;
  request.is_over_capacity = left == http::capacity::full;
  request.key = in.path().substr(std::string_view{"/app/"}.size());
  const auto protocol = in.parameter("protocol");
  if (protocol && *protocol) request.protocol = **protocol;
  request.websocket_key = in.get(http::header::websocket_key);
  request.websocket_version = in.get(http::header::websocket_version);
  app_.realtime.upgrade(shard, std::move(socket), std::move(client), request, unread);
}

std::size_t api_handler::upgraded() const { return app_.realtime.stats().sockets; }

}  // namespace takeover::net
