// Conversations, as members read them.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/log.hpp"
#include "net/wire/responses.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// Source: docs/protocol.md, what "live" means.
constexpr std::chrono::minutes live_for{15};

struct named_filter {
  std::string_view name;
  storage::conversation_filter filter;
};
constexpr std::array filters{named_filter{"all", storage::conversation_filter::all},
                             named_filter{"engaged", storage::conversation_filter::engaged},
                             named_filter{"empty", storage::conversation_filter::empty},
                             named_filter{"live", storage::conversation_filter::live},
                             named_filter{"needs_human", storage::conversation_filter::needs_human},
                             named_filter{"mine", storage::conversation_filter::mine}};

domain::result<storage::conversation_filter> filter_of(const request_context& ctx) {
  const auto name = ctx.text("filter");
  if (!name) return name.error();
  if (name->empty()) return storage::conversation_filter::all;
  for (const auto& one : filters)
    if (one.name == *name) return one.filter;
  return domain::fail(
      domain::errc::malformed,
      "The parameter 'filter' must be all, engaged, empty, live, needs_human or mine.");
}

domain::result<storage::conversation_query> conversation_query(const request_context& ctx) {
  const auto filter = filter_of(ctx);
  auto text = ctx.text("q");
  auto cursor = ctx.text("cursor");
  const auto limit = ctx.limit();
  if (!filter) return filter.error();
  if (!text) return text.error();
  if (!cursor) return cursor.error();
  if (!limit) return limit.error();
  storage::conversation_query query;
  query.workspace = ctx.member().workspace;
  query.filter = *filter;
  query.asked_by = ctx.member().user;
  query.text = std::move(*text);
  query.visitors_online = ctx.app.tree.presence().table().visitors_online();
  query.live_since = ctx.now() - live_for;
  query.cursor = std::move(*cursor);
  query.limit = *limit;
  return query;
}

struct conversation_list {
  storage::page<domain::conversation_view> page;
  storage::conversation_counts counts;
};

/// The conversation, if it is one of this workspace. Errors: not_found, deleted.
domain::result<domain::conversation_view> view_of(storage::reader& from, domain::conversation_id id,
                                                  domain::workspace_id workspace) {
  auto view = storage::conversations::view(from, id);
  if (!view)
    return domain::fail(storage::conversations::deleted_from(from, id) == workspace
                            ? domain::errc::deleted
                            : domain::errc::not_found);
  if (view->state.workspace != workspace) return domain::fail(domain::errc::not_found);
  return std::move(*view);
}

boost::json::object as_json(const request_context& ctx, domain::conversation_view view) {
  const bool online = ctx.app.tree.presence().table().is_visitor_online(view.state.id);
  return wire::conversation({std::move(view), online}, wire::eyes::member);
}

}  // namespace

/// GET /api/conversations?filter=&q=&cursor=&limit= → 200 {items, next_cursor, counts}
awaitable<response> list_conversations(request_context& ctx) {
  const auto query = conversation_query(ctx);
  if (!query) co_return http::problem(query.error());
  const auto find_page = [query =
                              *query](storage::reader& from) -> domain::result<conversation_list> {
    auto page = storage::conversation_list::page(from, query);
    if (!page) return page.error();
    return conversation_list{std::move(*page), storage::conversation_list::counts(from, query)};
  };
  auto found = co_await on_reader(ctx.shard, ctx.app.store, find_page);
  if (!found) co_return http::problem(found.error());
  if (found->page.damaged > 0)
    log_error("a list left out damaged conversations: " + std::to_string(found->page.damaged));
  boost::json::array items;
  for (auto& view : found->page.items) items.push_back(as_json(ctx, std::move(view)));
  auto body = wire::list(std::move(items), found->page.next_cursor);
  body["counts"] = wire::counts(found->counts);
  co_return http::json(200, body);
}

/// GET /api/conversations/{id} → 200 {conversation} | 404 | 410
awaitable<response> show_conversation(request_context& ctx) {
  const auto id = ctx.id_as<domain::conversation_id>();
  if (!id) co_return http::problem(id.error());
  auto view =
      co_await on_reader(ctx.shard, ctx.app.store,
                         [id = *id, workspace = ctx.member().workspace](storage::reader& from) {
                           return view_of(from, id, workspace);
                         });
  if (!view) co_return http::problem(view.error());
  co_return http::json(200, boost::json::object{{"conversation", as_json(ctx, std::move(*view))}});
}

/// GET /api/conversations/{id}/timeline?after=&before=&limit= → 200 {entries, last_seq, more} | 404
/// | 410
awaitable<response> show_timeline(request_context& ctx) {
  storage::timeline_query query;
  const auto id = ctx.id_as<domain::conversation_id>();
  const auto after = ctx.number("after");
  const auto before = ctx.number("before");
  const auto limit = ctx.limit();
  if (!id) co_return http::problem(id.error());
  if (!after) co_return http::problem(after.error());
  if (!before) co_return http::problem(before.error());
  if (!limit) co_return http::problem(limit.error());
  if (*after && *before)
    co_return http::problem(
        domain::fail(domain::errc::malformed, "Use one of the parameters 'after' and 'before'."));
  query.conversation = *id;
  query.after = *after;
  query.before = *before;
  query.limit = *limit;
  const auto page = co_await on_reader(
      ctx.shard, ctx.app.store,
      [query, workspace = ctx.member().workspace](
          storage::reader& from) -> domain::result<storage::timeline_page> {
        if (const auto view = view_of(from, query.conversation, workspace); !view)
          return view.error();
        return storage::timeline::page(from, query);
      });
  if (!page) co_return http::problem(page.error());
  co_return http::json(200, wire::timeline(*page, wire::eyes::member));
}

}  // namespace takeover::net::handlers
