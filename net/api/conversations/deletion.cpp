// Deleting many conversations. Each one decides for itself; here they are asked, a bounded number
// at a time.
#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>

#include "net/api/handlers.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// How many conversations are asked at once: enough to fill a group commit, few enough to leave
/// room for others in it.
constexpr std::size_t asked_at_once = 64;
/// How many unused sessions one call looks at: what is left comes with the next call.
constexpr std::size_t most_in_a_sweep = 1'000;

using outcomes = std::vector<wire::deletion>;

wire::deletion outcome_of(domain::conversation_id id, const domain::result<std::monostate>& gone) {
  if (gone) return {id.str(), wire::deletion_outcome::deleted};
  switch (gone.error().code) {
    case domain::errc::deleted: return {id.str(), wire::deletion_outcome::already_deleted};
    case domain::errc::not_found: return {id.str(), wire::deletion_outcome::not_found};
    case domain::errc::conflict: return {id.str(), wire::deletion_outcome::kept};
    default: return {id.str(), wire::deletion_outcome::failed};
  }
}

std::chrono::milliseconds time_until(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds{1});
}

bool has_failed(const outcomes& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const auto& one) { return one.outcome == wire::deletion_outcome::failed; });
}

/// Asks every conversation to delete itself, and hears them all. Where answers do not come in time,
/// the rest is not asked.
awaitable<outcomes> delete_each(request_context& ctx,
                                const std::vector<domain::conversation_id>& ids,
                                domain::deletion what) {
  outcomes all;
  all.reserve(ids.size());
  for (std::size_t from = 0; from < ids.size(); from += asked_at_once) {
    const auto deadline = std::chrono::steady_clock::now() + timeouts::command;
    const auto to = std::min(ids.size(), from + asked_at_once);
    std::vector<awaited<std::monostate>> answers;
    std::vector<domain::result<void>> sent;
    for (auto at = from; at < to; ++at) {
      auto& answer = answers.emplace_back(ctx.shard);
      actors::delete_request wish{ctx.member(), answer.promise(), what};
      sent.push_back(ctx.app.tree.conversations().send(ids[at], std::move(wish)));
    }
    for (auto at = from; at < to; ++at) {
      domain::result<std::monostate> gone = domain::fail(domain::errc::unavailable);
      if (const auto& refused = sent[at - from]; !refused)
        gone = refused.error();
      else
        gone = co_await answers[at - from].within(time_until(deadline));
      all.push_back(outcome_of(ids[at], gone));
    }
    if (std::chrono::steady_clock::now() < deadline) continue;
    for (auto at = to; at < ids.size(); ++at)
      all.push_back({ids[at].str(), wire::deletion_outcome::failed});
    break;
  }
  co_return all;
}

std::vector<domain::conversation_id> ids_on(const storage::page<domain::conversation_view>& page) {
  std::vector<domain::conversation_id> ids;
  for (const auto& view : page.items) ids.push_back(view.state.id);
  return ids;
}

}  // namespace

/// POST /api/conversations/bulk-delete {ids} → 200 {deleted, items:[{id, outcome}]} | 403 (role) |
/// 422 (none, or more than 500 ids)
awaitable<response> delete_selection(request_context& ctx) {
  const auto wanted = wire::read_ids(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  auto all = co_await delete_each(ctx, wanted->ids, domain::deletion::any);
  for (const auto& text : wanted->unreadable)
    all.push_back({text, wire::deletion_outcome::not_found});
  co_return http::json(200, wire::deletions(all));
}

/// POST /api/conversations/delete-empty {cursor?} → 200 {deleted, kept, failed, next_cursor} | 403
/// (role)
awaitable<response> delete_unused(request_context& ctx) {
  auto cursor = wire::read_cursor(ctx.in.body());
  if (!cursor) co_return http::problem(cursor.error());
  storage::conversation_query query;
  query.workspace = ctx.member().workspace;
  query.filter = storage::conversation_filter::empty;
  query.limit = 200;
  query.cursor = std::move(*cursor);
  outcomes all;
  do {
    const auto find_page = [query](storage::reader& from) {
      return storage::conversation_list::page(from, query);
    };
    const auto page = co_await on_reader(ctx.shard, ctx.app.store, find_page);
    if (!page) co_return http::problem(page.error());
    const auto ids = ids_on(*page);
    const auto part = co_await delete_each(ctx, ids, domain::deletion::only_unused);
    all.insert(all.end(), part.begin(), part.end());
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty() && all.size() < most_in_a_sweep && !has_failed(all));
  co_return http::json(200, wire::sweep(all, query.cursor));
}

}  // namespace takeover::net::handlers
