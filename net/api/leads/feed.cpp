// The feed of captured leads, which the inbox's toasts come from.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/wire/responses.hpp"
#include "storage/leads/leads.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {

/// GET /app/leads/feed?cursor=&limit= → 200 {leads, cursor, more}: the leads captured since the
/// cursor, each once, in their order; without a cursor none, and where the feed ends now
awaitable<response> show_feed(request_context& ctx) {
  const auto after = ctx.number("cursor");
  const auto limit = ctx.limit();
  if (!after) co_return http::problem(after.error());
  if (!limit) co_return http::problem(limit.error());
  awaited<storage::lead_feed> answer{ctx.shard};
  ctx.app.tree.read_feed(ctx.member().workspace, *after, *limit, answer.promise());
  const auto feed = co_await answer.within(timeouts::read);
  if (!feed) co_return http::problem(feed.error());
  boost::json::array leads;
  for (const auto& row : feed->leads) {
    const bool online = row.record.conversation &&
                        ctx.app.tree.presence().table().is_visitor_online(*row.record.conversation);
    leads.push_back(wire::lead(row, online));
  }
  co_return http::json(200, wire::feed(std::move(leads), *feed));
}

}  // namespace takeover::net::handlers
