// The audit log.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/wire/responses.hpp"
#include "storage/audit/audit.hpp"
#include "storage/tokens.hpp"

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
  if (*actor == "system") {
    query.by_system = true;
  } else if (!actor->empty()) {
    query.actor = domain::user_id::parse(*actor);
    if (!query.actor)
      return domain::fail(domain::errc::malformed,
                          "The parameter 'actor' must be a user's id, or system.");
  }
  query.action = std::move(*action);
  query.target = std::move(*target);
  query.cursor = std::move(*cursor);
  query.limit = *limit;
  return query;
}

}  // namespace

/// GET /api/audit-logs?actor=&action=&target=&cursor=&limit= → 200 {items, next_cursor} | 403
/// (role)
awaitable<response> list_audit(request_context& ctx) {
  const auto query = audit_query(ctx);
  if (!query) co_return http::problem(query.error());
  const auto find_page = [query = *query](storage::reader& from) {
    return storage::audit::list(from, query);
  };
  const auto page = co_await on_reader(ctx.shard, ctx.app.store, find_page);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const auto& row : page->items) items.push_back(wire::audit(row));
  co_return http::json(200, wire::list(std::move(items), page->next_cursor));
}

/// GET /api/audit-logs/check?after= → 200 {checked, length, more, fault}: checks the chain beyond
/// the row `after`, which must have been checked before, over a part that takes no long time | 403
/// (role)
awaitable<response> check_audit(request_context& ctx) {
  constexpr int rows_in_a_part = 5'000;
  const auto after = ctx.number("after");
  if (!after) co_return http::problem(after.error());
  const auto check_part = [workspace = ctx.member().workspace,
                           after = after->value_or(0)](storage::reader& from) {
    return storage::audit::check(from, workspace, after, rows_in_a_part);
  };
  const auto part = co_await on_reader(ctx.shard, ctx.app.store, check_part);
  if (!part) co_return http::problem(part.error());
  co_return http::json(200, wire::audit_check(*part));
}

}  // namespace takeover::net::handlers
