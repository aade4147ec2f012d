// Conversations, as members read them.
#include "net/wire/conversations.hpp"

#include <boost/json/array.hpp>

#include "actors/log.hpp"
#include "net/api/conversations/conversation_routes.hpp"
#include "net/api/conversations/liveness.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/wire/json/values.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

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
  TRY(name, ctx.text("filter"));
  if (name.empty()) return storage::conversation_filter::all;
  for (const auto& known : filters)
    if (known.name == name) return known.filter;
  return domain::fail(
      domain::errc::malformed,
      "The parameter 'filter' must be all, engaged, empty, live, needs_human or mine.");
}

domain::result<storage::conversation_query> conversation_query(const request_context& ctx) {
  TRY(filter, filter_of(ctx));
  TRY(text, ctx.text("q"));
  TRY(cursor, ctx.text("cursor"));
  TRY(limit, ctx.limit());
  storage::conversation_query query;
  query.workspace = ctx.member().workspace;
  query.filter = filter;
  query.asked_by = ctx.member().user;
  query.text = std::move(text);
  query.cursor = std::move(cursor);
  query.limit = limit;
  query.visitors_left = ctx.app.tree.waiting_absent(query.workspace);
  return with_liveness(std::move(query), ctx.app.tree.presence().table().visitors_online(),
                       ctx.now());
}

/// The conversation, if it is one of this workspace. Errors: not_found, deleted.
domain::result<domain::conversation_view> view_of(storage::reader& rows, domain::conversation_id id,
                                                  domain::workspace_id workspace) {
  auto view = storage::conversations::view(rows, id);
  if (!view)
    return domain::fail(storage::conversations::deleted_from(rows, id) == workspace
                            ? domain::errc::deleted
                            : domain::errc::not_found);
  if (view->state.workspace != workspace) return domain::fail(domain::errc::not_found);
  return std::move(*view);
}

/// On any thread.
boost::json::object as_json(const services& app, domain::conversation_view view) {
  const auto visitor = app.tree.presence().table().visitor_of(view.state.id);
  return wire::conversation({std::move(view), visitor}, wire::viewer::member);
}

}  // namespace

/// GET /api/conversations?filter=&q=&cursor=&limit= → 200 {items, next_cursor, counts}
handler_result list_conversations(request_context& ctx) {
  CO_TRY(query, conversation_query(ctx));
  const auto find_page = [query,
                          &app = ctx.app](storage::reader& rows) -> domain::result<response> {
    TRY(page, storage::conversation_list::page(rows, query));
    if (page.damaged > 0)
      log_error("a list left out damaged conversations: " + std::to_string(page.damaged));
    boost::json::array items;
    for (auto& view : page.items) items.push_back(as_json(app, std::move(view)));
    auto body = wire::list(std::move(items), page.next_cursor);
    body["counts"] = wire::counts(storage::conversation_list::counts(rows, query));
    return http::json(200, body);
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

/// GET /api/conversations/{id} → 200 {conversation} | 404 | 410
handler_result show_conversation(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  const auto find = [id, workspace = ctx.member().workspace](storage::reader& rows) {
    return view_of(rows, id, workspace);
  };
  CO_TRY(view, co_await on_reader(ctx.shard, ctx.app.store, find));
  co_return http::json(200,
                       boost::json::object{{"conversation", as_json(ctx.app, std::move(view))}});
}

/// GET /api/conversations/{id}/summary → 200 {claimed_by|null, messages, first_message_at|null,
/// last_message_at|null, open_question, lead_id|null} | 404 | 410
handler_result show_summary(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  const auto find = [id, workspace = ctx.member().workspace](
                        storage::reader& rows) -> domain::result<boost::json::object> {
    TRY(view, view_of(rows, id, workspace));
    return wire::summary(view, storage::timeline::count_messages(rows, id));
  };
  CO_TRY(summary, co_await on_reader(ctx.shard, ctx.app.store, find));
  co_return http::json(200, summary);
}

/// GET /api/conversations/{id}/timeline?after=&before=&limit= → 200 {entries, last_seq, more} | 404
/// | 410
handler_result show_timeline(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::conversation_id>());
  CO_TRY(after, ctx.number("after"));
  CO_TRY(before, ctx.number("before"));
  CO_TRY(limit, ctx.limit());
  if (after && before)
    co_return domain::fail(domain::errc::malformed, "Use either 'after' or 'before', not both.");
  storage::timeline_query query;
  query.conversation = id;
  query.after = after;
  query.before = before;
  query.limit = limit;
  const auto find_page = [query, workspace = ctx.member().workspace](
                             storage::reader& rows) -> domain::result<response> {
    if (const auto view = view_of(rows, query.conversation, workspace); !view) return view.error();
    return http::json(200,
                      wire::timeline(storage::timeline::page(rows, query), wire::viewer::member));
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

}  // namespace takeover::net::handlers
