/// Carries jobs to mail servers and webhooks, on threads of its own. Owns those threads; knows no
/// queue and no retry.
#pragma once

#include <atomic>

#include "actors/ports.hpp"
#include "net/io/workers.hpp"
#include "net/outbound/mail/smtp_client.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

struct courier_options {
  mail_server mail;
  call_limits mail_limits;
  call_limits webhook_limits;
  std::string base_url;  ///< how browsers reach us, for links in mails; empty: no links
  std::size_t mail_threads = 2;
  std::size_t webhook_threads = 4;
};

class outbound_courier final : public actors::courier {
 public:
  outbound_courier(courier_options options, domain::id_source& ids, const domain::clock& clock);

  [[nodiscard]] bool has_mailer() const override { return !options_.mail.url.empty(); }
  void deliver(storage::claimed_job job, domain::promise<domain::attempt> done) override;

  /// Sends a mail that only tests the mailer. Needs one.
  void test_mailer(std::string to, std::string workspace_name,
                   domain::promise<domain::attempt> done);
  [[nodiscard]] const courier_options& options() const noexcept { return options_; }

  /// Breaks off what is under way, and refuses what comes. Idempotent.
  void stop();

 private:
  [[nodiscard]] domain::result<domain::attempt> send(const storage::claimed_job& job,
                                                     const storage::lead_mail& about);
  [[nodiscard]] domain::result<domain::attempt> send(const storage::claimed_job& job,
                                                     const storage::handoff_mail& about);
  [[nodiscard]] domain::result<domain::attempt> send(const storage::claimed_job& job,
                                                     const storage::webhook_post& about);
  void run(workers& on, domain::promise<domain::attempt> done,
           std::function<domain::result<domain::attempt>()> job);
  [[nodiscard]] mail new_mail(std::string id, std::string to, domain::timestamp date) const;

  const courier_options options_;
  domain::id_source& ids_;
  const domain::clock& clock_;
  std::atomic<bool> stopping_ = false;
  workers mailers_;
  workers callers_;
};

}  // namespace takeover::net::outbound
