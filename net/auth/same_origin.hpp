/// Who may call from which page: the rules for cookies, for widgets and for preflights. Pure; owns
/// no session and no token.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "domain/agents/agent_profile.hpp"
#include "net/http/request.hpp"

namespace takeover::net::auth {

using domain::normal_origin;

/// An unsafe call that a browser may have attached a cookie to. With `Sec-Fetch-Site` other than
/// `same-origin` or `none`, or an `Origin` that is not ours: forbidden. Neither header: not a
/// browser, allowed. `public_url`: empty, or our own origin.
[[nodiscard]] domain::result<void> check_cookie_call(const http::request& in,
                                                     std::string_view public_url);

/// Whether a body is announced as JSON; true without a body. Pages of other sites can make a
/// browser send forms and plain text with our cookie, but not JSON.
[[nodiscard]] bool is_json_call(const http::request& in);

/// Where a widget call comes from.
struct widget_origin {
  /// As the browser wrote it, or our own; empty: none, so that the token alone decides
  std::string origin;
  bool stated = false;  ///< the browser sent it: the answer must name it (CORS)
};
/// A present `Origin` counts; without one, `Sec-Fetch-Site: same-origin` makes it our own.
[[nodiscard]] widget_origin origin_of(const http::request& in, std::string_view public_url);

/// True if the list has `*` or exactly this origin. An empty list admits nobody.
[[nodiscard]] bool admits(std::span<const std::string> allowed, std::string_view origin);

}  // namespace takeover::net::auth
