#include "net/outbound/outbound_courier.hpp"

#include "net/log.hpp"
#include "net/outbound/mail/mail_texts.hpp"
#include "net/outbound/webhook/webhook_client.hpp"
#include "net/wire/delivery.hpp"

namespace takeover::net::outbound {
namespace {

/// More than the queue's worker has under way at once; the rest is room for tests of the mailer.
constexpr std::size_t max_waiting = 64;

}  // namespace

outbound_courier::outbound_courier(courier_options options, domain::id_source& ids,
                                   const domain::clock& clock)
    : options_(std::move(options)),
      ids_(ids),
      clock_(clock),
      mailers_(options_.mail_threads, max_waiting),
      callers_(options_.webhook_threads, max_waiting) {}

void outbound_courier::deliver(storage::claimed_job job, domain::promise<domain::attempt> done) {
  auto& threads = std::holds_alternative<storage::webhook_post>(job.what) ? callers_ : mailers_;
  run(threads, std::move(done), [this, job = std::move(job)] {
    return std::visit([&](const auto& about) { return send(job, about); }, job.what);
  });
}

void outbound_courier::test_mailer(std::string to, std::string workspace_name,
                                   domain::promise<domain::attempt> done) {
  const auto now = clock_.now();
  auto test = new_mail(std::string{domain::ulid_text{ids_.next(now)}.view()}, std::move(to), now);
  write_test_mail(test, workspace_name);
  run(mailers_, std::move(done), [this, test = std::move(test)] {
    return send_mail(options_.mail, options_.mail_limits, test, stopping_);
  });
}

void outbound_courier::stop() {
  stopping_ = true;
  mailers_.stop();
  callers_.stop();
}

/// A job that is not run goes with its `done`, which then answers by itself.
void outbound_courier::run(workers& on, domain::promise<domain::attempt> done,
                           std::function<domain::result<domain::attempt>()> job) {
  const bool queued = on.run([done, job = std::move(job)] {
    try {
      done(job());
    } catch (const std::exception& problem) {
      log_error(std::string{"courier broke: "} + problem.what());
      done(domain::attempt{
          domain::attempt::fate::transient_failure, "Something broke on our side.", {}});
    }
  });
  if (!queued) done(domain::fail(domain::errc::overloaded));
}

mail outbound_courier::new_mail(std::string id, std::string to, domain::timestamp date) const {
  mail fresh;
  fresh.id = std::move(id);
  fresh.from = options_.mail.from;
  fresh.to = std::move(to);
  fresh.date = date;
  return fresh;
}

domain::result<domain::attempt> outbound_courier::send(const storage::claimed_job& job,
                                                       const storage::lead_mail& about) {
  auto what = new_mail(job.id.str(), about.to, job.created_at);
  write_lead_mail(what, about, options_.base_url);
  return send_mail(options_.mail, options_.mail_limits, what, stopping_);
}

domain::result<domain::attempt> outbound_courier::send(const storage::claimed_job& job,
                                                       const storage::handoff_mail& about) {
  auto what = new_mail(job.id.str(), about.to, job.created_at);
  write_handoff_mail(what, about, options_.base_url);
  return send_mail(options_.mail, options_.mail_limits, what, stopping_);
}

domain::result<domain::attempt> outbound_courier::send(const storage::claimed_job& job,
                                                       const storage::webhook_post& about) {
  const webhook_call call{about.hook.url, about.hook.secret, job.id.str(),
                          wire::webhook_body(job, about), clock_.now()};
  return call_webhook(call, options_.webhook_limits, stopping_);
}

}  // namespace takeover::net::outbound
