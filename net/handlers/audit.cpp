// The audit log.
#include <boost/json/array.hpp>

#include "domain/permissions.hpp"
#include "net/handlers/handlers.hpp"
#include "net/wire/responses.hpp"

namespace takeover::net::handlers {
namespace {

domain::result<storage::audit_query> audit_query(const request_context& ctx) {
  const auto actor = ctx.text("actor");
  auto action = ctx.text("action");
  auto target = ctx.text("target");
  auto cursor = ctx.text("cursor");
  const auto limit = ctx.limit();
  if (!actor) return actor.error();
  if (!action) return action.error();
  if (!target) return target.error();
  if (!cursor) return cursor.error();
  if (!limit) return limit.error();
  storage::audit_query query;
  query.workspace = ctx.member().workspace;
  if (!actor->empty()) {
    query.actor = domain::user_id::parse(*actor);
    if (!query.actor) return domain::fail(domain::errc::malformed, "The parameter 'actor' must be a user's id.");
  }
  query.action = std::move(*action);
  query.target = std::move(*target);
  query.cursor = std::move(*cursor);
  query.limit = *limit;
  return query;
}

}  // namespace

/// GET /api/audit-logs?actor=&action=&target=&cursor=&limit= → 200 {items, next_cursor} | 403 (role)
awaitable<response> list_audit(request_context& ctx) {
  if (!domain::may(ctx.member().role, domain::action::read_audit))
    co_return http::problem(domain::fail(domain::errc::forbidden, "Only admins and owners can read the audit log."));
  const auto query = audit_query(ctx);
  if (!query) co_return http::problem(query.error());
  const auto find_page = [query = *query](storage::reader& from) { return from.audit(query); };
  const auto page = co_await read(ctx.shard, ctx.app.store, find_page);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const auto& row : page->items) items.push_back(wire::audit(row));
  co_return http::json(200, wire::list(std::move(items), page->next_cursor));
}

}  // namespace takeover::net::handlers
