/// The realtime side of one shard: its connections and their subscriptions, and the one flush per
/// round. Owns the connections; reads no protocol.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <span>
#include <type_traits>
#include <unordered_map>

#include "actors/presence/presence_service.hpp"
#include "actors/requests.hpp"
#include "net/io/io_shard.hpp"
#include "net/realtime/broker.hpp"
#include "net/realtime/channels.hpp"
#include "net/realtime/ended_sessions.hpp"
#include "net/realtime/limits.hpp"
#include "net/realtime/pusher/signature.hpp"

namespace takeover::net::realtime {

/// What all hubs of a broadcaster share.
struct realtime_context {
  signer signing;
  limits bounds;
  const domain::clock& clock;
  actors::conversations* conversations = nullptr;
  actors::presence_service* presence = nullptr;
};

class shard_hub {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  shard_hub(io_shard& shard, std::shared_ptr<realtime_context> shared);

  [[nodiscard]] io_shard& shard() const noexcept { return shard_; }
  [[nodiscard]] const realtime_context& shared() const noexcept { return *context_; }
  /// The time of the last tick; at most 100 ms ago while the shard is not busy.
  [[nodiscard]] steady_time now() const noexcept { return now_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Whether the session ended so recently that something signed for it might still be fresh.
  [[nodiscard]] bool has_ended(const domain::session_id& session) const {
    return ended_.contains(session);
  }
  /// Scratch space for one read; the next read of any connection overwrites it.
  [[nodiscard]] std::span<char> read_buffer() noexcept { return read_buffer_; }

  [[nodiscard]] std::uint64_t next_number() noexcept { return ++last_number_; }
  void add(std::shared_ptr<connection> who);
  /// Removes every trace of the connection. The caller keeps it alive while it runs.
  void remove(connection& who);
  void mark_dirty(connection& who);
  void count_written(const send_queue::flushed& what) noexcept;
  void count_cut() noexcept { bump(stats_.cut_slow, 1); }
  void socket_opened() noexcept { bump(stats_.sockets, 1); }
  void socket_closed();

  /// Subscribes, then sends `joined` and `so_far`, the latter unless its epoch has ended. Either
  /// may be null.
  void subscribe_with_snapshot(connection& who, const actors::channel& channel,
                               actors::listener_kind kind, const shared_frame& joined,
                               const shared_frame& so_far);
  void unsubscribe(connection& who, const actors::channel& channel);

  // Posted by the broker:
  void deliver(const broadcast& message);
  void close(const actors::channel& channel, actors::announcer::ending how);
  void end_session(const domain::session_id& session);

  // Posted by the broadcaster, for one connection:
  void admit(std::uint64_t number, const actors::channel& channel, actors::listener_kind kind,
             const shared_frame& joined, const shared_frame& so_far);
  void refuse(std::uint64_t number, const actors::channel& channel, const domain::error& why);
  void tell(std::uint64_t number, const actors::channel& channel, actors::listener_kind kind,
            const shared_frame& what);

  /// `done` is set when no socket is left; event streams end by themselves.
  void drain(std::shared_ptr<std::promise<void>> done);
  void tick(steady_time now);
  /// Drops every connection. Afterwards nothing comes in any more.
  void detach_all();

  /// Tells the actor behind the channel that a listener is gone.
  void notify_left(const actors::listener& who, const actors::channel& channel);

  /// Thread-safe.
  [[nodiscard]] socket_stats stats() const noexcept;

 private:
  struct counters {
    std::atomic<std::size_t> sockets = 0;
    std::atomic<std::size_t> subscriptions = 0;
    std::atomic<std::uint64_t> frames = 0;
    std::atomic<std::uint64_t> bytes = 0;
    std::atomic<std::uint64_t> cut_slow = 0;
    std::atomic<std::uint64_t> dropped_deltas = 0;
  };
  /// One thread writes, so that no locked instruction is needed.
  template <class Number>
  static void bump(std::atomic<Number>& counter, std::type_identity_t<Number> by) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::shared_ptr<connection> find(std::uint64_t number);
  std::vector<std::shared_ptr<connection>> everyone() const;
  void flush_dirty();
  void begin_epoch(channel_subscribers& subscribers, domain::epoch_t epoch);
  void count_subscriptions() noexcept {
    stats_.subscriptions.store(channels_.subscription_count(), std::memory_order_relaxed);
  }

  io_shard& shard_;
  std::shared_ptr<realtime_context> context_;
  channel_table channels_;
  ended_sessions ended_;
  std::unordered_map<std::uint64_t, std::shared_ptr<connection>> connections_;
  std::vector<connection*> dirty_;
  std::vector<connection*> flushing_;
  std::vector<actors::flush_token> until_flushed_;
  std::vector<char> read_buffer_;
  std::uint64_t last_number_ = 0;
  steady_time now_ = std::chrono::steady_clock::now();
  steady_time next_sweep_ = now_;
  bool draining_ = false;
  std::shared_ptr<std::promise<void>> drained_;
  counters stats_;
};

}  // namespace takeover::net::realtime
