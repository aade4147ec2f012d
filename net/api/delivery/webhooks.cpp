// Webhooks: the list, making and removing them, pausing, a ping, and the log of what each was told.
#include <boost/json/array.hpp>

#include "net/api/delivery/delivery_routes.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/outbound/webhook/webhook_signature.hpp"
#include "net/wire/delivery.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {

/// GET /api/webhooks → 200 {items, next_cursor: null}
handler_result list_webhooks(request_context& ctx) {
  const auto find_all = [workspace = ctx.member().workspace](storage::reader& rows) {
    return storage::webhooks::of_workspace(rows, workspace);
  };
  CO_TRY(hooks, co_await on_reader(ctx.shard, ctx.app.store, find_all));
  boost::json::array items;
  for (const auto& hook : hooks) items.push_back(wire::webhook(hook));
  co_return http::json(200, wire::list(std::move(items), {}));
}

/// POST /api/webhooks {url, events?, active?} → 201 {…, secret}: the only time that the secret is
/// told | 422
handler_result create_webhook(request_context& ctx) {
  CO_TRY(input, wire::read_webhook(ctx.in.body()));
  const auto reach = ctx.app.courier.webhook_limits().reach;
  CO_TRY(url, outbound::check_webhook_url(input.url, reach));
  const auto now = ctx.now();
  storage::webhook_record hook;
  hook.id = ctx.app.ids.make<domain::webhook_id>(now);
  hook.workspace = ctx.member().workspace;
  hook.url = std::move(url);
  hook.secret = outbound::new_webhook_secret();
  hook.events = std::move(input.events);
  hook.state = input.state;
  hook.created_at = now;
  const auto store_it = [hook, by = ctx.member()](storage::writer& rows) {
    return storage::webhooks::create(rows, hook, by);
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, store_it));
  auto body = wire::webhook(hook);
  body["secret"] = hook.secret;
  co_return http::json(201, body);
}

/// PATCH /api/webhooks/{id} {active} → 200 webhook | 404. A paused one hears of nothing new; what
/// waits is still sent.
handler_result change_webhook(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::webhook_id>());
  CO_TRY(state, wire::read_webhook_state(ctx.in.body()));
  const auto change = [id, state, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::webhooks::set_state(rows, id, state, by, now);
  };
  CO_TRY(hook, co_await on_writer(ctx.shard, ctx.app.store, change));
  co_return http::json(200, wire::webhook(hook));
}

/// POST /api/webhooks/{id}/resume → 200 webhook: the system's pause is over, and what was held goes
/// out | 404
handler_result resume_webhook(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::webhook_id>());
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  const auto resume = [id, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::webhooks::resume(rows, id, by, now);
  };
  CO_TRY(hook, co_await on_writer(ctx.shard, ctx.app.store, resume));
  ctx.app.tree.jobs_queued();
  co_return http::json(200, wire::webhook(hook));
}

/// DELETE /api/webhooks/{id} → 204, with its log and what still waited for it | 404
handler_result delete_webhook(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::webhook_id>());
  const auto remove = [id, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::webhooks::remove(rows, id, by, now);
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, remove));
  co_return http::no_content();
}

/// POST /api/webhooks/{id}/test → 202 delivery: a ping, which the log shows | 404
handler_result test_webhook(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::webhook_id>());
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  const auto ping = [id, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::webhooks::ping(rows, id, by, now);
  };
  CO_TRY(row, co_await on_writer(ctx.shard, ctx.app.store, ping));
  ctx.app.tree.jobs_queued();
  co_return http::json(202, wire::delivery(row));
}

/// GET /api/webhooks/{id}/deliveries?cursor=&limit= → 200 {items, next_cursor}, newest first | 404
handler_result list_deliveries(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::webhook_id>());
  CO_TRY(cursor, ctx.text("cursor"));
  CO_TRY(limit, ctx.limit());
  const storage::delivery_query query{ctx.member().workspace, id, std::move(cursor), limit};
  const auto find_page = [query](storage::reader& rows) -> domain::result<response> {
    if (!storage::webhooks::by_id(rows, query.workspace, query.webhook))
      return domain::fail(domain::errc::not_found);
    TRY(page, storage::deliveries::list(rows, query));
    boost::json::array items;
    for (const auto& row : page.items) items.push_back(wire::delivery(row));
    return http::json(200, wire::list(std::move(items), page.next_cursor));
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

}  // namespace takeover::net::handlers
