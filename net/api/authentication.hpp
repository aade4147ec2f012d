/// Who calls: finds the member or the visitor of a request, and checks where a widget's page comes
/// from. Owns no session and no token.
#pragma once

#include "net/api/request_context.hpp"

namespace takeover::net {

/// The cookie that carries a member's session.
inline constexpr std::string_view session_cookie = "takeover_session";

/// The member who calls, by bearer token or else by cookie; a cookie's unsafe call must come from
/// our own pages. Errors: unauthenticated, forbidden (another site).
[[nodiscard]] awaitable<domain::result<auth::shared_session>> authenticate_member(
    request_context& ctx);
/// The session if that takes no waiting; nullptr means: ask `authenticate_member`.
[[nodiscard]] auth::shared_session cached_session(const request_context& ctx);

/// A connection's last token and what it proved, which saves checking it again.
struct verified_visitor {
  std::string token;
  auth::visitor_pass pass;
};
/// The visitor who calls, by bearer token, from a page of an origin that the agent admits. Errors:
/// unauthenticated, token_expired, forbidden (origin).
[[nodiscard]] awaitable<domain::result<auth::visitor_pass>> authenticate_visitor(
    request_context& ctx, verified_visitor& last);

/// Checks that a widget's page may talk to this agent; a call without an origin may. Error:
/// forbidden.
[[nodiscard]] domain::result<void> check_widget_origin(const request_context& ctx,
                                                       const storage::agent_record& agent);
/// As `check_widget_origin` for calls that no token has let in: these must name their origin.
[[nodiscard]] domain::result<void> require_widget_origin(const request_context& ctx,
                                                         const storage::agent_record& agent);

}  // namespace takeover::net
