#include "actors/delivery/delivery_worker.hpp"

#include <exception>

#include "actors/ask_store.hpp"
#include "actors/log.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/tokens.hpp"

namespace takeover::actors {
namespace {

using domain::job_kind;

/// Delay before a job that was claimed but not tried is due again.
constexpr std::chrono::seconds untried_delay{1};
/// Before a job is looked at again whose workspace has used up its hour.
constexpr std::chrono::minutes least_wait_for_an_hour{1};

}  // namespace

delivery_worker::delivery_worker(caf::actor_config& config, tree_parts parts,
                                 delivery_options options)
    : delivery_handle::base(config),
      parts_(parts),
      options_(options),
      mails_per_hour_(options.mails_per_hour),
      webhooks_per_hour_(options.webhooks_per_hour) {}

delivery_worker::behavior_type delivery_worker::make_behavior() {
  using this_actor = delivery_worker;
  send_message(delivery_handle{this}, poll_tick{});
  return {on(this, &this_actor::on_poll),  on(this, &this_actor::on_tick),
          on(this, &this_actor::on_due),   on(this, &this_actor::on_claimed),
          on(this, &this_actor::on_tried), on(this, &this_actor::on_shut_down)};
}

void delivery_worker::on_tick(poll_tick&) {
  poll();
  delayed_send(this, options_.look_every, poll_tick{});
}

int delivery_worker::room(job_kind kind) const {
  if (kind == job_kind::webhook) return options_.webhooks_at_once - webhooks_;
  return parts_.outgoing->has_mailer() ? options_.mails_at_once - mails_ : 0;
}

storage::claim_order delivery_worker::order(job_kind kind) const {
  const auto now = parts_.clock.now();
  const auto lease = kind == job_kind::mail ? options_.mail_lease : options_.webhook_lease;
  storage::claim_order order{.kind = kind,
                             .now = now,
                             .lease_until = now + lease,
                             .limit = room(kind),
                             .per_host = options_.calls_per_host,
                             .digest_every = options_.digest_every};
  if (const auto last = last_turn_.find(kind); last != last_turn_.end()) order.after = last->second;
  return order;
}

/// Asks a reader first: an idle queue costs no transaction.
void delivery_worker::poll() {
  poll_again_ = polling_;
  if (polling_ || (room(job_kind::mail) <= 0 && room(job_kind::webhook) <= 0)) return;
  polling_ = ask_store(
      parts_.store, delivery_handle{this},
      [mails = order(job_kind::mail), calls = order(job_kind::webhook)](storage::reader& rows) {
        return due_kinds{mails.limit > 0 && storage::delivery_queue::has_due(rows, mails),
                         calls.limit > 0 && storage::delivery_queue::has_due(rows, calls)};
      },
      [](const std::exception& problem) {
        log_store_failure("delivery worker could not read the queue", {}, problem);
        return due_kinds{};
      });
}

void delivery_worker::on_due(due_kinds& due) {
  std::vector<storage::claim_order> orders;
  if (due.mail) orders.push_back(order(job_kind::mail));
  if (due.webhooks) orders.push_back(order(job_kind::webhook));
  if (orders.empty()) {
    polling_ = false;
    if (poll_again_) poll();
    return;
  }
  auto claimed = std::make_shared<std::vector<storage::claimed_job>>();
  parts_.store.write(
      [orders, claimed](storage::writer& rows) -> domain::result<void> {
        claimed->clear();  // it may run a second time
        for (const auto& order : orders)
          for (auto& job : storage::delivery_queue::claim(rows, order))
            claimed->push_back(std::move(job));
        return {};
      },
      [me = delivery_handle{this}, claimed](const domain::result<void>& stored) {
        if (!stored) {
          log_store_failure("delivery worker could not claim jobs", {}, stored.error());
          claimed->clear();
        }
        send_message(me, jobs_claimed{std::move(*claimed)});
      });
}

void delivery_worker::on_claimed(jobs_claimed& message) {
  polling_ = false;
  for (auto& job : message.jobs) start(job);
  if (poll_again_ || !message.jobs.empty()) poll();
}

void delivery_worker::start(storage::claimed_job& job) {
  const auto kind =
      std::holds_alternative<storage::webhook_post>(job.what) ? job_kind::webhook : job_kind::mail;
  ++under_way(kind);
  last_turn_[kind] = job.workspace;
  job_tried tried{job.id, kind, job.lease_until, job.attempt,
                  domain::fail(domain::errc::unavailable)};
  const auto wait = allowance(kind).take(job.workspace, parts_.clock.now());
  if (wait.count() > 0) {
    tried.outcome = domain::attempt{domain::attempt::fate::not_made,
                                    "This workspace has sent as much as it may in an hour.",
                                    {},
                                    std::max<domain::milliseconds>(wait, least_wait_for_an_hour)};
    return send_message(delivery_handle{this}, std::move(tried));
  }
  parts_.outgoing->deliver(
      std::move(job),
      domain::promise<domain::attempt>{
          [me = delivery_handle{this}, tried](domain::result<domain::attempt> outcome) mutable {
            tried.outcome = std::move(outcome);
            send_message(me, std::move(tried));
          }});
}

/// An outcome that cannot be stored: the job is tried again when its lease ends, under the same id.
void delivery_worker::on_tried(job_tried& tried) {
  --under_way(tried.kind);
  const auto now = parts_.clock.now();
  storage::job_outcome outcome{tried.id, tried.lease_until, {}, again_at(tried, now), now};
  if (tried.outcome)
    outcome.result = std::move(*tried.outcome);
  else
    outcome.result = {domain::attempt::fate::not_made, "The attempt was interrupted.", {}};
  if (outcome.result.outcome != domain::attempt::fate::delivered && !outcome.again_at)
    log_error("delivery gave up job", tried.id.str(), outcome.result.detail);
  parts_.store.write(
      [outcome, attempt = tried.attempt,
       breaker = options_.breaker](storage::writer& rows) -> domain::result<void> {
        storage::delivery_queue::settle(rows, outcome, attempt, breaker);
        return {};
      },
      [me = delivery_handle{this}, id = tried.id](const domain::result<void>& stored) {
        if (!stored)
          log_store_failure("delivery worker could not settle job", id.str(), stored.error());
        // Now its host, or its recipient, is free for the next one.
        send_message(me, poll_jobs{});
      });
  poll();
}

std::optional<domain::timestamp> delivery_worker::again_at(const job_tried& tried,
                                                           domain::timestamp now) {
  if (!tried.outcome) return now + untried_delay;
  if (tried.outcome->outcome == domain::attempt::fate::not_made && tried.outcome->retry_after)
    return now + *tried.outcome->retry_after;
  if (tried.outcome->outcome != domain::attempt::fate::transient_failure) return std::nullopt;
  const auto random = parts_.ids.next(now).bytes;
  return domain::next_try(options_.retries, tried.attempt, now,
                          (random[14] * 256 + random[15]) / 65'536.0, tried.outcome->retry_after);
}

}  // namespace takeover::actors
