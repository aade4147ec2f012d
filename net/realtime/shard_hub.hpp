/// The realtime side of one shard: its connections and groups, and the one flush per round. Owns
/// the connections; reads no protocol.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <type_traits>
#include <unordered_map>

#include "net/realtime/broadcaster.hpp"
#include "net/realtime/channels.hpp"
#include "net/realtime/ended_sessions.hpp"
#include "net/realtime/pusher/signature.hpp"

namespace takeover::net::realtime {

/// What all hubs of a gateway share.
struct common {
  signer signing;
  limits bounds;
  const domain::clock& clock;
  actors::conversations* talk = nullptr;
  actors::presence_service* people = nullptr;
};

/// An announcement, rendered, on its way to the shards.
struct delivery {
  actors::channel where;
  actors::listener except;
  std::array<shared_frame, actors::listener_kinds> frames;  ///< by kind; null: not for them
  domain::epoch_t begins_epoch = 0;
  /// Let go when the last shard has written the frames, as far as its sockets take them
  actors::flush_token passed;
};

class hub {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  hub(io_shard& shard, std::shared_ptr<common> shared);

  [[nodiscard]] io_shard& shard() const noexcept { return shard_; }
  [[nodiscard]] const common& shared() const noexcept { return *common_; }
  [[nodiscard]] groups& channels() noexcept { return groups_; }
  /// The time of the last tick; at most 100 ms ago while the shard is not busy.
  [[nodiscard]] steady_time now() const noexcept { return now_; }
  [[nodiscard]] bool draining() const noexcept { return draining_; }
  /// Whether the session ended so lately that something signed for it might still be fresh.
  [[nodiscard]] bool has_ended(const domain::session_id& session) const {
    return ended_.contains(session);
  }
  /// Room to read into; what is in it is gone at the next read of any connection.
  [[nodiscard]] std::span<char> read_buffer() noexcept { return read_buffer_; }

  [[nodiscard]] std::uint64_t next_number() noexcept { return ++last_number_; }
  void add(std::shared_ptr<outlet> connection);
  /// Takes the connection out of everything. The caller holds on to it while it runs.
  void remove(outlet& connection);
  void mark_dirty(outlet& connection);
  void count_written(const outbox::flushed& what) noexcept;
  void count_cut() noexcept { bump(stats_.cut_slow, 1); }
  void socket_opened() noexcept { bump(stats_.sockets, 1); }
  void socket_closed();

  /// Takes a seat; `so_far`, if it is not void already, is sent after `joined`. Either may be null.
  void seat_and_greet(outlet& who, const actors::channel& where, actors::listener_kind kind,
                      const shared_frame& joined, const shared_frame& so_far);
  void leave_group(outlet& who, const actors::channel& where);

  // What the gateway posts:
  void deliver(const delivery& what);
  void admit(std::uint64_t who, const actors::channel& where, actors::listener_kind kind,
             const shared_frame& joined, const shared_frame& so_far);
  void refuse(std::uint64_t who, const actors::channel& where, const domain::error& why);
  void tell(std::uint64_t who, const actors::channel& where, actors::listener_kind kind,
            const shared_frame& what);
  void close(const actors::channel& where, actors::announcer::ending how);
  void end_session(const domain::session_id& session);
  /// `done` is set when no socket is left; event streams end by themselves.
  void drain(std::shared_ptr<std::promise<void>> done);
  void tick(steady_time now);
  /// Drops every connection. Afterwards nothing comes in any more.
  void abandon_all();

  /// Tells the actor behind the channel that a listener does not listen any more.
  void say_leave(const actors::listener& who, const actors::channel& where);

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

  std::shared_ptr<outlet> find(std::uint64_t number);
  std::vector<std::shared_ptr<outlet>> everyone() const;
  void flush_dirty();
  void begin_epoch(group& where, domain::epoch_t epoch);
  void publish_seats() noexcept {
    stats_.subscriptions.store(groups_.seats(), std::memory_order_relaxed);
  }

  io_shard& shard_;
  std::shared_ptr<common> common_;
  groups groups_;
  ended_sessions ended_;
  std::unordered_map<std::uint64_t, std::shared_ptr<outlet>> outlets_;
  std::vector<outlet*> dirty_;
  std::vector<outlet*> flushing_;
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
