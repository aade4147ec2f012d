// Leads: the list, one, its status.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/leads/leads.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

bool is_online(const request_context& ctx, const domain::lead_view& row) {
  return row.record.conversation &&
         ctx.app.tree.presence().table().is_visitor_online(*row.record.conversation);
}

domain::result<storage::lead_query> lead_query(const request_context& ctx) {
  storage::lead_query query;
  query.workspace = ctx.member().workspace;
  const auto status = ctx.text("status");
  if (!status) return status.error();
  if (!status->empty()) {
    query.status = domain::parse_lead_status(*status);
    if (!query.status)
      return domain::fail(domain::errc::malformed,
                          "The parameter 'status' must be new, qualified, contacted, won or lost.");
  }
  auto text = ctx.text("q");
  auto cursor = ctx.text("cursor");
  const auto limit = ctx.limit();
  if (!text) return text.error();
  if (!cursor) return cursor.error();
  if (!limit) return limit.error();
  query.text = std::move(*text);
  query.cursor = std::move(*cursor);
  query.limit = *limit;
  return query;
}

struct lead_list {
  storage::page<domain::lead_view> page;
  std::int64_t total = 0;
};

}  // namespace

/// GET /api/leads?status=&q=&cursor=&limit= → 200 {items, next_cursor, total}
awaitable<response> list_leads(request_context& ctx) {
  const auto query = lead_query(ctx);
  if (!query) co_return http::problem(query.error());
  const auto find_page = [query = *query](storage::reader& from) -> domain::result<lead_list> {
    auto page = storage::leads::list(from, query);
    if (!page) return page.error();
    return lead_list{std::move(*page), storage::leads::count(from, query)};
  };
  const auto found = co_await on_reader(ctx.shard, ctx.app.store, find_page);
  if (!found) co_return http::problem(found.error());
  boost::json::array items;
  for (const auto& row : found->page.items) items.push_back(wire::lead(row, is_online(ctx, row)));
  auto body = wire::list(std::move(items), found->page.next_cursor);
  body["total"] = found->total;
  co_return http::json(200, body);
}

/// GET /api/leads/{id} → 200 lead row | 404
awaitable<response> show_lead(request_context& ctx) {
  const auto id = ctx.id_as<domain::lead_id>();
  if (!id) co_return http::problem(id.error());
  const auto row =
      co_await on_reader(ctx.shard, ctx.app.store,
                         [id = *id, workspace = ctx.member().workspace](storage::reader& from) {
                           return storage::leads::view(from, workspace, id);
                         });
  if (!row) co_return http::problem(row.error());
  if (!*row) co_return http::problem(domain::fail(domain::errc::not_found));
  co_return http::json(200, wire::lead(**row, is_online(ctx, **row)));
}

/// PATCH /api/leads/{id} {status} → 200 lead row | 404; any status can be set
awaitable<response> change_lead(request_context& ctx) {
  const auto id = ctx.id_as<domain::lead_id>();
  if (!id) co_return http::problem(id.error());
  const auto status = wire::read_lead_status(ctx.in.body());
  if (!status) co_return http::problem(status.error());
  const auto set_status = [by = ctx.member(), id = *id, status = *status,
                           now = ctx.now()](storage::writer& to) {
    return storage::leads::set_status(to, by, id, status, now);
  };
  const auto row = co_await on_writer(ctx.shard, ctx.app.store, set_status);
  if (!row) co_return http::problem(row.error());
  ctx.app.tree.lead_status_changed(*row);
  co_return http::json(200, wire::lead(*row, is_online(ctx, *row)));
}

}  // namespace takeover::net::handlers
