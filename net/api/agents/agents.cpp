// Agents as their settings show them, and their behavior rules. For admins and owners.
#include "net/wire/agents.hpp"

#include "net/api/handlers.hpp"
#include "net/wire/responses.hpp"
#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// An agent of the member's workspace, as it is stored now. Error: not_found.
awaitable<domain::result<storage::agent_record>> own_agent(request_context& ctx,
                                                           domain::agent_id id) {
  const auto find = [id](storage::reader& from) { return storage::agents::by_id(from, id); };
  auto found = co_await on_reader(ctx.shard, ctx.app.store, find);
  if (!found) co_return found.error();
  if (!*found || (*found)->workspace != ctx.member().workspace)
    co_return domain::fail(domain::errc::not_found);
  co_return std::move(**found);
}

}  // namespace

/// GET /api/agents → 200 {items, next_cursor: null}, oldest first
awaitable<response> list_agents(request_context& ctx) {
  const auto find_all = [workspace = ctx.member().workspace](storage::reader& from) {
    boost::json::array items;
    for (const auto id : storage::agents::of_workspace(from, workspace))
      if (const auto agent = storage::agents::by_id(from, id))
        items.push_back(wire::agent_settings(*agent));
    return items;
  };
  auto items = co_await on_reader(ctx.shard, ctx.app.store, find_all);
  if (!items) co_return http::problem(items.error());
  co_return http::json(200, wire::list(std::move(*items), {}));
}

/// GET /api/agents/{id} → 200 agent | 404
awaitable<response> show_agent(request_context& ctx) {
  const auto id = ctx.id_as<domain::agent_id>();
  if (!id) co_return http::problem(id.error());
  const auto agent = co_await own_agent(ctx, *id);
  if (!agent) co_return http::problem(agent.error());
  co_return http::json(200, wire::agent_settings(*agent));
}

/// PATCH /api/agents/{id} {name?, greeting?, allowed_origins?, lead_form?} → 200 agent | 404 | 422
/// (which field)
awaitable<response> change_agent(request_context& ctx) {
  const auto id = ctx.id_as<domain::agent_id>();
  if (!id) co_return http::problem(id.error());
  const auto wanted = wire::read_agent(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto change = [id = *id, wish = *wanted, by = ctx.member(), now = ctx.now()](
                          storage::writer& to) -> domain::result<storage::agent_record> {
    const auto before = storage::agents::by_id(to, id);
    if (!before || before->workspace != by.workspace) return domain::fail(domain::errc::not_found);
    const auto profile = domain::check_profile(wish.over(*before));
    if (!profile) return profile.error();
    if (auto done = storage::agents::set_profile(to, by, id, *profile, now); !done)
      return done.error();
    return storage::agents::by_id(to, id).value();
  };
  const auto agent = co_await on_writer(ctx.shard, ctx.app.store, change);
  if (!agent) co_return http::problem(agent.error());
  ctx.app.agents.forget(*id);
  co_return http::json(200, wire::agent_settings(*agent));
}

/// GET /api/agents/{id}/rules → 200 {items, next_cursor: null}, the first goes first | 404
awaitable<response> show_rules(request_context& ctx) {
  const auto id = ctx.id_as<domain::agent_id>();
  if (!id) co_return http::problem(id.error());
  const auto agent = co_await own_agent(ctx, *id);
  if (!agent) co_return http::problem(agent.error());
  co_return http::json(200, wire::list(wire::rule_settings(agent->rules), {}));
}

/// PUT /api/agents/{id}/rules {rules} → 200 as GET | 404 | 422 (which field). All of them, in their
/// order.
awaitable<response> change_rules(request_context& ctx) {
  const auto id = ctx.id_as<domain::agent_id>();
  if (!id) co_return http::problem(id.error());
  auto given = wire::read_rules(ctx.in.body());
  if (!given) co_return http::problem(given.error());
  auto checked = domain::check_rules(std::move(*given));
  if (!checked) co_return http::problem(checked.error());
  const auto put = [id = *id, rules = *checked, by = ctx.member(),
                    now = ctx.now()](storage::writer& to) {
    return storage::agents::set_rules(to, by, id, rules, now);
  };
  const auto stored = co_await on_writer(ctx.shard, ctx.app.store, put);
  if (!stored) co_return http::problem(stored.error());
  ctx.app.agents.forget(*id);
  co_return http::json(200, wire::list(wire::rule_settings(*stored), {}));
}

}  // namespace takeover::net::handlers
