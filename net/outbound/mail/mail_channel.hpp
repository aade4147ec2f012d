/// Delivery by mail: leads and waiting visitors, told to members. Owns which text a job gets; the
/// text is in mail_texts, where it goes in the mail_transport.
#pragma once

#include <atomic>
#include <memory>

#include "net/outbound/delivery_channel.hpp"
#include "net/outbound/mail/mail_message.hpp"
#include "net/outbound/mail/mail_transport.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

class mail_channel final : public delivery_channel {
 public:
  struct options {
    std::shared_ptr<mail_transport> through;  ///< nullptr: there is no mailer
    mailbox from;
    call_limits limits;
    std::string base_url;  ///< how browsers reach us, for links; empty: no links
    std::size_t threads = 2;
  };

  explicit mail_channel(const options& with) : threads_(with.threads) { use(with); }

  /// From the next mail on; the number of threads stays. Thread-safe.
  void use(const options& with) { options_.store(std::make_shared<const options>(with)); }
  [[nodiscard]] std::shared_ptr<const options> in_use() const { return options_.load(); }

  [[nodiscard]] channel_limits limits() const override { return {threads_}; }
  [[nodiscard]] outgoing_message render(const storage::claimed_job& job) const override;
  [[nodiscard]] domain::result<domain::attempt> send(
      const outgoing_message& message, const std::atomic<bool>& stopping) const override;

  /// A mail that only tests the mailer.
  [[nodiscard]] outgoing_message render_test(std::string id, const std::string& to,
                                             std::string_view workspace_name,
                                             domain::timestamp now) const;

 private:
  [[nodiscard]] mail new_mail(std::string id, const std::string& to, domain::timestamp date) const;

  const std::size_t threads_;
  std::atomic<std::shared_ptr<const options>> options_;
};

}  // namespace takeover::net::outbound
