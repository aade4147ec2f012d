#include "net/api/api_handler.hpp"

#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net {

namespace asio = boost::asio;
using http::method;

namespace {

struct memory final : http::connection_state {
  remembered_visitor visitor;
};

/// Calls that pages of other origins make. Source: docs/protocol.md, and laravel-echo's authorizer.
bool is_for_other_origins(std::string_view path) {
  return path.starts_with("/v1/widget/") || path == "/broadcasting/auth";
}

/// Whether a path belongs to programs, which read problems, or to people, who read pages.
bool is_for_programs(std::string_view path) {
  return path.starts_with("/api/") || path == "/api" || path.starts_with("/v1/") || path == "/v1" ||
         path.starts_with("/broadcasting");
}

/// Whether there is something to know the caller by; it is looked at when the body is there.
bool shows_who_calls(const http::request& head, caller wanted) {
  switch (wanted) {
    case caller::anyone: return false;
    case caller::member: return !head.bearer().empty() || !head.cookie(session_cookie).empty();
    case caller::visitor: return !head.bearer().empty();
  }
  return false;
}

response nothing_there(std::string_view path) {
  if (is_for_programs(path)) return http::problem(domain::fail(domain::errc::not_found));
  return http::text(404, "There is no such page.\n");
}

template <class Route>
bool is_let_in(const Route& to, const storage::session_record& session) {
  return !to.needs || domain::may(session.who.role, *to.needs);
}

std::string_view name_of(caller who) {
  switch (who) {
    case caller::anyone: return "anyone";
    case caller::member: return "member";
    case caller::visitor: break;
  }
  return "visitor";
}

response wrong_method(std::string allowed) {
  return http::problem(405, "method-not-allowed", "This method is not allowed here",
                       "Use one of: " + allowed + ".")
      .with("Allow", std::move(allowed));
}

}  // namespace

std::span<const http::route<endpoint<product_site::handler>>> product_site::routes() {
  using namespace handlers;
  using domain::action;
  // Those that are called most stand first.
  static constexpr http::route<endpoint<handler>> all[] = {
      {method::post, "/v1/widget/messages", caller::visitor, message_body, widget_message},
      {method::post, "/v1/widget/messages/stream", caller::visitor, message_body,
       widget_message_stream},
      {method::post, "/api/conversations/{id}/messages", caller::member, message_body,
       reply_to_visitor, action::take_over},
      {method::post, "/broadcasting/auth", caller::anyone, small_body, authorize_channel},
      {method::post, "/v1/widget/init", caller::anyone, small_body, widget_init},
      {method::get, "/v1/widget/timeline", caller::visitor, small_body, widget_timeline},
      {method::post, "/v1/widget/leads", caller::visitor, small_body, widget_lead},
      {method::post, "/v1/widget/handoff", caller::visitor, small_body, widget_handoff},
      {method::get, "/v1/widget/rules", caller::anyone, small_body, widget_rules},
      {method::post, "/v1/widget/clear", caller::visitor, small_body, widget_clear},

      {method::get, "/api/conversations", caller::member, small_body, list_conversations,
       action::read_conversations},
      {method::get, "/api/conversations/{id}/timeline", caller::member, small_body, show_timeline,
       action::read_conversations},
      {method::post, "/api/conversations/{id}/claim", caller::member, small_body, take_over,
       action::take_over},
      {method::post, "/api/conversations/{id}/transfer", caller::member, small_body, transfer,
       action::take_over},
      {method::post, "/api/conversations/{id}/release", caller::member, small_body, release,
       action::take_over},
      {method::post, "/api/conversations/{id}/keep", caller::member, small_body, keep_going,
       action::take_over},
      {method::post, "/api/conversations/{id}/notes", caller::member, message_body, write_note,
       action::write_note},
      {method::get, "/api/conversations/{id}", caller::member, small_body, show_conversation,
       action::read_conversations},
      {method::del, "/api/conversations/{id}", caller::member, small_body, delete_conversation,
       action::delete_conversation},
      {method::post, "/api/conversations/bulk-delete", caller::member, message_body,
       delete_selection, action::delete_conversation},
      {method::post, "/api/conversations/delete-empty", caller::member, small_body, delete_unused,
       action::delete_conversation},
      {method::get, "/app/leads/feed", caller::member, small_body, show_feed,
       action::read_conversations},
      {method::post, "/api/queue/next", caller::member, small_body, take_next, action::take_over},
      {method::get, "/api/availability", caller::member, small_body, show_switch,
       action::take_over},
      {method::put, "/api/availability", caller::member, small_body, set_switch, action::take_over},
      {method::get, "/api/settings/live-chat", caller::member, small_body, show_live_chat,
       action::change_settings},
      {method::put, "/api/settings/live-chat", caller::member, small_body, change_live_chat,
       action::change_settings},
      {method::put, "/api/agents/{id}/hours", caller::member, small_body, change_agent_hours,
       action::change_settings},
      {method::get, "/api/agents", caller::member, small_body, list_agents, action::manage_agent},
      {method::get, "/api/agents/{id}/rules", caller::member, small_body, show_rules,
       action::manage_agent},
      {method::put, "/api/agents/{id}/rules", caller::member, message_body, change_rules,
       action::manage_agent},
      {method::get, "/api/agents/{id}", caller::member, small_body, show_agent,
       action::manage_agent},
      {method::patch, "/api/agents/{id}", caller::member, small_body, change_agent,
       action::manage_agent},
      {method::get, "/api/members", caller::member, small_body, list_members,
       action::read_conversations},
      {method::post, "/api/members", caller::member, small_body, add_member,
       action::manage_members},
      {method::patch, "/api/members/{id}", caller::member, small_body, change_member,
       action::manage_members},
      {method::del, "/api/members/{id}", caller::member, small_body, remove_member,
       action::manage_members},
      {method::get, "/api/leads", caller::member, small_body, list_leads,
       action::read_conversations},
      {method::get, "/api/leads/{id}", caller::member, small_body, show_lead,
       action::read_conversations},
      {method::patch, "/api/leads/{id}", caller::member, small_body, change_lead,
       action::change_lead},
      {method::get, "/api/audit-logs", caller::member, small_body, list_audit, action::read_audit},
      {method::get, "/api/audit-logs/check", caller::member, small_body, check_audit,
       action::read_audit},
      {method::get, "/api/webhooks", caller::member, small_body, list_webhooks,
       action::manage_delivery},
      {method::post, "/api/webhooks", caller::member, small_body, create_webhook,
       action::manage_delivery},
      {method::get, "/api/webhooks/{id}/deliveries", caller::member, small_body, list_deliveries,
       action::manage_delivery},
      {method::post, "/api/webhooks/{id}/test", caller::member, small_body, test_webhook,
       action::manage_delivery},
      {method::patch, "/api/webhooks/{id}", caller::member, small_body, change_webhook,
       action::manage_delivery},
      {method::del, "/api/webhooks/{id}", caller::member, small_body, delete_webhook,
       action::manage_delivery},
      {method::get, "/api/jobs", caller::member, small_body, list_jobs, action::manage_delivery},
      {method::post, "/api/jobs/{id}/retry", caller::member, small_body, retry_job,
       action::manage_delivery},
      {method::del, "/api/jobs/{id}", caller::member, small_body, forget_job,
       action::manage_delivery},
      {method::get, "/api/settings/mail", caller::member, small_body, show_mail,
       action::manage_delivery},
      {method::post, "/api/settings/mail/test", caller::member, small_body, test_mail,
       action::manage_delivery},
      {method::post, "/api/session", caller::anyone, small_body, sign_in},
      {method::get, "/api/session", caller::member, small_body, show_session},
      {method::del, "/api/session", caller::member, small_body, sign_out},
      {method::post, "/api/session/workspace", caller::member, small_body, switch_workspace},

      {method::get, "/up", caller::anyone, small_body, up},
      {method::get, "/health", caller::anyone, small_body, health},
      {method::get, "/metrics", caller::anyone, small_body, metrics},

      {method::get, "/", caller::anyone, small_body, home},
      {method::get, "/login", caller::anyone, small_body, app_page},
      {method::get, "/app", caller::anyone, small_body, home},
      {method::get, "/app/*", caller::anyone, small_body, app_page},
      {method::get, "/widget/widget.js", caller::anyone, small_body, widget_script},
      {method::get, "/demo", caller::anyone, small_body, demo_page},
      {method::get, "/demo/*", caller::anyone, small_body, demo_file},
  };
  return all;
}

std::string product_site::described_routes() {
  std::string text;
  for (const auto& one : routes()) {
    text.append(http::name_of(one.verb))
        .append(" ")
        .append(one.pattern)
        .append(" ")
        .append(name_of(one.endpoint.who))
        .append(" ");
    const auto& to = one.endpoint;
    const auto least = to.needs ? domain::least_role(*to.needs) : domain::role::member;
    text.append(to.who == caller::member ? domain::name_of(least) : "-").append("\n");
  }
  return text;
}

product_site::product_site(services& app) : app_(app), table_(routes()) {}

std::unique_ptr<http::connection_state> product_site::new_connection() {
  return std::make_unique<memory>();
}

std::size_t product_site::body_limit(const http::request& head) {
  const auto match = table_.find(head.verb(), head.path());
  if (match.found == nullptr) return unauthenticated_body_limit;
  return shows_who_calls(head, match.found->who)
             ? match.found->max_body
             : std::min(match.found->max_body, unauthenticated_body_limit);
}

awaitable<response> product_site::answer(io_shard& shard, const http::request& in,
                                         http::connection_state& of_connection) {
  const auto path = in.path();
  const auto match = table_.find(in.verb(), path);
  if (match.found != nullptr) {
    request_context ctx{in, app_, shard, match.id, nullptr, {}};
    if (!is_for_other_origins(path)) co_return co_await call(*match.found, ctx, of_connection);
    auto answer = co_await call(*match.found, ctx, of_connection);
    if (!in.get(http::header::origin).empty()) co_await add_cors(ctx, answer);
    co_return answer;
  }
  if (match.path_is_known) {
    if (in.verb() != method::options) co_return wrong_method(table_.allowed_methods(path));
    if (is_for_other_origins(path)) co_return co_await preflight(shard, in);
    co_return http::no_content().with("Allow", table_.allowed_methods(path) + ", OPTIONS");
  }
  if (is_for_programs(path) || (in.verb() != method::get && in.verb() != method::head))
    co_return nothing_there(path);
  request_context ctx{in, app_, shard, path.substr(1), nullptr, {}};
  co_return co_await handlers::app_file(ctx);
}

awaitable<response> product_site::call(const endpoint<handler>& to, request_context& ctx,
                                       http::connection_state& of_connection) {
  switch (to.who) {
    case caller::anyone: return to.handle(ctx);
    case caller::member:
      ctx.session = quickly_known_member(ctx);
      if (ctx.session && is_let_in(to, *ctx.session)) return to.handle(ctx);
      return [](const endpoint<handler>& wanted, request_context& slow) -> awaitable<response> {
        if (!slow.session) {
          auto session = co_await authenticate_member(slow);
          if (!session) co_return http::problem(session.error());
          slow.session = std::move(*session);
        }
        if (wanted.needs) {
          if (const auto allowed = domain::check_may(slow.member().role, *wanted.needs); !allowed)
            co_return http::problem(allowed.error());
        }
        co_return co_await wanted.handle(slow);
      }(to, ctx);
    case caller::visitor: break;
  }
  return [](handler handle, request_context& slow,
            remembered_visitor& remembered) -> awaitable<response> {
    const auto pass = co_await authenticate_visitor(slow, remembered);
    if (!pass) co_return http::problem(pass.error());
    slow.visitor = *pass;
    co_return co_await handle(slow);
  }(to.handle, ctx, static_cast<memory&>(of_connection).visitor);
}

awaitable<response> product_site::preflight(io_shard& shard, const http::request& in) {
  const std::string origin{in.get(http::header::origin)};
  response answer = http::no_content().with("Vary", "Origin");
  if (origin.empty() || !co_await app_.agents.anyone_admits(shard, origin)) co_return answer;
  co_return std::move(answer)
      .with("Access-Control-Allow-Origin", origin)
      .with("Access-Control-Allow-Methods", "GET, POST, DELETE")
      .with("Access-Control-Allow-Headers",
            "Authorization, Content-Type, X-Socket-Id, X-CSRF-TOKEN")
      .with("Access-Control-Max-Age", "600");
}

awaitable<void> product_site::add_cors(request_context& ctx, response& to) {
  std::string origin{ctx.in.get(http::header::origin)};
  to.headers.emplace_back("Vary", "Origin");
  // A visitor who got in came from an origin of their agent; for anybody else, any agent's origin
  // may read why not.
  const bool known = !ctx.visitor.who.agent.empty();
  if (!known && !co_await app_.agents.anyone_admits(ctx.shard, origin)) co_return;
  to.headers.emplace_back("Access-Control-Allow-Origin", std::move(origin));
  to.headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
}

bool product_site::wants_upgrade(const http::request& in) {
  constexpr std::string_view prefix = "/app/";
  if (in.verb() != method::get || !in.path().starts_with(prefix) ||
      in.path().find('/', prefix.size()) != std::string_view::npos)
    return false;
  return http::has_token(in.get(http::header::upgrade), "websocket");
}

void product_site::upgrade(io_shard& shard, asio::ip::tcp::socket socket, const http::request& in,
                           std::string_view unread) {
  realtime::upgrade_request wanted;
  wanted.key = in.path().substr(std::string_view{"/app/"}.size());
  const auto protocol = in.parameter("protocol");
  if (protocol && *protocol) wanted.protocol = **protocol;
  wanted.websocket_key = in.get(http::header::websocket_key);
  wanted.websocket_version = in.get(http::header::websocket_version);
  app_.realtime.upgrade(shard, std::move(socket), wanted, unread);
}

std::size_t product_site::upgraded() const { return app_.realtime.stats().sockets; }

}  // namespace takeover::net
