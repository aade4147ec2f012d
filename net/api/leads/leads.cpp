// Leads: the list, one, its status.
#include <boost/json/array.hpp>

#include "net/api/leads/lead_routes.hpp"
#include "net/api/leads/visitor_of.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/wire/json/values.hpp"
#include "net/wire/leads.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

domain::result<storage::lead_query> lead_query(const request_context& ctx) {
  storage::lead_query query;
  query.workspace = ctx.member().workspace;
  TRY(status, ctx.text("status"));
  if (!status.empty()) {
    query.status = domain::parse_lead_status(status);
    if (!query.status)
      return domain::fail(domain::errc::malformed,
                          "The parameter 'status' must be new, qualified, contacted, won or lost.");
  }
  TRY(text, ctx.text("q"));
  TRY(cursor, ctx.text("cursor"));
  TRY(limit, ctx.limit());
  query.text = std::move(text);
  query.cursor = std::move(cursor);
  query.limit = limit;
  return query;
}

}  // namespace

/// GET /api/leads?status=&q=&cursor=&limit= → 200 {items, next_cursor, total}
handler_result list_leads(request_context& ctx) {
  CO_TRY(query, lead_query(ctx));
  const auto find_page = [query,
                          &app = ctx.app](storage::reader& rows) -> domain::result<response> {
    TRY(page, storage::leads::list(rows, query));
    boost::json::array items;
    for (const auto& row : page.items) items.push_back(wire::lead(row, visitor_of(app, row)));
    auto body = wire::list(std::move(items), page.next_cursor);
    body["total"] = storage::leads::count(rows, query);
    return http::json(200, body);
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

/// GET /api/leads/{id} → 200 lead row | 404
handler_result show_lead(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::lead_id>());
  const auto find = [id, workspace = ctx.member().workspace](storage::reader& rows) {
    return storage::leads::view(rows, workspace, id);
  };
  CO_TRY(row, co_await on_reader(ctx.shard, ctx.app.store, find));
  if (!row) co_return domain::fail(domain::errc::not_found);
  co_return http::json(200, wire::lead(*row, visitor_of(ctx.app, *row)));
}

/// PATCH /api/leads/{id} {status} → 200 lead row | 404; any status can be set
handler_result change_lead(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::lead_id>());
  CO_TRY(status, wire::read_lead_status(ctx.in.body()));
  const auto set_status = [by = ctx.member(), id, status, now = ctx.now()](storage::writer& rows) {
    return storage::leads::set_status(rows, by, id, status, now);
  };
  CO_TRY(row, co_await on_writer(ctx.shard, ctx.app.store, set_status));
  ctx.app.tree.lead_status_changed(row);
  co_return http::json(200, wire::lead(row, visitor_of(ctx.app, row)));
}

/// DELETE /api/leads/{id} → 204 | 403 | 404
handler_result delete_lead(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::lead_id>());
  const auto remove = [by = ctx.member(), id, now = ctx.now()](storage::writer& rows) {
    return storage::leads::remove(rows, by, id, now);
  };
  CO_TRY(gone, co_await on_writer(ctx.shard, ctx.app.store, remove));
  ctx.app.tree.lead_deleted(ctx.member().workspace, id, gone);
  co_return http::no_content();
}

}  // namespace takeover::net::handlers
