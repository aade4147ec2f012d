/// What a handler sees: its request, who calls, and the services. Owns the reading of parameters
/// that many calls share.
#pragma once

#include "net/api/services.hpp"
#include "net/http/request.hpp"
#include "net/http/response.hpp"
#include "storage/agents/agents.hpp"

namespace takeover::net {

using boost::asio::awaitable;
using http::response;

struct request_context {
  const http::request& in;
  services& app;
  io_shard& shard;
  std::string_view id;           ///< what the path has for `{id}` or `*`
  auth::shared_session session;  ///< set on routes for members
  auth::visitor_pass visitor;    ///< set on routes for visitors

  [[nodiscard]] const domain::member& member() const { return session->who; }
  [[nodiscard]] domain::timestamp now() const { return app.clock.now(); }

  /// The `{id}` as an id of this kind. Error: not_found.
  template <class Id>
  [[nodiscard]] domain::result<Id> id_as() const {
    if (const auto parsed = Id::parse(id)) return *parsed;
    return domain::fail(domain::errc::not_found);
  }
  /// `limit`: 1–200, default 50; more is clamped. Error: malformed.
  [[nodiscard]] domain::result<int> limit() const;
  /// A whole number from 0. Error: malformed.
  [[nodiscard]] domain::result<std::optional<std::int64_t>> number(std::string_view name) const;
  /// A parameter's text; empty: absent. Error: malformed.
  [[nodiscard]] domain::result<std::string> text(std::string_view name) const;

  /// Asks a conversation: fills in the request's `done`, sends it, waits for the answer. The
  /// request has a name (`safe_in_await`), and is moved from.
  template <class T, class Request>
  awaitable<domain::result<T>> ask_conversation(domain::conversation_id to, Request& what) {
    awaited<T> answer{shard};
    what.done = answer.promise();
    if (const auto sent = app.tree.conversations().send(to, std::move(what)); !sent)
      co_return sent.error();
    co_return co_await answer.within(timeouts::command);
  }
};

/// The cookie that carries a member's session.
inline constexpr std::string_view session_cookie = "takeover_session";

/// The member who calls, by bearer token or else by cookie; a cookie's unsafe call must come from
/// our own pages. Errors: unauthenticated, forbidden (another site).
[[nodiscard]] awaitable<domain::result<auth::shared_session>> authenticate_member(
    request_context& ctx);
/// The session if it needs no waiting; nullptr: ask `authenticate_member`.
[[nodiscard]] auth::shared_session quickly_known_member(const request_context& ctx);

/// The visitor who calls, by bearer token, from a page of an origin that the agent admits.
/// `remembered`: the connection's last token. Errors: unauthenticated, token_expired, forbidden
/// (origin).
struct remembered_visitor {
  std::string token;
  auth::visitor_pass pass;
};
[[nodiscard]] awaitable<domain::result<auth::visitor_pass>> authenticate_visitor(
    request_context& ctx, remembered_visitor& remembered);

/// Checks that a widget's page may talk to this agent. Error: forbidden.
[[nodiscard]] domain::result<void> check_widget_origin(const request_context& ctx,
                                                       const storage::agent_record& agent);

}  // namespace takeover::net
