/// The broker of a single process: posts each broadcast to the shards that have subscribers. Owns
/// no queue of its own; the shards' inboxes keep the order.
#pragma once

#include "net/realtime/broker.hpp"

namespace takeover::net::realtime {

class memory_broker final : public broker {
 public:
  explicit memory_broker(local_hubs hubs);
  ~memory_broker() override;

  void publish(shared_broadcast message) override;
  void close(const actors::channel& channel, actors::announcer::ending how) override;
  void end_session(domain::session_id session) override;

 private:
  const local_hubs hubs_;
};

[[nodiscard]] std::unique_ptr<broker> make_memory_broker(const local_hubs& hubs);

}  // namespace takeover::net::realtime
