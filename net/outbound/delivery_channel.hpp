/// One way for a job to leave the system: mail, webhooks, later web push or SMS. Owns how a job is
/// rendered and sent; knows no thread, no queue and no retry.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>

#include "domain/delivery/retry_policy.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

/// A job as it is sent.
struct outgoing_message {
  std::string id;      ///< the same in every attempt, so that receivers can drop duplicates
  std::string to;      ///< an address or a URL
  std::string secret;  ///< signs the message; empty where the channel signs nothing
  std::string body;
};

struct channel_limits {
  std::size_t threads = 1;  ///< messages that are sent at once
  /// More than the delivery worker has under way at once; the rest is room for test messages.
  std::size_t max_waiting = 64;
};

/// Thread-safe.
class delivery_channel {
 public:
  virtual ~delivery_channel() = default;

  [[nodiscard]] virtual channel_limits limits() const = 0;
  [[nodiscard]] virtual outgoing_message render(const storage::claimed_job& job) const = 0;
  /// Blocks, for no longer than the channel's timeout. Error: unavailable if `stopping` ended it.
  [[nodiscard]] virtual domain::result<domain::attempt> send(
      const outgoing_message& message, const std::atomic<bool>& stopping) const = 0;
};

}  // namespace takeover::net::outbound
