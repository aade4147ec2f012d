// The feed of captured leads, which the inbox's toasts come from.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/wire/leads.hpp"

namespace takeover::net::handlers {

/// GET /app/leads/feed?cursor=&limit= → 200 {leads, cursor, more}: the leads captured since the
/// cursor, each once, in their order; without a cursor none, and where the feed ends now
awaitable<response> show_feed(request_context& ctx) {
  const auto after = ctx.number("cursor");
  const auto limit = ctx.limit();
  if (!after) co_return http::problem(after.error());
  if (!limit) co_return http::problem(limit.error());
  const auto find_news = [workspace = ctx.member().workspace, after = *after,
                          limit = *limit](storage::reader& from) {
    return from.leads_captured(workspace, after, limit);
  };
  const auto news = co_await on_reader(ctx.shard, ctx.app.store, find_news);
  if (!news) co_return http::problem(news.error());
  boost::json::array leads;
  for (const auto& row : news->leads) {
    const bool online = row.record.conversation &&
                        ctx.app.tree.people().is_visitor_online(*row.record.conversation);
    leads.push_back(wire::lead(row, online));
  }
  co_return http::json(200, wire::feed(std::move(leads), *news));
}

}  // namespace takeover::net::handlers
