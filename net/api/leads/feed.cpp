// The feed of captured leads, from which the inbox makes its toasts.
#include <boost/json/array.hpp>

#include "net/api/leads/lead_routes.hpp"
#include "net/api/leads/visitor_of.hpp"
#include "net/wire/leads.hpp"
#include "storage/leads/leads.hpp"

namespace takeover::net::handlers {

/// GET /app/leads/feed?cursor=&limit= → 200 {leads, cursor, more}: the leads captured since the
/// cursor, each once, in their order; without a cursor none, and where the feed ends now
handler_result show_feed(request_context& ctx) {
  CO_TRY(after, ctx.number("cursor"));
  CO_TRY(limit, ctx.limit());
  awaited<storage::lead_feed> answer{ctx.shard};
  ctx.app.tree.read_feed(ctx.member().workspace, after, limit, answer.promise());
  CO_TRY(page, co_await answer.within(timeouts::read));
  boost::json::array leads;
  for (const auto& row : page.leads) {
    leads.push_back(wire::lead(row, visitor_of(ctx.app, row)));
  }
  co_return http::json(200, wire::feed(std::move(leads), page));
}

}  // namespace takeover::net::handlers
