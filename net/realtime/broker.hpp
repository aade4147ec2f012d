/// The fan-out port between the broadcaster and the shards of every process. Owns the way of a
/// rendered broadcast; renders nothing and knows no socket. The shape is that of centrifuge's
/// broker: in memory today, Redis for several processes.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "actors/ports.hpp"
#include "net/realtime/frame.hpp"

namespace takeover::net::realtime {

class shard_hub;

/// An announcement, rendered once per kind of listener.
struct broadcast {
  actors::channel channel;
  actors::listener except;
  std::array<shared_frame, actors::listener_kinds> frames;  ///< by kind; null: not for them
  /// Not 0: the fencing token of the channel's answers; older deltas are dropped from here on
  domain::epoch_t begins_epoch = 0;
  /// Ack barrier: released when the last shard has written the frames, as far as its sockets take
  /// them
  actors::flush_token flush_token;
  /// Bit n: shard n of this process has subscribers. Means nothing in another process.
  std::uint64_t local_shards = 0;
};
using shared_broadcast = std::shared_ptr<const broadcast>;

/// Every implementation passes tests/net/realtime/broker_conformance_test.cpp:
/// - broadcasts of one channel that one thread publishes reach a shard in their order;
/// - each subscriber gets a broadcast once;
/// - a subscriber gets nothing of a channel after its `close`;
/// - the flush token is released after the last shard of this process has passed the frames;
/// - no delta older than the channel's newest epoch passes.
/// Calls are thread-safe and never block.
class broker {
 public:
  /// How far a broadcast goes. Beyond this process nobody knows who listens, so that every kind of
  /// listener is rendered.
  enum class scope { process, cluster };

  virtual ~broker() = default;
  broker(const broker&) = delete;
  broker& operator=(const broker&) = delete;

  virtual void publish(shared_broadcast message) = 0;
  /// Ends the channel's subscriptions, after what was published before.
  virtual void close(const actors::channel& channel, actors::announcer::ending how) = 0;
  /// Ends what the session had subscribed, and refuses what was signed for it.
  virtual void end_session(domain::session_id session) = 0;

  [[nodiscard]] scope reaches() const noexcept { return scope_; }

 protected:
  explicit broker(scope how_far) noexcept : scope_(how_far) {}

 private:
  const scope scope_;
};

/// This process's hubs by the index of their shard; null: no such shard. They outlive the broker.
using local_hubs = std::vector<std::shared_ptr<shard_hub>>;
using broker_factory = std::function<std::unique_ptr<broker>(const local_hubs&)>;

}  // namespace takeover::net::realtime
