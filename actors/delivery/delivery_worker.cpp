#include "actors/delivery/delivery_worker.hpp"

#include <caf/send.hpp>
#include <exception>

#include "actors/log.hpp"

namespace takeover::actors {
namespace {

using domain::job_kind;

/// How long a job rests that was claimed and then not tried.
constexpr std::chrono::seconds untried_rest{1};

}  // namespace

delivery_worker::delivery_worker(caf::actor_config& config, tree_parts parts,
                                 delivery_options options)
    : delivery_handle::base(config), parts_(parts), options_(options) {}

delivery_worker::behavior_type delivery_worker::make_behavior() {
  caf::anon_send(this, look_regularly{});
  return {[this](look_for_jobs) { look(); },
          [this](look_regularly) {
            look();
            delayed_send(this, options_.look_every, look_regularly{});
          },
          [this](due_seen& seen) { on_due(seen); },
          [this](jobs_claimed& news) { on_claimed(news); },
          [this](job_tried& news) { on_tried(news); },
          [this](shut_down) { quit(); }};
}

int delivery_worker::room(job_kind kind) const {
  if (kind == job_kind::webhook) return options_.webhooks_at_once - webhooks_;
  return parts_.outgoing->has_mailer() ? options_.mails_at_once - mails_ : 0;
}

/// Asks a reader first: an idle queue costs no transaction.
void delivery_worker::look() {
  look_again_ = looking_;
  const bool mail = room(job_kind::mail) > 0;
  const bool webhooks = room(job_kind::webhook) > 0;
  if (looking_ || (!mail && !webhooks)) return;
  looking_ = parts_.store.read([me = delivery_handle{this}, now = parts_.clock.now(), mail,
                                webhooks](storage::reader& rows) {
    due_seen seen;
    try {
      seen.mail = mail && rows.has_due_job(job_kind::mail, now);
      seen.webhooks = webhooks && rows.has_due_job(job_kind::webhook, now);
    } catch (const std::exception& problem) {
      log_error("delivery worker could not read the queue", {}, problem.what());
    }
    caf::anon_send(me, seen);
  });
}

void delivery_worker::on_due(const due_seen& seen) {
  const auto now = parts_.clock.now();
  std::vector<storage::claim_order> orders;
  if (seen.mail)
    orders.push_back({job_kind::mail, now, now + options_.mail_lease, room(job_kind::mail)});
  if (seen.webhooks)
    orders.push_back(
        {job_kind::webhook, now, now + options_.webhook_lease, room(job_kind::webhook)});
  if (orders.empty()) {
    looking_ = false;
    if (look_again_) look();
    return;
  }
  auto claimed = std::make_shared<std::vector<storage::claimed_job>>();
  parts_.store.write(
      [orders, claimed](storage::writer& rows) -> domain::result<void> {
        claimed->clear();  // it may run a second time
        for (const auto& order : orders)
          for (auto& job : rows.claim_jobs(order)) claimed->push_back(std::move(job));
        return {};
      },
      [me = delivery_handle{this}, claimed](const domain::result<void>& stored) {
        if (!stored) {
          log_error("delivery worker could not claim jobs", {},
                    domain::name_of(stored.error().code));
          claimed->clear();
        }
        caf::anon_send(me, jobs_claimed{std::move(*claimed)});
      });
}

void delivery_worker::on_claimed(jobs_claimed& news) {
  looking_ = false;
  for (auto& job : news.jobs) start(job);
  if (look_again_ || !news.jobs.empty()) look();
}

void delivery_worker::start(storage::claimed_job& job) {
  const auto kind =
      std::holds_alternative<storage::webhook_post>(job.what) ? job_kind::webhook : job_kind::mail;
  ++under_way(kind);
  job_tried news{job.id, kind, job.lease_until, job.attempt,
                 domain::fail(domain::errc::unavailable)};
  parts_.outgoing->deliver(
      std::move(job),
      domain::promise<domain::attempt>{
          [me = delivery_handle{this}, news](domain::result<domain::attempt> outcome) mutable {
            news.outcome = std::move(outcome);
            caf::anon_send(me, std::move(news));
          }});
}

/// What cannot be written down is tried again when its lease is over, under the same id.
void delivery_worker::on_tried(job_tried& news) {
  --under_way(news.kind);
  const auto now = parts_.clock.now();
  storage::job_outcome outcome{news.id, news.lease_until, {}, again_at(news, now), now};
  if (news.outcome)
    outcome.result = std::move(*news.outcome);
  else
    outcome.result.detail = "The attempt was interrupted.";
  if (outcome.result.outcome != domain::attempt::fate::delivered && !outcome.again_at)
    log_error("delivery gave up job", news.id.str(), outcome.result.detail);
  parts_.store.write(
      [outcome, attempt = news.attempt](storage::writer& rows) -> domain::result<void> {
        rows.settle_job(outcome, attempt);
        return {};
      },
      [id = news.id](const domain::result<void>& stored) {
        if (!stored)
          log_error("delivery worker could not settle job", id.str(),
                    domain::name_of(stored.error().code));
      });
  look();
}

std::optional<domain::timestamp> delivery_worker::again_at(const job_tried& news,
                                                           domain::timestamp now) {
  if (!news.outcome) return now + untried_rest;
  if (news.outcome->outcome != domain::attempt::fate::transient_failure) return std::nullopt;
  const auto random = parts_.ids.next(now).bytes;
  return domain::next_try(options_.retries, news.attempt, now,
                          (random[14] * 256 + random[15]) / 65'536.0);
}

}  // namespace takeover::actors
