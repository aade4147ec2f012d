// The audit log: its rows, and checking its hash chain.
#include "net/wire/audit.hpp"

#include <boost/json/array.hpp>

#include "net/api/audit/audit_routes.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/wire/json/values.hpp"
#include "storage/audit/audit.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

domain::result<storage::audit_query> audit_query(const request_context& ctx) {
  TRY(actor, ctx.text("actor"));
  TRY(action, ctx.text("action"));
  TRY(target, ctx.text("target"));
  TRY(cursor, ctx.text("cursor"));
  TRY(limit, ctx.limit());
  storage::audit_query query;
  query.workspace = ctx.member().workspace;
  if (actor == "system") {
    query.by_system = true;
  } else if (!actor.empty()) {
    query.actor = domain::user_id::parse(actor);
    if (!query.actor)
      return domain::fail(domain::errc::malformed,
                          "The parameter 'actor' must be a user's id, or system.");
  }
  query.action = std::move(action);
  query.target = std::move(target);
  query.cursor = std::move(cursor);
  query.limit = limit;
  return query;
}

}  // namespace

/// GET /api/audit-logs?actor=&action=&target=&cursor=&limit= → 200 {items, next_cursor} | 403
/// (role)
handler_result list_audit(request_context& ctx) {
  CO_TRY(query, audit_query(ctx));
  const auto find_page = [query](storage::reader& rows) -> domain::result<response> {
    TRY(page, storage::audit::list(rows, query));
    boost::json::array items;
    for (const auto& row : page.items) items.push_back(wire::audit(row));
    return http::json(200, wire::list(std::move(items), page.next_cursor));
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

/// GET /api/audit-logs/check?after= → 200 {checked, length, more, fault}: checks the chain beyond
/// the row `after`, which must have been checked before, over a part that takes no long time | 403
/// (role)
handler_result check_audit(request_context& ctx) {
  constexpr int rows_in_a_part = 5'000;
  CO_TRY(after, ctx.number("after"));
  const auto check_part = [workspace = ctx.member().workspace,
                           after = after.value_or(0)](storage::reader& rows) {
    return storage::audit::check(rows, workspace, after, rows_in_a_part);
  };
  CO_TRY(part, co_await on_heavy_reader(ctx.shard, ctx.app.store, check_part));
  co_return http::json(200, wire::audit_check(part));
}

}  // namespace takeover::net::handlers
