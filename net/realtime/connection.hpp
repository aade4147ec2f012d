/// One connection as its hub sees it: a bounded queue that is flushed once per round, and its seats
/// in groups. Knows no protocol; reads nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "actors/ports.hpp"
#include "net/realtime/send_queue.hpp"

namespace takeover::net::realtime {

class hub;
struct group;

/// Where an outlet is found in a group.
struct seat {
  group* where = nullptr;
  actors::listener_kind kind = actors::listener_kind::member;
  std::uint32_t index = 0;
};

/// Lives on one shard's thread; never touched from another one.
class outlet : public std::enable_shared_from_this<outlet> {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  outlet(hub& home, std::uint64_t number, std::size_t max_queued_bytes) noexcept;
  virtual ~outlet() = default;
  outlet(const outlet&) = delete;
  outlet& operator=(const outlet&) = delete;

  [[nodiscard]] actors::listener id() const noexcept;
  [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

  /// Queues a frame, to be written at the end of the round. At the bound the connection is cut:
  /// whoever reads that slowly comes back and asks for what is missing.
  virtual void send(shared_frame what);
  /// Takes the older answers of a conversation out of the queue: what the socket has room for is
  /// written before, as it was announced before. Returns how many pieces were dropped.
  std::size_t drop_deltas(const domain::ulid& conversation, domain::epoch_t before);

  /// Writes what is queued, once.
  virtual void flush() = 0;
  /// The channel may be heard from here on. `so_far` may be null.
  virtual void admitted(const actors::channel& where, actors::listener_kind kind,
                        const shared_frame& joined, const shared_frame& so_far) = 0;
  virtual void refused(const actors::channel& where, const domain::error& why) = 0;
  virtual void told(const actors::channel& where, const shared_frame& what) = 0;
  virtual void channel_ended(const actors::channel& where, actors::announcer::ending how) = 0;
  virtual void session_ended(const domain::session_id&) {}
  /// The server goes away.
  virtual void drain() {}
  /// Looks at deadlines, a few times in the time of silence that the limits allow.
  virtual void sweep(steady_time) {}
  /// Lets go of everything without a word, because the shard is gone.
  virtual void abandon() = 0;

 protected:
  [[nodiscard]] hub& home() const noexcept { return home_; }
  /// The socket that may be written to now; -1: none.
  [[nodiscard]] virtual int writable_socket() noexcept = 0;
  [[nodiscard]] outbox& queue() noexcept { return outbox_; }
  [[nodiscard]] bool over_bound() const noexcept { return over_bound_; }
  /// Counts what a flush wrote.
  outbox::outcome write_to(int socket);

 private:
  friend class hub;
  friend class groups;

  hub& home_;
  std::uint64_t number_;
  outbox outbox_;
  std::vector<seat> seats_;
  bool dirty_ = false;
  bool over_bound_ = false;
};

}  // namespace takeover::net::realtime
