// The delivery queue, and the mailer.
#include <boost/json/array.hpp>

#include "net/api/delivery/delivery_routes.hpp"
#include "net/api/packing/packed_answers.hpp"
#include "net/outbound/mail/mail_catcher.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/wire/delivery.hpp"
#include "net/wire/json/fields.hpp"
#include "net/wire/json/values.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

/// A little more than a test of the mailer may take: its own answer says more.
constexpr auto test_timeout = outbound::mail_test_timeout + std::chrono::seconds{2};
/// How long the settings tell of jobs that were dropped.
constexpr std::chrono::hours dropped_shown{7 * 24};

domain::result<storage::job_query> job_query(const request_context& ctx) {
  TRY(kind, ctx.text("kind"));
  TRY(cursor, ctx.text("cursor"));
  TRY(limit, ctx.limit());
  storage::job_query query{ctx.member().workspace, domain::parse_job_kind(kind), std::move(cursor),
                           limit};
  if (!kind.empty() && !query.kind)
    return domain::fail(domain::errc::malformed, "The parameter 'kind' must be mail or webhook.");
  return query;
}

}  // namespace

/// GET /api/jobs?kind=&cursor=&limit= → 200 {items, next_cursor}: what waits or has failed, newest
/// first
handler_result list_jobs(request_context& ctx) {
  CO_TRY(query, job_query(ctx));
  const auto find_page = [query](storage::reader& rows) -> domain::result<response> {
    TRY(page, storage::jobs::list(rows, query));
    boost::json::array items;
    for (const auto& row : page.items) items.push_back(wire::job(row));
    return http::json(200, wire::list(std::move(items), page.next_cursor));
  };
  co_return co_await answer_on_reader(ctx, find_page);
}

/// POST /api/jobs/{id}/retry → 204: due now, with all its tries; also sends a delivered webhook
/// again | 404 | 503 (under way)
handler_result retry_job(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::job_id>());
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  const auto retry = [id, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::delivery_queue::retry(rows, id, by, now);
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, retry));
  ctx.app.tree.jobs_queued();
  co_return http::no_content();
}

/// DELETE /api/jobs/{id} → 204: it is not tried again, and vanishes from the log | 404
handler_result delete_job(request_context& ctx) {
  CO_TRY(id, ctx.id_as<domain::job_id>());
  const auto remove = [id, by = ctx.member(), now = ctx.now()](storage::writer& rows) {
    return storage::delivery_queue::delete_job(rows, id, by, now);
  };
  CO_CHECK(co_await on_writer(ctx.shard, ctx.app.store, remove));
  co_return http::no_content();
}

/// GET /api/settings/delivery → 200 {max_waiting, mail, webhook}: each {waiting, failed,
/// dropped|null}
handler_result show_queue(request_context& ctx) {
  struct seen {
    storage::job_counts counts;
    std::vector<storage::dropped_record> dropped;
  };
  const auto look = [workspace = ctx.member().workspace,
                     since = ctx.now() - dropped_shown](storage::reader& rows) {
    return seen{storage::jobs::count(rows, workspace),
                storage::dropped_jobs(rows, workspace, since)};
  };
  CO_TRY(queue, co_await on_reader(ctx.shard, ctx.app.store, look));
  co_return http::json(200,
                       wire::queue(queue.counts, queue.dropped, ctx.app.courier.max_waiting()));
}

/// GET /api/settings/mail → 200 {configured, from|null, shown_at|null, waiting, failed}
handler_result show_mail(request_context& ctx) {
  const auto count = [workspace = ctx.member().workspace](storage::reader& rows) {
    return storage::jobs::count(rows, workspace);
  };
  CO_TRY(counts, co_await on_reader(ctx.shard, ctx.app.store, count));
  const auto mails = counts.of(domain::job_kind::mail);
  const bool configured = ctx.app.courier.has_mailer();
  boost::json::value from;
  if (configured) from = ctx.app.courier.sender();
  boost::json::value shown_at;
  if (configured && ctx.app.courier.mailer().get() == ctx.app.demo_mails) shown_at = "/demo/mails";
  co_return http::json(200, boost::json::object{{"configured", configured},
                                                {"from", std::move(from)},
                                                {"shown_at", std::move(shown_at)},
                                                {"waiting", mails.waiting},
                                                {"failed", mails.failed}});
}

/// POST /api/settings/mail/test → 200 {sent, error|null}: a mail to the one who asks | 422 (there
/// is no mailer)
handler_result test_mail(request_context& ctx) {
  CO_CHECK(wire::read_nothing(ctx.in.body()));
  if (!ctx.app.courier.has_mailer())
    co_return domain::fail(domain::errc::invalid,
                           "Email is not set up: set mail.url and mail.from.");
  awaited<domain::attempt> answer{ctx.shard};
  ctx.app.courier.test_mailer(ctx.member().email, ctx.session->workspace_name, answer.promise());
  auto attempt = co_await answer.within(test_timeout);
  if (!attempt && attempt.error() == domain::errc::unavailable)
    attempt = domain::attempt{
        domain::attempt::fate::transient_failure, "The mail server did not answer in time.", {}};
  if (!attempt) co_return attempt.error();
  const bool sent = attempt->outcome == domain::attempt::fate::delivered;
  boost::json::value error;
  if (!sent) error = attempt->detail;
  co_return http::json(200, boost::json::object{{"sent", sent}, {"error", std::move(error)}});
}

}  // namespace takeover::net::handlers
