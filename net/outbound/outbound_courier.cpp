#include "net/outbound/outbound_courier.hpp"

#include <algorithm>

#include "actors/log.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {
namespace {

using domain::job_kind;

static_assert(static_cast<std::size_t>(job_kind::mail) == 0 &&
                  static_cast<std::size_t>(job_kind::webhook) == 1,
              "the courier's lanes are in this order");

// The channel of each kind of job.
constexpr job_kind kind_of(const storage::lead_mail&) { return job_kind::mail; }
constexpr job_kind kind_of(const storage::handoff_mail&) { return job_kind::mail; }
constexpr job_kind kind_of(const storage::webhook_post&) { return job_kind::webhook; }

mail_channel::options mail_options(const courier_options& from) {
  return {from.mailer, from.mail_from, from.mail_limits, from.base_url, from.mail_threads};
}

/// The same for tests of the mailer.
mail_channel::options brief_mail_options(const courier_options& from) {
  auto options = mail_options(from);
  options.limits.timeout =
      std::min<std::chrono::milliseconds>(options.limits.timeout, mail_test_timeout);
  return options;
}

}  // namespace

outbound_courier::outbound_courier(const courier_options& options, domain::id_source& ids,
                                   const domain::clock& clock)
    : webhook_limits_(options.webhook_limits),
      max_waiting_(options.max_waiting),
      ids_(ids),
      clock_(clock),
      mail_(mail_options(options)),
      test_mail_(brief_mail_options(options)),
      webhooks_({options.webhook_limits, options.webhook_threads}, clock),
      lanes_{lane{mail_}, lane{webhooks_}},
      tests_(test_mail_) {}

void outbound_courier::use_mail(const courier_options& changed) {
  mail_.use(mail_options(changed));
  test_mail_.use(brief_mail_options(changed));
}

void outbound_courier::deliver(storage::claimed_job job, domain::promise<domain::attempt> done) {
  const auto kind = std::visit([](const auto& about) { return kind_of(about); }, job.what);
  auto& through = lanes_.at(static_cast<std::size_t>(kind));
  send(
      through, [&through, job = std::move(job)] { return through.channel.render(job); },
      std::move(done));
}

void outbound_courier::test_mailer(std::string to, std::string workspace_name,
                                   domain::promise<domain::attempt> done) {
  const auto now = clock_.now();
  auto message = test_mail_.render_test(std::string{domain::ulid_text{ids_.next(now)}.view()},
                                        std::move(to), workspace_name, now);
  send(
      tests_, [message = std::move(message)] { return message; }, std::move(done));
}

void outbound_courier::stop() {
  stopping_ = true;
  for (auto& each : lanes_) each.threads.stop();
  tests_.threads.stop();
}

/// A job that is not run is destroyed with its `done`, which then answers by itself.
void outbound_courier::send(lane& through, std::function<outgoing_message()> render,
                            domain::promise<domain::attempt> done) {
  const bool queued = through.threads.run({}, [this, &through, done, render = std::move(render)] {
    try {
      done(through.channel.send(render(), stopping_));
    } catch (const std::exception& problem) {
      log_error(std::string{"courier failed to send a job: "} + problem.what());
      done(domain::attempt{
          domain::attempt::fate::transient_failure, "Something went wrong on our side.", {}});
    }
  });
  if (!queued) done(domain::fail(domain::errc::overloaded));
}

}  // namespace takeover::net::outbound
