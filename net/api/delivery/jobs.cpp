// The queue of what is still to be sent, and the mailer. For admins and owners.
#include <boost/json/array.hpp>

#include "net/api/handlers.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/wire/deliveries.hpp"
#include "net/wire/requests.hpp"
#include "net/wire/responses.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// Beyond the mailer's own timeout, since other mails may be under way.
constexpr std::chrono::seconds test_patience{60};

domain::result<storage::job_query> job_query(const request_context& ctx) {
  const auto kind = ctx.text("kind");
  auto cursor = ctx.text("cursor");
  const auto limit = ctx.limit();
  if (!kind) return kind.error();
  if (!cursor) return cursor.error();
  if (!limit) return limit.error();
  storage::job_query query{ctx.member().workspace, domain::parse_job_kind(*kind),
                           std::move(*cursor), *limit};
  if (!kind->empty() && !query.kind)
    return domain::fail(domain::errc::malformed, "The parameter 'kind' must be mail or webhook.");
  return query;
}

}  // namespace

/// GET /api/jobs?kind=&cursor=&limit= → 200 {items, next_cursor}: what waits or has failed, newest
/// first
awaitable<response> list_jobs(request_context& ctx) {
  const auto query = job_query(ctx);
  if (!query) co_return http::problem(query.error());
  const auto find_page = [query = *query](storage::reader& from) {
    return storage::jobs::list(from, query);
  };
  const auto page = co_await on_reader(ctx.shard, ctx.app.store, find_page);
  if (!page) co_return http::problem(page.error());
  boost::json::array items;
  for (const auto& row : page->items) items.push_back(wire::job(row));
  co_return http::json(200, wire::list(std::move(items), page->next_cursor));
}

/// POST /api/jobs/{id}/retry → 204: due now, with all its tries; also sends a delivered webhook
/// again | 404 | 503 (under way)
awaitable<response> retry_job(request_context& ctx) {
  const auto id = ctx.id_as<domain::job_id>();
  if (!id) co_return http::problem(id.error());
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  const auto retry = [id = *id, by = ctx.member(), now = ctx.now()](storage::writer& to) {
    return storage::delivery_queue::retry(to, id, by, now);
  };
  const auto done = co_await on_writer(ctx.shard, ctx.app.store, retry);
  if (!done) co_return http::problem(done.error());
  ctx.app.tree.jobs_queued();
  co_return http::no_content();
}

/// DELETE /api/jobs/{id} → 204: it is not tried again, and the log forgets it | 404
awaitable<response> forget_job(request_context& ctx) {
  const auto id = ctx.id_as<domain::job_id>();
  if (!id) co_return http::problem(id.error());
  const auto forget = [id = *id, by = ctx.member(), now = ctx.now()](storage::writer& to) {
    return storage::delivery_queue::delete_job(to, id, by, now);
  };
  const auto done = co_await on_writer(ctx.shard, ctx.app.store, forget);
  if (!done) co_return http::problem(done.error());
  co_return http::no_content();
}

/// GET /api/settings/mail → 200 {configured, from|null, waiting, failed}
awaitable<response> show_mail(request_context& ctx) {
  const auto count = [workspace = ctx.member().workspace](storage::reader& from) {
    return storage::jobs::count(from, workspace);
  };
  const auto counts = co_await on_reader(ctx.shard, ctx.app.store, count);
  if (!counts) co_return http::problem(counts.error());
  const bool configured = ctx.app.courier.has_mailer();
  boost::json::value from;
  if (configured) from = ctx.app.courier.options().mail.from.address;
  co_return http::json(200, boost::json::object{{"configured", configured},
                                                {"from", std::move(from)},
                                                {"waiting", counts->mail_waiting},
                                                {"failed", counts->mail_failed}});
}

/// POST /api/settings/mail/test → 200 {sent, error|null}: a mail to the one who asks | 422 (there
/// is no mailer)
awaitable<response> test_mail(request_context& ctx) {
  if (const auto fine = wire::read_nothing(ctx.in.body()); !fine)
    co_return http::problem(fine.error());
  if (!ctx.app.courier.has_mailer())
    co_return http::problem(domain::fail(domain::errc::invalid,
                                         "No mailer is configured: set mail.url and mail.from."));
  awaited<domain::attempt> answer{ctx.shard};
  ctx.app.courier.test_mailer(ctx.member().email, ctx.session->workspace_name, answer.promise());
  const auto tried = co_await answer.within(test_patience);
  if (!tried) co_return http::problem(tried.error());
  const bool sent = tried->outcome == domain::attempt::fate::delivered;
  boost::json::value error;
  if (!sent) error = tried->detail;
  co_return http::json(200, boost::json::object{{"sent", sent}, {"error", std::move(error)}});
}

}  // namespace takeover::net::handlers
