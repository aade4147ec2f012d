// The members of the workspace, as each of them sees the others.
#include <boost/json/array.hpp>

#include "net/handlers/handlers.hpp"
#include "net/wire/responses.hpp"

namespace takeover::net::handlers {

/// GET /api/members → 200 {items, next_cursor: null}: everybody, by name
awaitable<response> list_members(request_context& ctx) {
  const auto workspace = ctx.member().workspace;
  const auto found = co_await read(ctx.shard, ctx.app.store, [workspace](storage::reader& from) { return from.colleagues(workspace); });
  if (!found) co_return http::problem(found.error());
  boost::json::array items;
  for (const auto& one : *found) items.push_back(wire::colleague(one, ctx.app.tree.people().is_online(workspace, one.who.id)));
  co_return http::json(200, wire::list(std::move(items), {}));
}

}  // namespace takeover::net::handlers
