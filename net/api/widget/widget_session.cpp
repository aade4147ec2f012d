// How a widget begins, and what it catches up with.
#include <boost/json/object.hpp>

#include "net/api/authentication.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/api/try.hpp"
#include "net/api/widget/start_conversation.hpp"
#include "net/api/widget/widget_routes.hpp"
#include "net/io/await.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/realtime/pusher/channel_name.hpp"
#include "net/wire/conversations.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/widget.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

conversation_starter starter_of(services& app) {
  return {app.store, app.ids, app.clock, app.limits};
}

response init_answer(const request_context& ctx, const started_conversation& started,
                     const storage::agent_record& agent) {
  const auto now = ctx.now();
  const domain::visitor_identity who{agent.workspace, agent.id, started.visitor.id,
                                     started.view.state.id};
  const auto token = ctx.app.tokens.issue(who, now);
  const auto channel =
      realtime::channel_name({actors::channel_kind::conversation, who.conversation.value()});
  const auto expires_at =
      std::chrono::floor<std::chrono::seconds>(now) + auth::visitor_tokens::lifetime;
  return http::json(
      200, wire::init({started.view, started.visitor, started.newest, agent, token, expires_at,
                       ctx.app.store.keys().realtime_key, channel,
                       ctx.app.tree.shown_position(agent.workspace, who.conversation)}));
}

/// Stores where the visitor is now, and tells the members if that is news. An empty page is none.
awaitable<domain::result<void>> tell_page(request_context& ctx, domain::conversation_id id,
                                          std::string page_url) {
  if (page_url.empty()) co_return domain::result<void>{};
  const auto store = [id, page_url](storage::writer& rows) -> domain::result<bool> {
    return storage::conversations::set_page(rows, id, page_url);
  };
  CO_TRY(is_news, co_await on_writer(ctx.shard, ctx.app.store, store));
  if (is_news) (void)ctx.app.tree.conversations().send(id, actors::page_moved{std::move(page_url)});
  co_return domain::result<void>{};
}

}  // namespace

/// POST /v1/widget/init {agent_id, page_url, anon_id?} → 200 what the widget starts from | 403
/// (origin) | 404 | 429
handler_result widget_init(request_context& ctx) {
  CO_TRY(body, wire::read_init(ctx.in.body()));
  CO_CHECK(ctx.app.limits.starts.take(body.agent, http::address_key(ctx.in.peer())));
  CO_TRY(agent, co_await ctx.app.agents.find(ctx.shard, body.agent));
  CO_CHECK(require_widget_origin(ctx, *agent));
  auto starter = starter_of(ctx.app);
  CO_TRY(started, co_await starter.start_or_resume(ctx.shard, agent, body.anon_id, body.page_url));
  // Not told is no reason not to begin.
  if (started.view.state.page_url != body.page_url)
    (void)co_await tell_page(ctx, started.view.state.id, std::move(body.page_url));
  co_return init_answer(ctx, started, *agent);
}

/// POST /v1/widget/page {page_url} → 204, whatever it is: the page that the visitor went on to |
/// 429
handler_result widget_page(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  CO_CHECK(ctx.app.limits.events.take(who, http::address_key(ctx.in.peer())));
  CO_TRY(page_url, wire::read_page(ctx.in.body()));
  CO_CHECK(co_await tell_page(ctx, who.conversation, std::move(page_url)));
  co_return http::no_content();
}

/// POST /v1/widget/clear {} → 200 as init, of a new conversation; the old one is kept, but not
/// resumed
handler_result widget_clear(request_context& ctx) {
  const auto& who = ctx.visitor.who;
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  const auto address = http::address_key(ctx.in.peer());
  CO_CHECK(ctx.app.limits.events.take(who, address));
  CO_CHECK(ctx.app.limits.starts.take(who, address));
  CO_TRY(agent, co_await ctx.app.agents.find(ctx.shard, who.agent));
  auto starter = starter_of(ctx.app);
  CO_TRY(started, co_await starter.start_over(ctx.shard, agent, who));
  co_return init_answer(ctx, started, *agent);
}

/// GET /v1/widget/timeline?after=&limit= → 200 {entries, last_seq, more}, without notes | 410 |
/// 429
handler_result widget_timeline(request_context& ctx) {
  const auto id = ctx.visitor.who.conversation;
  CO_CHECK(ctx.app.limits.events.take(ctx.visitor.who, http::address_key(ctx.in.peer())));
  CO_TRY(after, ctx.number("after"));
  CO_TRY(limit, ctx.limit());
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.after = after;
  query.limit = limit;
  const auto under_way = ctx.app.visitor_reads.open(id.text().view());
  if (!under_way)
    co_return domain::error{domain::errc::too_many_requests,
                            "Please ask one after the other.",
                            {},
                            {},
                            std::chrono::seconds{1}};
  const auto find_page = [query](storage::reader& rows) -> domain::result<response> {
    if (!storage::conversations::view(rows, query.conversation))
      return domain::fail(storage::conversations::deleted_from(rows, query.conversation)
                              ? domain::errc::deleted
                              : domain::errc::not_found);
    return http::json(200,
                      wire::timeline(storage::timeline::page(rows, query), wire::viewer::visitor));
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

}  // namespace takeover::net::handlers
