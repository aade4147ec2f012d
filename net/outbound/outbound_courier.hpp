/// Carries jobs out through the delivery channels, each on threads of its own. Owns the channels
/// and their threads; knows no queue and no retry.
#pragma once

#include <array>
#include <atomic>
#include <functional>

#include "actors/ports.hpp"
#include "net/io/workers.hpp"
#include "net/outbound/mail/mail_channel.hpp"
#include "net/outbound/webhook/webhook_channel.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

struct courier_options {
  std::shared_ptr<mail_transport> mailer;  ///< nullptr: mails wait in the queue
  mailbox mail_from;
  call_limits mail_limits;
  call_limits webhook_limits;
  std::string base_url;  ///< how browsers reach us, for links in mails; empty: no links
  std::int64_t max_waiting = 10'000;  ///< the queue's bound, to be shown
  std::size_t mail_threads = 2;
  std::size_t webhook_threads = 4;
};

/// How long a test of the mailer may take; less if `mail.timeout` is.
inline constexpr std::chrono::seconds mail_test_timeout{10};

class outbound_courier final : public actors::courier {
 public:
  outbound_courier(const courier_options& options, domain::id_source& ids,
                   const domain::clock& clock);

  [[nodiscard]] bool has_mailer() const override { return mailer() != nullptr; }
  void deliver(storage::claimed_job job, domain::promise<domain::attempt> done) override;

  /// Sends a mail that only tests the mailer, on threads of its own and within a few seconds: it
  /// neither waits for queued mails nor holds them up. Requires a mailer.
  void test_mailer(std::string to, std::string workspace_name,
                   domain::promise<domain::attempt> done);
  [[nodiscard]] const call_limits& webhook_limits() const noexcept { return webhook_limits_; }
  /// The bound of `courier_options`.
  [[nodiscard]] std::int64_t max_waiting() const noexcept { return max_waiting_; }
  /// Where mails go now; nullptr: they wait in the queue.
  [[nodiscard]] std::shared_ptr<const mail_transport> mailer() const {
    return mail_.in_use()->through;
  }
  /// Whom mails come from; empty without a mailer.
  [[nodiscard]] std::string sender() const { return mail_.in_use()->from.address; }
  /// What the options say of mails, from the next one on; everything else in them stays as it was.
  /// Thread-safe.
  void use_mail(const courier_options& changed);

  /// Breaks off what is under way, and refuses what comes. Idempotent.
  void stop();

 private:
  /// A channel with the threads that send for it.
  struct lane {
    explicit lane(const delivery_channel& to)
        : channel(to),
          threads({to.limits().threads, to.limits().threads, to.limits().max_waiting,
                   to.limits().max_waiting}) {}
    const delivery_channel& channel;
    workers threads;
  };

  void send(lane& through, std::function<outgoing_message()> render,
            domain::promise<domain::attempt> done);

  const call_limits webhook_limits_;
  const std::int64_t max_waiting_;
  domain::id_source& ids_;
  const domain::clock& clock_;
  std::atomic<bool> stopping_ = false;
  mail_channel mail_;
  mail_channel test_mail_;
  const webhook_channel webhooks_;
  std::array<lane, 2> lanes_;  ///< by `domain::job_kind`
  lane tests_;
};

}  // namespace takeover::net::outbound
