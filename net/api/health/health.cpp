// How the program is: for load balancers, people and Prometheus.
#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "net/api/health/health_routes.hpp"
#include "net/crypto/hmac.hpp"
#include "net/http/server.hpp"
#include "net/outbound/network_address.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "net/realtime/broadcaster.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::handlers {
namespace {

struct numbers {
  storage::store_stats store;
  actors::tree_stats tree;
  realtime::socket_stats sockets;
  http::server_stats server;
  std::chrono::seconds clock_ahead{};  ///< see `domain::clock::ahead`
};

/// Less is what time synchronization does every day.
constexpr std::chrono::seconds much_ahead{5};

numbers read_numbers(const request_context& ctx) {
  return {ctx.app.store.stats(), ctx.app.tree.stats(), ctx.app.realtime.stats(),
          ctx.app.server != nullptr ? ctx.app.server->stats() : http::server_stats{},
          std::chrono::floor<std::chrono::seconds>(ctx.app.clock.ahead())};
}

/// Whether the caller may see numbers: by the token of `server.monitoring_token`, or, without one,
/// from a network that is not the public internet.
bool may_monitor(const request_context& ctx) {
  const auto& token = ctx.app.monitoring_token;
  if (!token.empty()) return crypto::equal_in_constant_time(ctx.in.bearer(), token);
  return !outbound::is_public(ctx.in.peer());
}

/// Appends one metric in Prometheus' text format, version 0.0.4.
template <class Number>
void add(std::string& to, std::string_view kind, std::string_view name, std::string_view help,
         Number value) {
  fmt::format_to(std::back_inserter(to),
                 "# HELP takeover_{0} {2}\n# TYPE takeover_{0} {1}\ntakeover_{0} {3}\n", name, kind,
                 help, value);
}

/// What waits to be sent or was given up; null where it could not be counted.
boost::json::object delivery_of(const domain::result<storage::job_counts>& counted,
                                bool has_mailer) {
  const auto number = [&](domain::job_kind kind, std::int64_t storage::job_count::*which) {
    return counted ? boost::json::value(counted->of(kind).*which) : boost::json::value{};
  };
  using count = storage::job_count;
  using domain::job_kind;
  return {{"mail", boost::json::object{{"configured", has_mailer},
                                       {"waiting", number(job_kind::mail, &count::waiting)},
                                       {"failed", number(job_kind::mail, &count::failed)}}},
          {"webhooks", boost::json::object{{"waiting", number(job_kind::webhook, &count::waiting)},
                                           {"failed", number(job_kind::webhook, &count::failed)}}}};
}

/// What is wrong and what to do, as sentences for operators; empty if all is well.
boost::json::array problems_of(const numbers& now) {
  boost::json::array found;
  if (!now.store.healthy) found.emplace_back(now.store.trouble);
  if (now.tree.sweeps_failing)
    found.emplace_back("Deadlines cannot be read, so holds and waiting times do not end.");
  if (!now.server.trouble.empty()) found.emplace_back(now.server.trouble);
  if (now.clock_ahead >= much_ahead)
    found.emplace_back(
        fmt::format("The system clock was put back by {} s. Until it has caught up, time passes at "
                    "half speed here. Check time synchronization (NTP).",
                    now.clock_ahead.count()));
  return found;
}

awaitable<domain::result<storage::job_counts>> count_jobs(request_context& ctx) {
  const auto count = [](storage::reader& rows) { return storage::jobs::count(rows, {}); };
  co_return co_await on_reader(ctx.shard, ctx.app.store, count, timeouts::monitoring);
}

}  // namespace

/// GET /up → 200 {"health":"OK"}: the process answers
handler_result up(request_context&) {
  co_return http::json(200, boost::json::object{{"health", "OK"}});
}

/// GET /health → 200 details | 503 the same, if there are problems; without the details for callers
/// who may not monitor
handler_result health(request_context& ctx) {
  if (!may_monitor(ctx)) {
    const bool is_well = ctx.app.store.stats().healthy;
    co_return http::json(is_well ? 200 : 503,
                         boost::json::object{{"health", is_well ? "OK" : "FAILING"}});
  }
  const auto jobs = co_await count_jobs(ctx);
  const auto now = read_numbers(ctx);
  auto problems = problems_of(now);
  const bool healthy = problems.empty();
  co_return http::json(
      healthy ? 200 : 503,
      boost::json::object{
          {"health", healthy ? "OK" : "FAILING"},
          {"problems", std::move(problems)},
          {"database", boost::json::object{{"healthy", now.store.healthy},
                                           {"waiting_writes", now.store.waiting_writes},
                                           {"waiting_reads", now.store.waiting_reads}}},
          {"conversations", boost::json::object{{"live", now.tree.live_conversations},
                                                {"answering", now.tree.running_answers}}},
          {"delivery", delivery_of(jobs, ctx.app.courier.has_mailer())},
          {"connections", boost::json::object{{"http", now.server.connections},
                                              {"realtime", now.sockets.sockets}}}});
}

/// GET /metrics → 200 Prometheus text | 401
handler_result metrics(request_context& ctx) {
  if (!may_monitor(ctx))
    co_return domain::fail(domain::errc::unauthenticated, "The monitoring token is missing.");
  const auto jobs = co_await count_jobs(ctx);
  const auto now = read_numbers(ctx);
  std::string to =
      "# HELP takeover_http_answers_total Answers by class of status.\n# TYPE "
      "takeover_http_answers_total counter\n";
  for (std::size_t i = 1; i < now.server.by_class.size(); ++i)
    fmt::format_to(std::back_inserter(to), "takeover_http_answers_total{{class=\"{}xx\"}} {}\n", i,
                   now.server.by_class[i]);
  add(to, "gauge", "http_connections", "Open HTTP connections.", now.server.connections);
  add(to, "gauge", "clock_ahead_seconds", "How far the system clock was put back.",
      now.clock_ahead.count());
  add(to, "counter", "http_accepted_total", "Accepted connections.", now.server.accepted);
  add(to, "counter", "http_refused_total", "Connections over the bound.", now.server.refused);
  add(to, "counter", "http_timed_out_total", "Connections that were too slow.",
      now.server.timed_out);
  add(to, "counter", "http_abandoned_total", "Reads whose client hung up before the answer.",
      now.server.abandoned);
  add(to, "gauge", "realtime_sockets", "Open realtime sockets.", now.sockets.sockets);
  add(to, "gauge", "realtime_subscriptions", "Subscriptions of realtime sockets.",
      now.sockets.subscriptions);
  add(to, "counter", "realtime_frames_total", "Frames written.", now.sockets.frames);
  add(to, "counter", "realtime_bytes_total", "Bytes written.", now.sockets.bytes);
  add(to, "counter", "realtime_cut_slow_total", "Sockets cut because they read too slowly.",
      now.sockets.cut_slow);
  add(to, "counter", "realtime_dropped_deltas_total",
      "Queued pieces of answers that a takeover made void.", now.sockets.dropped_deltas);
  add(to, "gauge", "conversations_live", "Conversations in memory.", now.tree.live_conversations);
  add(to, "gauge", "answers_running", "Answers that are being written.", now.tree.running_answers);
  add(to, "counter", "stale_outputs_total", "Output of answers that a takeover made void.",
      now.tree.stale_outputs);
  add(to, "counter", "store_commits_total", "Transactions.", now.store.commits);
  add(to, "counter", "store_changes_total", "Changes stored in them.", now.store.changes);
  add(to, "gauge", "store_waiting_writes", "Changes that wait to be stored.",
      now.store.waiting_writes);
  add(to, "gauge", "store_waiting_reads", "Reads that wait.", now.store.waiting_reads);
  add(to, "gauge", "store_healthy", "1 if the store takes writes.", now.store.healthy ? 1 : 0);
  if (jobs) {
    const auto mails = jobs->of(domain::job_kind::mail);
    const auto calls = jobs->of(domain::job_kind::webhook);
    add(to, "gauge", "mail_waiting", "Mails in the queue.", mails.waiting);
    add(to, "gauge", "mail_failed", "Mails that were given up.", mails.failed);
    add(to, "gauge", "webhooks_waiting", "Webhook calls in the queue.", calls.waiting);
    add(to, "gauge", "webhooks_failed", "Webhook calls that were given up.", calls.failed);
  }
  auto answer = http::text(200, std::move(to));
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  co_return answer;
}

}  // namespace takeover::net::handlers
