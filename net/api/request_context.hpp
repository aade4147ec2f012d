/// What a handler sees: its request, who calls, and the services. Owns the reading of parameters
/// that many calls share.
#pragma once

#include "net/api/ask_conversation.hpp"
#include "net/api/services.hpp"
#include "net/api/try.hpp"
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
  /// A parameter's text; empty if absent. Error: malformed.
  [[nodiscard]] domain::result<std::string> text(std::string_view name) const;

  /// As the free `ask_conversation`.
  template <class T, class Request>
  awaitable<domain::result<T>> ask_conversation(domain::conversation_id to, Request& request) {
    return net::ask_conversation<T>(shard, app.tree.conversations(), to, request);
  }
};

/// What handlers return: the response, or the error that is rendered as a problem in one place.
using handler_result = awaitable<domain::result<response>>;

}  // namespace takeover::net
