/// One client connection as its hub sees it: a bounded send queue that is flushed once per round,
/// and its subscriptions. Knows no protocol; reads nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "actors/ports.hpp"
#include "net/realtime/send_queue.hpp"

namespace takeover::net::realtime {

class shard_hub;
struct channel_subscribers;

/// Where a connection stands among the subscribers of a channel.
struct subscription {
  channel_subscribers* to = nullptr;
  actors::listener_kind kind = actors::listener_kind::member;
  std::uint32_t index = 0;
};

/// Lives on one shard's thread; never touched from another one.
class connection : public std::enable_shared_from_this<connection> {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  connection(shard_hub& hub, std::uint64_t number, std::size_t max_queued_bytes) noexcept;
  virtual ~connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  [[nodiscard]] actors::listener id() const noexcept;
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  /// Queues a frame, to be written at the end of the round. Backpressure: at the bound the
  /// connection is cut, and a client that reads that slowly catches up when it is back.
  virtual void send(shared_frame what);
  /// Removes the conversation's answers older than `before` from the queue. What the socket has
  /// room for is written first, as it was announced first. Returns how many deltas were dropped.
  std::size_t drop_deltas(const domain::ulid& conversation, domain::epoch_t before);

  /// Writes what is queued, once.
  virtual void flush() = 0;
  /// The channel may be heard from here on. `so_far` may be null.
  virtual void admitted(const actors::channel& channel, actors::listener_kind kind,
                        const shared_frame& joined, const shared_frame& so_far) = 0;
  virtual void refused(const actors::channel& channel, const domain::error& why) = 0;
  virtual void told(const actors::channel& channel, const shared_frame& what) = 0;
  virtual void channel_ended(const actors::channel& channel, actors::announcer::ending how) = 0;
  virtual void session_ended(const domain::session_id&) {}
  /// The server is shutting down.
  virtual void drain() {}
  /// Checks deadlines; called several times per idle timeout.
  virtual void sweep(steady_time) {}
  /// Releases everything without telling the peer, because the shard is gone.
  virtual void detach() = 0;

 protected:
  [[nodiscard]] shard_hub& hub() const noexcept { return hub_; }
  /// The socket that may be written to now; -1 if none.
  [[nodiscard]] virtual int writable_socket() noexcept = 0;
  [[nodiscard]] send_queue& queue() noexcept { return queue_; }
  [[nodiscard]] bool over_bound() const noexcept { return over_bound_; }
  /// As if the queue were at its bound: the connection ends at the next flush.
  void cut() noexcept { over_bound_ = true; }
  /// Flushes the queue once and counts what was written.
  send_queue::outcome write_to(int socket);

 private:
  friend class shard_hub;
  friend class channel_table;

  shard_hub& hub_;
  std::uint64_t number_;
  send_queue queue_;
  std::vector<subscription> subscriptions_;
  bool dirty_ = false;
  bool over_bound_ = false;
};

}  // namespace takeover::net::realtime
