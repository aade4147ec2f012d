// How the workspace receives visitors: the members' switches, the hours, and who is next.
#include "net/wire/live_chat.hpp"

#include <boost/json/object.hpp>

#include "net/api/live_chat/live_chat_routes.hpp"
#include "net/api/live_chat/take_next.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

struct live_chat_record {
  domain::live_chat_settings settings;
  std::vector<storage::agent_with_hours> agents;
};

handler_result settings_answer(request_context& ctx) {
  const auto find = [workspace = ctx.member().workspace](storage::reader& rows) {
    return live_chat_record{storage::live_chat::settings(rows, workspace),
                            storage::live_chat::agents_with_hours(rows, workspace)};
  };
  CO_TRY(record, co_await on_reader(ctx.shard, ctx.app.store, find));
  co_return http::json(200, wire::live_chat(record.settings, record.agents));
}

}  // namespace

/// GET /api/availability → 200 {available}
handler_result show_switch(request_context& ctx) {
  const auto position =
      ctx.app.tree.presence().table().switch_of(ctx.member().workspace, ctx.member().user);
  co_return http::json(200, wire::availability(position));
}

/// PUT /api/availability {available} → 200 {available}; counts from now on
handler_result set_switch(request_context& ctx) {
  CO_TRY(position, wire::read_switch(ctx.in.body()));
  const auto workspace = ctx.member().workspace;
  const auto user = ctx.member().user;
  const auto put = [workspace, user, position](storage::writer& rows) -> domain::result<bool> {
    storage::live_chat::put_switch(rows, workspace, user, position);
    return true;
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, put));
  ctx.app.tree.presence().switched(workspace, user, position);
  co_return http::json(200, wire::availability(position));
}

/// POST /api/queue/next {} → 200 {conversation}, of the visitor who has waited longest, those on
/// the site before those who left | 204 when nobody waits
handler_result take_next_visitor(request_context& ctx) {
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  CO_TRY(taken, co_await take_next(ctx.shard, ctx.app.store, ctx.app.tree, ctx.member()));
  if (!taken) co_return http::no_content();
  co_return http::json(
      200,
      boost::json::object{{"conversation", wire::conversation(**taken, wire::viewer::member)}});
}

/// GET /api/settings/live-chat → 200 {hours, queue_position, agents: [{id, name, hours|null}]} |
/// 403 (role)
handler_result show_live_chat(request_context& ctx) { return settings_answer(ctx); }

/// PUT /api/settings/live-chat {hours, queue_position} → 200 as GET | 403 (role) | 422 (which
/// field)
handler_result change_live_chat(request_context& ctx) {
  CO_TRY(settings, wire::read_live_chat(ctx.in.body()));
  const auto put = [by = ctx.member(), settings,
                    now = ctx.now()](storage::writer& rows) -> domain::result<bool> {
    if (auto done = storage::live_chat::set_settings(rows, by, settings, now); !done)
      return done.error();
    return true;
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, put));
  ctx.app.tree.live_chat_changed(ctx.member().workspace, settings);
  co_return co_await settings_answer(ctx);
}

/// PUT /api/agents/{id}/hours {hours|null} → 200 as GET /api/settings/live-chat | 403 (role) | 404
/// | 422 (which field)
handler_result change_agent_hours(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::agent_id>());
  CO_TRY(hours, wire::read_agent_hours(ctx.in.body()));
  const auto put = [by = ctx.member(), id, hours,
                    now = ctx.now()](storage::writer& rows) -> domain::result<bool> {
    if (auto done = storage::live_chat::set_agent_hours(rows, by, id, hours, now); !done)
      return done.error();
    return true;
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, put));
  ctx.app.tree.agent_hours_changed(ctx.member().workspace, id, hours);
  co_return co_await settings_answer(ctx);
}

}  // namespace takeover::net::handlers
