// How a widget begins: finds or makes its conversation; and what it catches up with.
#include <boost/json/object.hpp>

#include "net/api/handlers.hpp"
#include "net/auth/random.hpp"
#include "net/auth/same_origin.hpp"
#include "net/realtime/broadcaster.hpp"
#include "net/realtime/pusher/channel_name.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/agents/agents.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/sql/db_errors.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

constexpr std::chrono::hours resumed_within{24};
constexpr int entries_at_start = 30;
constexpr std::size_t anon_bytes = 16;

struct opened {
  storage::visitor_record visitor;
  domain::conversation_view view;
  storage::timeline_page newest;
};

/// What a widget starts from, of a conversation that exists. Error: not_found.
domain::result<opened> open_existing(storage::reader& from, const storage::visitor_record& visitor,
                                     domain::conversation_id id) {
  auto view = storage::conversations::view(from, id);
  if (!view) return domain::fail(domain::errc::not_found);
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.limit = entries_at_start;
  return opened{visitor, std::move(*view), storage::timeline::page(from, query)};
}

/// The conversation that this visitor would go on with, if there is one.
std::optional<opened> resume(storage::reader& from, domain::agent_id agent,
                             const std::string& anon_id, domain::timestamp now) {
  if (anon_id.empty()) return std::nullopt;
  const auto visitor = storage::visitors::by_anon_id(from, agent, anon_id);
  if (!visitor) return std::nullopt;
  const auto id = storage::conversations::to_resume(from, visitor->id, now - resumed_within);
  if (!id) return std::nullopt;
  try {
    auto found = open_existing(from, *visitor, *id);
    if (!found) return std::nullopt;
    return std::move(*found);
  } catch (const storage::db_error& e) {
    if (e.problem() != storage::db_problem::unreadable) throw;
    return std::nullopt;  // who cannot go on with a damaged conversation begins another one
  }
}

domain::result<opened> open_new(storage::writer& to, const storage::visitor_record& visitor,
                                const storage::agent_record& agent, domain::conversation_id id,
                                const std::string& page_url, domain::timestamp now) {
  storage::conversations::create(to, {id, visitor, agent.workspace, page_url, now});
  return open_existing(to, visitor, id);
}

response opened_answer(const request_context& ctx, const opened& now_open,
                       const storage::agent_record& agent) {
  const auto now = ctx.now();
  const domain::visitor_identity who{agent.workspace, agent.id, now_open.visitor.id,
                                     now_open.view.state.id};
  const auto token = ctx.app.tokens.issue(who, now);
  const auto channel =
      realtime::channel_name({actors::channel_kind::conversation, who.conversation.value()});
  const auto expires_at =
      std::chrono::floor<std::chrono::seconds>(now) + auth::visitor_tokens::lifetime;
  return http::json(
      200, wire::init({now_open.view, now_open.visitor, now_open.newest, agent, token, expires_at,
                       ctx.app.store.keys().realtime_key, channel,
                       ctx.app.tree.shown_position(agent.workspace, who.conversation)}));
}

/// Resumes, or makes visitor and conversation; twice at once makes one conversation, since it looks
/// again while it writes.
awaitable<domain::result<opened>> begin(request_context& ctx, const wire::init_body& wanted,
                                        const auth::shared_agent& agent) {
  const auto now = ctx.now();
  const auto find_latest = [wanted, now](storage::reader& from) {
    return resume(from, wanted.agent, wanted.anon_id, now);
  };
  auto resumed = co_await on_reader(ctx.shard, ctx.app.store, find_latest);
  if (!resumed) co_return resumed.error();
  if (*resumed) co_return std::move(**resumed);
  storage::visitor_record fresh;
  fresh.id = ctx.app.ids.make<domain::visitor_id>(now);
  fresh.agent = agent->id;
  fresh.anon_id = auth::random_hex(anon_bytes);
  const auto id = ctx.app.ids.make<domain::conversation_id>(now);
  const auto make = [wanted, agent, fresh, id, now](storage::writer& to) -> domain::result<opened> {
    if (auto meanwhile = resume(to, wanted.agent, wanted.anon_id, now))
      return std::move(*meanwhile);
    const auto known = wanted.anon_id.empty()
                           ? std::nullopt
                           : storage::visitors::by_anon_id(to, wanted.agent, wanted.anon_id);
    return open_new(to, known.value_or(fresh), *agent, id, wanted.page_url, now);
  };
  co_return co_await on_writer(ctx.shard, ctx.app.store, make);
}

}  // namespace

/// POST /v1/widget/init {agent_id, page_url, anon_id?} → 200 what the widget starts from | 403
/// (origin) | 404 | 429
awaitable<response> widget_init(request_context& ctx) {
  if (const auto free = ctx.app.limits.init.take(http::address_key(ctx.in.peer())); !free)
    co_return http::problem(free.error());
  const auto wanted = wire::read_init(ctx.in.body());
  if (!wanted) co_return http::problem(wanted.error());
  const auto agent = co_await ctx.app.agents.find(ctx.shard, wanted->agent);
  if (!agent) co_return http::problem(agent.error());
  if (auth::origin_of(ctx.in, ctx.app.settings.server.public_url).origin.empty())
    co_return http::problem(domain::fail(domain::errc::forbidden, "The header Origin is missing."));
  if (const auto fine = check_widget_origin(ctx, **agent); !fine)
    co_return http::problem(fine.error());
  const auto now_open = co_await begin(ctx, *wanted, *agent);
  if (!now_open) co_return http::problem(now_open.error());
  co_return opened_answer(ctx, *now_open, **agent);
}

/// POST /v1/widget/clear {} → 200 as init, of a new conversation; the old one is kept, but not
/// resumed
awaitable<response> widget_clear(request_context& ctx) {
  const auto who = ctx.visitor.who;
  if (const auto free = ctx.app.limits.events.take(who.conversation.text().view()); !free)
    co_return http::problem(free.error());
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  const auto agent = co_await ctx.app.agents.find(ctx.shard, who.agent);
  if (!agent) co_return http::problem(agent.error());
  const auto now = ctx.now();
  const auto id = ctx.app.ids.make<domain::conversation_id>(now);
  const auto begin_anew = [who, agent = *agent, id,
                           now](storage::writer& to) -> domain::result<opened> {
    const auto old = storage::conversations::view(to, who.conversation);
    const auto visitor = storage::visitors::by_id(to, who.visitor);
    if (!old || !visitor)
      return domain::fail(storage::conversations::deleted_from(to, who.conversation)
                              ? domain::errc::deleted
                              : domain::errc::not_found);
    storage::conversations::mark_cleared(to, who.conversation, now);
    return open_new(to, *visitor, *agent, id, old->state.page_url, now);
  };
  const auto now_open = co_await on_writer(ctx.shard, ctx.app.store, begin_anew);
  if (!now_open) co_return http::problem(now_open.error());
  co_return opened_answer(ctx, *now_open, **agent);
}

/// GET /v1/widget/timeline?after=&limit= → 200 {entries, last_seq, more}, without notes | 410
awaitable<response> widget_timeline(request_context& ctx) {
  const auto id = ctx.visitor.who.conversation;
  if (const auto free = ctx.app.limits.events.take(id.text().view()); !free)
    co_return http::problem(free.error());
  const auto after = ctx.number("after");
  const auto limit = ctx.limit();
  if (!after) co_return http::problem(after.error());
  if (!limit) co_return http::problem(limit.error());
  storage::timeline_query query;
  query.conversation = id;
  query.audience = storage::timeline_audience::visitor;
  query.after = *after;
  query.limit = *limit;
  const auto page = co_await on_reader(
      ctx.shard, ctx.app.store,
      [query](storage::reader& from) -> domain::result<storage::timeline_page> {
        if (!storage::conversations::view(from, query.conversation))
          return domain::fail(storage::conversations::deleted_from(from, query.conversation)
                                  ? domain::errc::deleted
                                  : domain::errc::not_found);
        return storage::timeline::page(from, query);
      });
  if (!page) co_return http::problem(page.error());
  co_return http::json(200, wire::timeline(*page, wire::eyes::visitor));
}

}  // namespace takeover::net::handlers
