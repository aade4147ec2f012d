// What visitors do in their conversation. The conversation itself decides; here requests and
// answers only change their form.
#include <boost/json/object.hpp>

#include "net/api/authentication.hpp"
#include "net/api/leads/lead_trigger.hpp"
#include "net/api/widget/widget_routes.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/wire/agents.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/leads.hpp"
#include "net/wire/widget.hpp"

namespace takeover::net::handlers {
namespace {

/// The rules that may call a human for these words; none if the agent cannot be read, since that is
/// no reason to refuse a message.
awaitable<std::vector<domain::possible_route>> routes_of(request_context& ctx,
                                                         const std::string& words) {
  const auto agent = co_await ctx.app.agents.find(ctx.shard, ctx.visitor.who.agent);
  if (!agent) co_return std::vector<domain::possible_route>{};
  co_return domain::routes_in((*agent)->rules, words);
}

/// The enabled rule of kind `route` that the widget acts on. Error: invalid.
awaitable<domain::result<domain::behavior_rule>> route_named(request_context& ctx,
                                                             domain::rule_id id) {
  CO_TRY(agent, co_await ctx.app.agents.find(ctx.shard, ctx.visitor.who.agent));
  for (const auto& rule : agent->rules)
    if (rule.id == id && rule.kind == domain::rule_kind::route &&
        rule.state == domain::rule_state::enabled)
      co_return rule;
  co_return domain::invalid_field("rule_id", "is not a rule that calls a human");
}

/// A visitor's message that may be sent on. Errors: too_many_requests, too_large, those of
/// `wire::read_message`.
domain::result<wire::message_body> next_message(const request_context& ctx) {
  const auto& who = ctx.visitor.who;
  CHECK(ctx.app.limits.messages.take(who, http::address_key(ctx.in.peer())));
  TRY(message, wire::read_message(ctx.in.body()));
  CHECK(domain::check_length(message.body, ctx.app.limits.visitor_message_bytes.load()));
  CHECK(ctx.app.limits.take_bytes(who.workspace, message.body.size()));
  return std::move(message);
}

}  // namespace

/// POST /v1/widget/messages {client_id, body} → 201 {entry, replies} after the answer | 200 for a
/// repeat | 409 | 410 | 413 | 429
handler_result widget_message(request_context& ctx) {
  CO_TRY(message, next_message(ctx));
  auto routes = co_await routes_of(ctx, message.body);
  awaited<actors::posted> accepted{ctx.shard};
  awaited<actors::answered> answered{ctx.shard};
  CO_CHECK(ctx.app.tree.conversations().send(
      ctx.visitor.who.conversation,
      actors::requests::visitor_message(
          ctx.visitor.who,
          {std::move(message.client_id), std::move(message.body), std::move(routes)},
          accepted.promise(), {answered.promise(), std::nullopt})));
  CO_TRY(posted, co_await accepted.within(timeouts::command));
  const auto answer = co_await answered.within(timeouts::answer);
  // The message is stored whatever became of its answer, which the timeline will have.
  const auto replies =
      answer ? wire::entries(answer->replies, wire::viewer::visitor) : boost::json::array{};
  co_return http::json(
      posted.repeated ? 200 : 201,
      boost::json::object{{"entry", wire::entry(posted.entry, wire::viewer::visitor)},
                          {"replies", replies}});
}

/// POST /v1/widget/messages/stream {client_id, body} → 200 event stream | a problem, as long as
/// nothing was accepted
handler_result widget_message_stream(request_context& ctx) {
  CO_TRY(message, next_message(ctx));
  auto routes = co_await routes_of(ctx, message.body);
  const auto body =
      ctx.in.reads_chunks() ? http::body_framing::chunked : http::body_framing::until_close;
  std::shared_ptr<realtime::event_stream> stream =
      ctx.app.realtime.open_stream(ctx.shard, ctx.visitor.who.conversation, body);
  awaited<actors::posted> accepted{ctx.shard};
  CO_CHECK(ctx.app.tree.conversations().send(
      ctx.visitor.who.conversation,
      actors::requests::visitor_message(
          ctx.visitor.who,
          {std::move(message.client_id), std::move(message.body), std::move(routes)},
          accepted.promise(), {{}, stream->id()})));
  CO_CHECK(co_await accepted.within(timeouts::command));
  response answer;
  answer.stream = std::move(stream);
  co_return answer;
}

/// GET /v1/widget/rules?agent_id= → 200 {rules}: those that wait for something on the page, before
/// there is a conversation | 403 | 404 | 429
handler_result widget_rules(request_context& ctx) {
  CO_TRY(text, ctx.text("agent_id"));
  const auto id = domain::agent_id::parse(text);
  if (!id) co_return domain::fail(domain::errc::not_found, "This agent does not exist.");
  CO_CHECK(ctx.app.limits.events.take(*id, http::address_key(ctx.in.peer())));
  CO_TRY(agent, co_await ctx.app.agents.find(ctx.shard, *id));
  CO_CHECK(require_widget_origin(ctx, *agent));
  co_return http::json(200, boost::json::object{{"rules", wire::page_rules(*agent)}});
}

/// POST /v1/widget/leads {client_id, source, fields, rule_id?} → 201 {lead_id} | 200 for a repeat |
/// 422 | 410 | 429
handler_result widget_lead(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  CO_CHECK(ctx.app.limits.leads.take(who, http::address_key(ctx.in.peer())));
  CO_TRY(lead, wire::read_lead(ctx.in.body()));
  CO_CHECK(ctx.app.limits.take_lead(who.workspace));
  CO_CHECK(ctx.app.limits.take_bytes(who.workspace, ctx.in.body().size()));
  auto trigger =
      co_await find_trigger(ctx.shard, ctx.app.store, ctx.app.agents, who, lead.source, lead.rule);
  auto request =
      actors::requests::lead(who, {std::move(lead.client_id), lead.source, std::move(lead.fields),
                                   trigger.rule, std::move(trigger.words)});
  CO_TRY(captured, co_await ctx.ask_conversation<actors::captured_lead>(who.conversation, request));
  co_return http::json(captured.is_first ? 201 : 200,
                       boost::json::object{{"lead_id", std::string_view{captured.receipt.text()}}});
}

/// POST /v1/widget/handoff {reason?, rule_id?} → 200 {state: queued|closed, opens_at|null,
/// conversation} | 410 | 422 | 429
handler_result widget_handoff(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  CO_CHECK(ctx.app.limits.handoffs.take(who, http::address_key(ctx.in.peer())));
  CO_TRY(body, wire::read_handoff(ctx.in.body()));
  domain::ask_for_human command{std::move(body.reason)};
  if (body.rule) {
    CO_TRY(rule, co_await route_named(ctx, *body.rule));
    command.triggered_by = std::move(rule.name);
  }
  auto request = actors::requests::handoff(who, std::move(command));
  CO_TRY(view, co_await ctx.ask_conversation<actors::shared_view>(who.conversation, request));
  const bool closed = view->view.state.controller == domain::controller::bot;
  boost::json::value opens_at = nullptr;
  if (const auto at = closed ? ctx.app.tree.opens_at(who.workspace, who.agent) : std::nullopt)
    opens_at = domain::to_rfc3339(*at);
  co_return http::json(
      200, boost::json::object{{"state", closed ? "closed" : "queued"},
                               {"opens_at", std::move(opens_at)},
                               {"conversation", wire::conversation(*view, wire::viewer::visitor)}});
}

}  // namespace takeover::net::handlers
