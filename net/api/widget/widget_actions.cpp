// What visitors do in their conversation. The conversation itself decides; here requests and
// answers change their form.
#include <boost/json/object.hpp>

#include "domain/text/intent.hpp"
#include "net/api/handlers.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/wire/agents.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

constexpr int entries_looked_through = 50;

/// What made the form come up, in words that members can rely on.
struct trigger {
  std::optional<domain::rule_id> rule;
  std::string words;
};

/// The phrase in which the visitor last asked to be written to; empty: in none of the last entries.
std::string last_wish(storage::reader& from, domain::conversation_id id) {
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.limit = entries_looked_through;
  const auto page = storage::timeline::page(from, query);
  for (auto e = page.entries.rbegin(); e != page.entries.rend(); ++e) {
    if (e->role != domain::message_role::visitor) continue;
    if (const auto phrase = domain::wants_contact(e->body)) return std::string{*phrase};
  }
  return {};
}

/// A widget says which rule it acted on; the rule's name and the visitor's phrase are looked up
/// here. What is not found is left empty: it is no reason to lose a lead.
awaitable<trigger> trigger_of(request_context& ctx, domain::lead_source source,
                              std::optional<domain::rule_id> named) {
  const auto who = ctx.visitor.who;
  if (source == domain::lead_source::intent) {
    const auto look = [id = who.conversation](storage::reader& from) {
      return last_wish(from, id);
    };
    const auto phrase = co_await on_reader(ctx.shard, ctx.app.store, look);
    co_return trigger{std::nullopt, phrase ? *phrase : std::string{}};
  }
  if (!named || source == domain::lead_source::form) co_return trigger{};
  const auto agent = co_await ctx.app.agents.find(ctx.shard, who.agent);
  if (!agent) co_return trigger{};
  for (const auto& rule : (*agent)->rules)
    if (rule.id == *named) co_return trigger{rule.id, rule.name};
  co_return trigger{};
}

/// The rules that may call a human for these words. Without an answer there are none: the message
/// is worth more.
awaitable<std::vector<domain::possible_route>> routes_of(request_context& ctx,
                                                         const std::string& words) {
  const auto agent = co_await ctx.app.agents.find(ctx.shard, ctx.visitor.who.agent);
  if (!agent) co_return std::vector<domain::possible_route>{};
  co_return domain::routes_in((*agent)->rules, words);
}

/// The enabled rule of kind `route` that the widget acts on. Error: invalid.
awaitable<domain::result<domain::behavior_rule>> route_named(request_context& ctx,
                                                             domain::rule_id id) {
  const auto agent = co_await ctx.app.agents.find(ctx.shard, ctx.visitor.who.agent);
  if (!agent) co_return agent.error();
  for (const auto& rule : (*agent)->rules)
    if (rule.id == id && rule.kind == domain::rule_kind::route &&
        rule.state == domain::rule_state::enabled)
      co_return rule;
  co_return domain::error{domain::errc::invalid,
                          "Some fields need another look.",
                          {},
                          {{"rule_id", "is no rule that calls a human"}}};
}

/// A visitor's message that may be sent on. Errors: too_many_requests, those of
/// `wire::read_message`.
domain::result<wire::message_body> next_message(const request_context& ctx) {
  if (const auto free = ctx.app.limits.messages.take(ctx.visitor.who.conversation.text().view());
      !free)
    return free.error();
  return wire::read_message(ctx.in.body());
}

}  // namespace

/// POST /v1/widget/messages {client_id, body} → 201 {entry, replies} after the answer | 200 for a
/// repeat | 409 | 410 | 413 | 429
awaitable<response> widget_message(request_context& ctx) {
  auto wanted = next_message(ctx);
  if (!wanted) co_return http::problem(wanted.error());
  auto routes = co_await routes_of(ctx, wanted->body);
  awaited<actors::posted> accepted{ctx.shard};
  awaited<actors::answered> answered{ctx.shard};
  const auto sent = ctx.app.tree.conversations().send(
      ctx.visitor.who.conversation,
      actors::requests::visitor_message(
          ctx.visitor.who,
          {std::move(wanted->client_id), std::move(wanted->body), std::move(routes)},
          accepted.promise(), {answered.promise(), std::nullopt}));
  if (!sent) co_return http::problem(sent.error());
  const auto posted = co_await accepted.within(timeouts::command);
  if (!posted) co_return http::problem(posted.error());
  const auto answer = co_await answered.within(timeouts::answer);
  // The message is safe whatever became of its answer: that comes by the timeline.
  const auto replies =
      answer ? wire::entries(answer->replies, wire::eyes::visitor) : boost::json::array{};
  co_return http::json(
      posted->repeated ? 200 : 201,
      boost::json::object{{"entry", wire::entry(posted->entry, wire::eyes::visitor)},
                          {"replies", replies}});
}

/// POST /v1/widget/messages/stream {client_id, body} → 200 event stream | a problem, as long as
/// nothing was accepted
awaitable<response> widget_message_stream(request_context& ctx) {
  auto wanted = next_message(ctx);
  if (!wanted) co_return http::problem(wanted.error());
  auto routes = co_await routes_of(ctx, wanted->body);
  const auto body =
      ctx.in.reads_chunks() ? http::body_framing::chunked : http::body_framing::until_close;
  std::shared_ptr<realtime::event_stream> stream =
      ctx.app.realtime.open_stream(ctx.shard, ctx.visitor.who.conversation, body);
  awaited<actors::posted> accepted{ctx.shard};
  const auto sent = ctx.app.tree.conversations().send(
      ctx.visitor.who.conversation,
      actors::requests::visitor_message(
          ctx.visitor.who,
          {std::move(wanted->client_id), std::move(wanted->body), std::move(routes)},
          accepted.promise(), {{}, stream->id()}));
  if (!sent) co_return http::problem(sent.error());
  const auto posted = co_await accepted.within(timeouts::command);
  if (!posted) co_return http::problem(posted.error());
  response answer;
  answer.stream = std::move(stream);
  co_return answer;
}

/// GET /v1/widget/rules?agent_id= → 200 {rules}: those that wait for something on the page, before
/// there is a conversation | 403 | 404 | 429
awaitable<response> widget_rules(request_context& ctx) {
  if (const auto free = ctx.app.limits.events.take("rules " + http::address_key(ctx.in.peer()));
      !free)
    co_return http::problem(free.error());
  const auto wanted = ctx.text("agent_id");
  if (!wanted) co_return http::problem(wanted.error());
  const auto id = domain::agent_id::parse(*wanted);
  if (!id)
    co_return http::problem(domain::fail(domain::errc::not_found, "There is no such agent."));
  const auto agent = co_await ctx.app.agents.find(ctx.shard, *id);
  if (!agent) co_return http::problem(agent.error());
  if (auth::origin_of(ctx.in, ctx.app.settings.server.public_url).origin.empty())
    co_return http::problem(domain::fail(domain::errc::forbidden, "The header Origin is missing."));
  if (const auto fine = check_widget_origin(ctx, **agent); !fine)
    co_return http::problem(fine.error());
  co_return http::json(200, boost::json::object{{"rules", wire::page_rules(**agent)}});
}

/// POST /v1/widget/leads {client_id, source, fields, rule_id?} → 201 {lead_id} | 200 for a repeat
/// or a known e-mail | 422 | 410 | 429
awaitable<response> widget_lead(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  if (const auto free = ctx.app.limits.leads.take(who.conversation.text().view()); !free)
    co_return http::problem(free.error());
  auto wanted = wire::read_lead(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  auto by = co_await trigger_of(ctx, wanted->source, wanted->rule);
  auto request =
      actors::requests::lead(who, {std::move(wanted->client_id), wanted->source,
                                   std::move(wanted->fields), by.rule, std::move(by.words)});
  const auto captured =
      co_await ctx.ask_conversation<actors::captured_lead>(who.conversation, request);
  if (!captured) co_return http::problem(captured.error());
  co_return http::json(captured->is_new ? 201 : 200,
                       boost::json::object{{"lead_id", std::string_view{captured->lead.text()}}});
}

/// POST /v1/widget/handoff {reason?, rule_id?} → 200 {state: queued|closed, opens_at|null,
/// conversation} | 410 | 422 | 429
awaitable<response> widget_handoff(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  if (const auto free = ctx.app.limits.events.take(who.conversation.text().view()); !free)
    co_return http::problem(free.error());
  auto wanted = wire::read_handoff(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  domain::ask_for_human command{std::move(wanted->reason)};
  if (wanted->rule) {
    auto rule = co_await route_named(ctx, *wanted->rule);
    if (!rule) co_return http::problem(rule.error());
    command.triggered_by = std::move(rule->name);
  }
  auto request = actors::requests::handoff(who, std::move(command));
  const auto view = co_await ctx.ask_conversation<actors::shared_view>(who.conversation, request);
  if (!view) co_return http::problem(view.error());
  const bool closed = (*view)->view.state.controller == domain::controller::bot;
  boost::json::value opens_at = nullptr;
  if (const auto at = closed ? ctx.app.tree.opens_at(who.workspace, who.agent) : std::nullopt)
    opens_at = domain::to_rfc3339(*at);
  co_return http::json(
      200, boost::json::object{{"state", closed ? "closed" : "queued"},
                               {"opens_at", std::move(opens_at)},
                               {"conversation", wire::conversation(**view, wire::eyes::visitor)}});
}

}  // namespace takeover::net::handlers
