// What visitors do in their conversation. The conversation itself decides; here requests and answers change their form.
#include <boost/json/object.hpp>

#include "net/handlers/handlers.hpp"
#include "net/realtime/gateway.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"

namespace takeover::net::handlers {
namespace {

/// A visitor's message that may be sent on. Errors: too_many_requests, those of `wire::read_message`.
domain::result<wire::message_body> next_message(const request_context& ctx) {
  if (const auto free = ctx.app.limits.messages.take(ctx.visitor.who.conversation.text().view()); !free) return free.error();
  return wire::read_message(ctx.in.body());
}

}  // namespace

/// POST /v1/widget/messages {client_id, body} → 201 {entry, replies} after the answer | 200 for a repeat | 409 | 410 | 413 | 429
awaitable<response> widget_message(request_context& ctx) {
  auto wanted = next_message(ctx);
  if (!wanted) co_return http::problem(wanted.error());
  awaited<actors::posted> accepted{ctx.shard};
  awaited<actors::answered> answered{ctx.shard};
  const auto sent = ctx.app.tree.talk().send(
      ctx.visitor.who.conversation,
      actors::visitor_says{ctx.visitor.who, std::move(wanted->client_id), std::move(wanted->body), accepted.reply(), answered.reply(), std::nullopt});
  if (!sent) co_return http::problem(sent.error());
  const auto posted = co_await accepted.within(timeouts::command);
  if (!posted) co_return http::problem(posted.error());
  const auto answer = co_await answered.within(timeouts::answer);
  // The message is safe whatever became of its answer: that comes by the timeline.
  const auto replies = answer ? wire::entries(answer->replies, wire::eyes::visitor) : boost::json::array{};
  co_return http::json(posted->repeated ? 200 : 201,
                       boost::json::object{{"entry", wire::entry(posted->entry, wire::eyes::visitor)}, {"replies", replies}});
}

/// POST /v1/widget/messages/stream {client_id, body} → 200 event stream | a problem, as long as nothing was accepted
awaitable<response> widget_message_stream(request_context& ctx) {
  auto wanted = next_message(ctx);
  if (!wanted) co_return http::problem(wanted.error());
  const auto body = ctx.in.reads_chunks() ? realtime::stream_body::chunked : realtime::stream_body::until_close;
  std::shared_ptr<realtime::event_stream> stream = ctx.app.realtime.open_stream(ctx.shard, ctx.visitor.who.conversation, body);
  awaited<actors::posted> accepted{ctx.shard};
  const auto sent = ctx.app.tree.talk().send(
      ctx.visitor.who.conversation,
      actors::visitor_says{ctx.visitor.who, std::move(wanted->client_id), std::move(wanted->body), accepted.reply(), {}, stream->id()});
  if (!sent) co_return http::problem(sent.error());
  const auto posted = co_await accepted.within(timeouts::command);
  if (!posted) co_return http::problem(posted.error());
  response answer;
  answer.stream = std::move(stream);
  co_return answer;
}

/// POST /v1/widget/leads {client_id, source, fields} → 201 {lead_id} | 200 for a repeat or a known e-mail | 422 | 410 | 429
awaitable<response> widget_lead(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  if (const auto free = ctx.app.limits.leads.take(who.conversation.text().view()); !free) co_return http::problem(free.error());
  auto wanted = wire::read_lead(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  actors::lead_request wish{who, std::move(wanted->client_id), wanted->source, std::move(wanted->fields), {}};
  const auto captured = co_await ctx.ask_conversation<actors::captured>(who.conversation, wish);
  if (!captured) co_return http::problem(captured.error());
  co_return http::json(captured->is_new ? 201 : 200, boost::json::object{{"lead_id", std::string_view{captured->lead.text()}}});
}

/// POST /v1/widget/handoff {reason?} → 200 {state: queued|closed, opens_at|null, conversation} | 410 | 422 | 429
awaitable<response> widget_handoff(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  if (const auto free = ctx.app.limits.events.take(who.conversation.text().view()); !free) co_return http::problem(free.error());
  auto reason = wire::read_handoff(ctx.in.body());
  if (!reason) co_return http::problem(reason.error());
  actors::handoff_request wish{who, std::move(*reason), {}};
  const auto view = co_await ctx.ask_conversation<actors::shared_view>(who.conversation, wish);
  if (!view) co_return http::problem(view.error());
  const bool closed = (*view)->view.state.controller == domain::controller::bot;
  boost::json::value opens_at = nullptr;
  if (const auto at = closed ? ctx.app.tree.opens_at(who.workspace, who.agent) : std::nullopt) opens_at = domain::to_rfc3339(*at);
  co_return http::json(200, boost::json::object{{"state", closed ? "closed" : "queued"},
                                                {"opens_at", std::move(opens_at)},
                                                {"conversation", wire::conversation(**view, wire::eyes::visitor)}});
}

}  // namespace takeover::net::handlers
