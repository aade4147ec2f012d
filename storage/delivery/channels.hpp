/// The delivery channels: how each kind of job comes into the queue, and what it takes to do one. A
/// channel is one file with its entry here. Owns no table and sends nothing.
#pragma once

#include <array>
#include <optional>

#include "storage/delivery/delivery_queue.hpp"

namespace takeover::storage {

/// What a claimed job is about.
using delivery_payload = decltype(claimed_job::what);

struct delivery_channel {
  domain::job_kind kind;
  /// Queues what tells the channel's recipients of a new lead. In the transaction that stores it.
  void (*enqueue_lead)(writer& rows, const domain::lead& lead, domain::timestamp now);
  /// All that it takes to do the job; nullopt if it has become pointless.
  std::optional<delivery_payload> (*load)(reader& rows, const jobs::due_job& job);
};

extern const delivery_channel mail_channel;
extern const delivery_channel webhook_channel;

inline const std::array delivery_channels{&mail_channel, &webhook_channel};

/// A call of the webhook that is due now.
[[nodiscard]] jobs::new_job call_of(const webhook_record& hook, domain::job_id id,
                                    std::optional<domain::lead_id> lead, domain::timestamp now);

/// For an empty result if the agent is gone.
[[nodiscard]] std::string agent_name(reader& rows, domain::agent_id id);

}  // namespace takeover::storage
