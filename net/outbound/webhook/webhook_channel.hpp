/// Delivery to webhooks: events as signed JSON. Owns the job's body; the protocol is in
/// webhook_client.
#pragma once

#include "net/outbound/curl_call.hpp"
#include "net/outbound/delivery_channel.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

class webhook_channel final : public delivery_channel {
 public:
  struct options {
    call_limits limits;
    std::size_t threads = 4;
  };

  webhook_channel(options with, const domain::clock& clock)
      : options_(std::move(with)), clock_(clock) {}

  [[nodiscard]] channel_limits limits() const override { return {options_.threads}; }
  [[nodiscard]] outgoing_message render(const storage::claimed_job& job) const override;
  [[nodiscard]] domain::result<domain::attempt> send(
      const outgoing_message& message, const std::atomic<bool>& stopping) const override;

 private:
  const options options_;
  const domain::clock& clock_;
};

}  // namespace takeover::net::outbound
