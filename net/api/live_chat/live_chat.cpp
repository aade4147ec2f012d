// How the workspace receives visitors: the members' switches, the hours, and who is next.
#include <boost/json/object.hpp>

#include "domain/people/permissions.hpp"
#include "net/api/handlers.hpp"
#include "net/wire/live_chat.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/views.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

constexpr int candidates_at_once = 50;
/// Who is taken by others meanwhile is passed over; a new look begins where the line is now.
constexpr int looks = 3;

boost::json::object switch_answer(domain::member_switch now) {
  return {{"available", now == domain::member_switch::available}};
}

struct live_chat_record {
  domain::live_chat_settings settings;
  std::vector<storage::agent_with_hours> agents;
};

domain::error only_managers() {
  return domain::fail(domain::errc::forbidden,
                      "Only admins and owners can see and change these settings.");
}

bool manages(const request_context& ctx) {
  return domain::may(ctx.member().role, domain::action::change_settings);
}

awaitable<response> settings_answer(request_context& ctx) {
  const auto workspace = ctx.member().workspace;
  const auto found =
      co_await on_reader(ctx.shard, ctx.app.store, [workspace](storage::reader& from) {
        return live_chat_record{storage::live_chat::settings(from, workspace),
                                storage::live_chat::agents_with_hours(from, workspace)};
      });
  if (!found) co_return http::problem(found.error());
  co_return http::json(200, wire::live_chat(found->settings, found->agents));
}

/// The longest waits of the workspace, the longest first.
awaitable<domain::result<std::vector<domain::conversation_id>>> longest_waits(
    request_context& ctx) {
  storage::conversation_query query;
  query.workspace = ctx.member().workspace;
  query.filter = storage::conversation_filter::needs_human;
  query.limit = candidates_at_once;
  const auto find =
      [query](storage::reader& from) -> domain::result<std::vector<domain::conversation_id>> {
    const auto page = storage::conversation_list::page(from, query);
    if (!page) return page.error();
    std::vector<domain::conversation_id> ids;
    for (const auto& one : page->items) ids.push_back(one.state.id);
    return ids;
  };
  co_return co_await on_reader(ctx.shard, ctx.app.store, find);
}

/// Somebody else was faster, or the visitor waits no more.
bool is_gone(const domain::error& why) {
  using domain::errc;
  return why == errc::already_claimed || why == errc::deleted || why == errc::not_found;
}

}  // namespace

/// GET /api/availability → 200 {available}
awaitable<response> show_switch(request_context& ctx) {
  co_return http::json(200, switch_answer(ctx.app.tree.presence().table().switch_of(
                                ctx.member().workspace, ctx.member().user)));
}

/// PUT /api/availability {available} → 200 {available}; counts from now on
awaitable<response> set_switch(request_context& ctx) {
  const auto wanted = wire::read_switch(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto workspace = ctx.member().workspace;
  const auto user = ctx.member().user;
  const auto stored = co_await on_writer(
      ctx.shard, ctx.app.store,
      [workspace, user, to = *wanted](storage::writer& rows) -> domain::result<bool> {
        storage::live_chat::put_switch(rows, workspace, user, to);
        return true;
      });
  if (!stored) co_return http::problem(stored.error());
  ctx.app.tree.presence().switched(workspace, user, *wanted);
  co_return http::json(200, switch_answer(*wanted));
}

/// POST /api/queue/next {} → 200 {conversation}, of the visitor who has waited longest | 204 when
/// nobody waits
awaitable<response> take_next(request_context& ctx) {
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  for (int look = 0; look < looks; ++look) {
    const auto waiting = co_await longest_waits(ctx);
    if (!waiting) co_return http::problem(waiting.error());
    if (waiting->empty()) co_return http::no_content();
    for (const auto id : *waiting) {
      auto request = actors::requests::claim(ctx.member(), domain::takeover_mode::from_queue);
      const auto taken = co_await ctx.ask_conversation<actors::shared_view>(id, request);
      if (taken)
        co_return http::json(
            200,
            boost::json::object{{"conversation", wire::conversation(**taken, wire::eyes::member)}});
      if (!is_gone(taken.error())) co_return http::problem(taken.error());
    }
  }
  co_return http::no_content();
}

/// GET /api/settings/live-chat → 200 {hours, queue_position, agents: [{id, name, hours|null}]} |
/// 403 (role)
awaitable<response> show_live_chat(request_context& ctx) {
  if (!manages(ctx)) co_return http::problem(only_managers());
  co_return co_await settings_answer(ctx);
}

/// PUT /api/settings/live-chat {hours, queue_position} → 200 as GET | 403 (role) | 422 (which
/// field)
awaitable<response> change_live_chat(request_context& ctx) {
  if (!manages(ctx)) co_return http::problem(only_managers());
  const auto wanted = wire::read_live_chat(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto put = [by = ctx.member(), settings = *wanted,
                    now = ctx.now()](storage::writer& rows) -> domain::result<bool> {
    storage::live_chat::set_settings(rows, by, settings, now);
    return true;
  };
  const auto stored = co_await on_writer(ctx.shard, ctx.app.store, put);
  if (!stored) co_return http::problem(stored.error());
  ctx.app.tree.live_chat_changed(ctx.member().workspace, *wanted);
  co_return co_await settings_answer(ctx);
}

/// PUT /api/agents/{id}/hours {hours|null} → 200 as GET /api/settings/live-chat | 403 (role) | 404
/// | 422 (which field)
awaitable<response> change_agent_hours(request_context& ctx) {
  if (!manages(ctx)) co_return http::problem(only_managers());
  const auto id = ctx.id_as<domain::agent_id>();
  if (!id) co_return http::problem(id.error());
  const auto wanted = wire::read_agent_hours(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto put = [by = ctx.member(), agent = *id, hours = *wanted,
                    now = ctx.now()](storage::writer& rows) -> domain::result<bool> {
    if (auto done = storage::live_chat::set_agent_hours(rows, by, agent, hours, now); !done)
      return done.error();
    return true;
  };
  const auto stored = co_await on_writer(ctx.shard, ctx.app.store, put);
  if (!stored) co_return http::problem(stored.error());
  ctx.app.tree.agent_hours_changed(ctx.member().workspace, *id, *wanted);
  co_return co_await settings_answer(ctx);
}

}  // namespace takeover::net::handlers
