#include "net/api/live_chat/take_next.hpp"

#include "net/api/try.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/tokens.hpp"

namespace takeover::net {
namespace {

constexpr int candidates_at_once = 50;
/// Visitors who were taken by others meanwhile are skipped; the next round begins where the queue
/// is then.
constexpr int rounds = 3;

/// The conversations that wait in the workspace, the next one first.
boost::asio::awaitable<domain::result<std::vector<domain::conversation_id>>> next_ones(
    io_shard& shard, storage::store& store, const actors::actor_tree& tree,
    domain::workspace_id workspace) {
  storage::conversation_query query;
  query.workspace = workspace;
  query.filter = storage::conversation_filter::needs_human;
  query.limit = candidates_at_once;
  query.visitors_left = tree.waiting_absent(workspace);
  const auto find =
      [query](storage::reader& rows) -> domain::result<std::vector<domain::conversation_id>> {
    TRY(page, storage::conversation_list::page(rows, query));
    std::vector<domain::conversation_id> ids;
    for (const auto& view : page.items) ids.push_back(view.state.id);
    return ids;
  };
  co_return co_await on_reader(shard, store, find);
}

/// Somebody else was faster, or the visitor no longer waits.
bool is_gone(const domain::error& why) {
  using domain::errc;
  return why == errc::already_claimed || why == errc::deleted || why == errc::not_found;
}

}  // namespace

boost::asio::awaitable<domain::result<std::optional<actors::shared_view>>> take_next(
    io_shard& shard, storage::store& store, actors::actor_tree& tree, const domain::member& by) {
  for (int round = 0; round < rounds; ++round) {
    CO_TRY(waiting, co_await next_ones(shard, store, tree, by.workspace));
    if (waiting.empty()) break;
    for (const auto id : waiting) {
      auto request = actors::requests::claim(by, domain::takeover_mode::from_queue);
      auto taken =
          co_await ask_conversation<actors::shared_view>(shard, tree.conversations(), id, request);
      if (taken) co_return std::optional{std::move(*taken)};
      if (!is_gone(taken.error())) co_return taken.error();
    }
  }
  co_return std::optional<actors::shared_view>{};
}

}  // namespace takeover::net
