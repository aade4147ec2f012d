#include "net/api/people/remove_member.hpp"

#include "net/api/ask_conversation.hpp"
#include "net/api/try.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/tokens.hpp"

namespace takeover::net {
namespace {

boost::asio::awaitable<void> hand_back(io_shard& shard, services& app, const domain::member& by,
                                       domain::user_id holder) {
  const auto find = [workspace = by.workspace, holder](storage::reader& rows) {
    return storage::conversations::held_by(rows, workspace, holder);
  };
  const auto held = co_await on_reader(shard, app.store, find);
  if (!held) co_return;  // then their claims lapse
  for (const auto id : *held) {
    auto request = actors::requests::release(by, {}, holder);
    (void)co_await ask_conversation<actors::shared_view>(shard, app.tree.conversations(), id,
                                                         request);
  }
}

}  // namespace

boost::asio::awaitable<domain::result<void>> remove_member(io_shard& shard, services& app,
                                                           const domain::member& by,
                                                           domain::user_id who) {
  const auto remove = [who, by, now = app.clock.now()](storage::writer& rows) {
    return storage::people::remove_member(rows, by, who, now);
  };
  CO_TRY(removed, co_await on_writer(shard, app.store, remove));
  app.sessions.forget(by.workspace, who);
  for (const auto& session : removed.sessions) app.realtime.end_session(session);
  co_await hand_back(shard, app, by, who);
  co_return domain::result<void>{};
}

}  // namespace takeover::net
