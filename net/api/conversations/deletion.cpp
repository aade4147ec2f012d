// Deleting many conversations: a selection, or all that nobody used.
#include <algorithm>

#include "net/api/conversations/conversation_routes.hpp"
#include "net/api/conversations/delete_many.hpp"
#include "net/wire/conversations.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// How many unused conversations one call looks at: what is left comes with the next call.
constexpr std::size_t max_per_sweep = 1'000;

bool has_failed(const std::vector<wire::deletion>& outcomes) {
  return std::any_of(outcomes.begin(), outcomes.end(), [](const auto& deletion) {
    return deletion.outcome == wire::deletion_outcome::failed;
  });
}

std::vector<domain::conversation_id> ids_on(const storage::page<domain::conversation_view>& page) {
  std::vector<domain::conversation_id> ids;
  for (const auto& view : page.items) ids.push_back(view.state.id);
  return ids;
}

}  // namespace

/// POST /api/conversations/bulk-delete {ids} → 200 {deleted, items:[{id, outcome}]} | 403 (role) |
/// 422 (none, or more than 500 ids)
handler_result delete_selection(request_context& ctx) {
  CO_TRY(selection, wire::read_ids(ctx.in.body()));
  auto outcomes = co_await delete_each(ctx.shard, ctx.app.tree.conversations(), ctx.member(),
                                       selection.ids, domain::deletion::any);
  for (const auto& text : selection.unreadable)
    outcomes.push_back({text, wire::deletion_outcome::not_found});
  co_return http::json(200, wire::deletions(outcomes));
}

/// POST /api/conversations/delete-empty {cursor?} → 200 {deleted, kept, failed, next_cursor} | 403
/// (role)
handler_result delete_unused(request_context& ctx) {
  CO_TRY(cursor, wire::read_cursor(ctx.in.body()));
  storage::conversation_query query;
  query.workspace = ctx.member().workspace;
  query.filter = storage::conversation_filter::empty;
  query.limit = 200;
  query.cursor = std::move(cursor);
  std::vector<wire::deletion> outcomes;
  do {
    const auto find_page = [query](storage::reader& rows) {
      return storage::conversation_list::page(rows, query);
    };
    CO_TRY(page, co_await on_reader(ctx.shard, ctx.app.store, find_page));
    const auto ids = ids_on(page);
    const auto part = co_await delete_each(ctx.shard, ctx.app.tree.conversations(), ctx.member(),
                                           ids, domain::deletion::only_unused);
    outcomes.insert(outcomes.end(), part.begin(), part.end());
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty() && outcomes.size() < max_per_sweep && !has_failed(outcomes));
  co_return http::json(200, wire::sweep(outcomes, query.cursor));
}

}  // namespace takeover::net::handlers
