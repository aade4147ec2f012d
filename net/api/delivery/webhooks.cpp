// Webhooks: the list, making and removing them, pausing, a ping, and the log of what each was told.
// For admins and owners.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/outbound/webhook/webhook_signature.hpp"
#include "net/wire/deliveries.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {

/// GET /api/webhooks → 200 {items, next_cursor: null}
awaitable<response> list_webhooks(request_context& ctx) {
  const auto find_all = [workspace = ctx.member().workspace](storage::reader& from) {
    return storage::webhooks::of_workspace(from, workspace);
  };
  const auto hooks = co_await on_reader(ctx.shard, ctx.app.store, find_all);
  if (!hooks) co_return http::problem(hooks.error());
  boost::json::array items;
  for (const auto& hook : *hooks) items.push_back(wire::webhook(hook));
  co_return http::json(200, wire::list(std::move(items), {}));
}

/// POST /api/webhooks {url, events?, active?} → 201 {…, secret}: the only time that the secret is
/// told | 422
awaitable<response> create_webhook(request_context& ctx) {
  auto wish = wire::read_webhook(ctx.in.body());
  if (!wish) co_return http::problem(wish.error());
  const auto reach = ctx.app.courier.options().webhook_limits.reach;
  if (const auto fine = outbound::check_webhook_url(wish->url, reach); !fine)
    co_return http::problem(fine.error());
  const auto now = ctx.now();
  storage::webhook_record hook;
  hook.id = ctx.app.ids.make<domain::webhook_id>(now);
  hook.workspace = ctx.member().workspace;
  hook.url = std::move(wish->url);
  hook.secret = outbound::new_webhook_secret();
  hook.events = std::move(wish->events);
  hook.state = wish->state;
  hook.created_at = now;
  const auto store_it = [hook, by = ctx.member()](storage::writer& to) {
    return storage::webhooks::create(to, hook, by);
  };
  const auto made = co_await on_writer(ctx.shard, ctx.app.store, store_it);
  if (!made) co_return http::problem(made.error());
  auto body = wire::webhook(hook);
  body["secret"] = hook.secret;
  co_return http::json(201, body);
}

/// PATCH /api/webhooks/{id} {active} → 200 webhook | 404. A paused one hears of nothing new; what
/// waits is still sent.
awaitable<response> change_webhook(request_context& ctx) {
  const auto id = ctx.id_as<domain::webhook_id>();
  if (!id) co_return http::problem(id.error());
  const auto state = wire::read_webhook_state(ctx.in.body());
  if (!state) co_return http::problem(state.error());
  const auto change = [id = *id, state = *state, by = ctx.member(),
                       now = ctx.now()](storage::writer& to) {
    return storage::webhooks::set_state(to, id, state, by, now);
  };
  const auto hook = co_await on_writer(ctx.shard, ctx.app.store, change);
  if (!hook) co_return http::problem(hook.error());
  co_return http::json(200, wire::webhook(*hook));
}

/// DELETE /api/webhooks/{id} → 204, with its log and what still waited for it | 404
awaitable<response> delete_webhook(request_context& ctx) {
  const auto id = ctx.id_as<domain::webhook_id>();
  if (!id) co_return http::problem(id.error());
  const auto remove = [id = *id, by = ctx.member(), now = ctx.now()](storage::writer& to) {
    return storage::webhooks::remove(to, id, by, now);
  };
  const auto gone = co_await on_writer(ctx.shard, ctx.app.store, remove);
  if (!gone) co_return http::problem(gone.error());
  co_return http::no_content();
}

/// POST /api/webhooks/{id}/test → 202 delivery: a ping, which the log shows | 404
awaitable<response> test_webhook(request_context& ctx) {
  const auto id = ctx.id_as<domain::webhook_id>();
  if (!id) co_return http::problem(id.error());
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  const auto ping = [id = *id, by = ctx.member(), now = ctx.now()](storage::writer& to) {
    return storage::webhooks::ping(to, id, by, now);
  };
  const auto row = co_await on_writer(ctx.shard, ctx.app.store, ping);
  if (!row) co_return http::problem(row.error());
  ctx.app.tree.jobs_queued();
  co_return http::json(202, wire::delivery(*row));
}

/// GET /api/webhooks/{id}/deliveries?cursor=&limit= → 200 {items, next_cursor}, newest first | 404
awaitable<response> list_deliveries(request_context& ctx) {
  const auto id = ctx.id_as<domain::webhook_id>();
  if (!id) co_return http::problem(id.error());
  auto cursor = ctx.text("cursor");
  const auto limit = ctx.limit();
  if (!cursor) co_return http::problem(cursor.error());
  if (!limit) co_return http::problem(limit.error());
  const storage::delivery_query query{ctx.member().workspace, *id, std::move(*cursor), *limit};
  const auto find_page =
      [query](storage::reader& from) -> domain::result<storage::page<storage::delivery_record>> {
    if (!storage::webhooks::by_id(from, query.workspace, query.webhook))
      return domain::fail(domain::errc::not_found);
    return storage::deliveries::list(from, query);
  };
  const auto page = co_await on_reader(ctx.shard, ctx.app.store, find_page);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const auto& row : page->items) items.push_back(wire::delivery(row));
  co_return http::json(200, wire::list(std::move(items), page->next_cursor));
}

}  // namespace takeover::net::handlers
