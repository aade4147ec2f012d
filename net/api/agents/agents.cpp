// Agents as their settings show them, and their behavior rules.
#include "net/wire/agents.hpp"

#include "net/api/agents/agent_routes.hpp"
#include "net/wire/json/values.hpp"
#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// An agent of the member's workspace, as it is stored now. Error: not_found.
awaitable<domain::result<storage::agent_record>> own_agent(request_context& ctx,
                                                           domain::agent_id id) {
  const auto find = [id](storage::reader& rows) { return storage::agents::by_id(rows, id); };
  CO_TRY(agent, co_await on_reader(ctx.shard, ctx.app.store, find));
  if (!agent || agent->workspace != ctx.member().workspace)
    co_return domain::fail(domain::errc::not_found);
  co_return std::move(*agent);
}

}  // namespace

/// GET /api/agents → 200 {items, next_cursor: null}, oldest first
handler_result list_agents(request_context& ctx) {
  const auto find_all = [workspace = ctx.member().workspace](storage::reader& rows) {
    boost::json::array items;
    for (const auto id : storage::agents::of_workspace(rows, workspace))
      if (const auto agent = storage::agents::by_id(rows, id))
        items.push_back(wire::agent_settings(*agent));
    return items;
  };
  CO_TRY(items, co_await on_reader(ctx.shard, ctx.app.store, find_all));
  co_return http::json(200, wire::list(std::move(items), {}));
}

/// GET /api/agents/{id} → 200 agent | 404
handler_result show_agent(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::agent_id>());
  CO_TRY(agent, co_await own_agent(ctx, id));
  co_return http::json(200, wire::agent_settings(agent));
}

/// PATCH /api/agents/{id} {name?, greeting?, allowed_origins?, lead_form?} → 200 agent | 404 | 422
/// (which field)
handler_result change_agent(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::agent_id>());
  CO_TRY(patch, wire::read_agent(ctx.in.body()));
  const auto change = [id, patch, by = ctx.member(), now = ctx.now()](
                          storage::writer& rows) -> domain::result<storage::agent_record> {
    const auto before = storage::agents::by_id(rows, id);
    if (!before || before->workspace != by.workspace) return domain::fail(domain::errc::not_found);
    TRY(profile, domain::check_profile(patch.over(*before)));
    if (auto done = storage::agents::set_profile(rows, by, id, profile, now); !done)
      return done.error();
    return storage::agents::by_id(rows, id).value();
  };
  CO_TRY(agent, co_await on_writer(ctx.shard, ctx.app.store, change));
  ctx.app.agents.forget(id);
  co_return http::json(200, wire::agent_settings(agent));
}

/// GET /api/agents/{id}/rules → 200 {items, next_cursor: null}, the first goes first | 404
handler_result show_rules(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::agent_id>());
  CO_TRY(agent, co_await own_agent(ctx, id));
  co_return http::json(200, wire::list(wire::rule_settings(agent.rules), {}));
}

/// PUT /api/agents/{id}/rules {rules} → 200 as GET | 404 | 422 (which field). All of them, in their
/// order.
handler_result change_rules(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::agent_id>());
  CO_TRY(given, wire::read_rules(ctx.in.body()));
  CO_TRY(rules, domain::check_rules(std::move(given)));
  const auto put = [id, rules, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::agents::set_rules(rows, by, id, rules, now);
  };
  CO_TRY(stored, co_await on_writer(ctx.shard, ctx.app.store, put));
  ctx.app.agents.forget(id);
  co_return http::json(200, wire::list(wire::rule_settings(stored), {}));
}

}  // namespace takeover::net::handlers
