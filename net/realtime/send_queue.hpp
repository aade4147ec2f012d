/// What one connection still has to be sent, in order and bounded (backpressure). Never blocks;
/// owns no socket.
#pragma once

#include <cstdint>
#include <vector>

#include "net/realtime/frame.hpp"

namespace takeover::net::realtime {

class send_queue {
 public:
  enum class outcome {
    empty,    ///< everything was written
    more,     ///< one call's worth was written, more is queued
    blocked,  ///< the peer's window is full: wait until the socket is writable
    broken    ///< the connection is lost
  };
  struct flushed {
    outcome how = outcome::empty;
    std::size_t frames = 0;  ///< finished by this flush
    std::size_t bytes = 0;
  };

  explicit send_queue(std::size_t max_bytes) noexcept : max_bytes_(max_bytes) {}

  /// False at the bound; the frame is not queued.
  [[nodiscard]] bool push(shared_frame what);
  /// Queues a frame before all others. Only while nothing was written.
  void push_first(shared_frame what);
  [[nodiscard]] bool has_delta(const domain::ulid& conversation,
                               domain::epoch_t before) const noexcept;
  /// Removes the unsent deltas of the conversation from epochs before `before`; a partly written
  /// one is kept, since its frame must be finished. Returns how many were removed.
  std::size_t drop_deltas(const domain::ulid& conversation, domain::epoch_t before);
  /// One system call at most, on a socket of any mode.
  flushed flush(int socket);
  void clear() noexcept;
  void set_bound(std::size_t max_bytes) noexcept { max_bytes_ = max_bytes; }

  [[nodiscard]] bool empty() const noexcept { return next_ == frames_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return frames_.size() - next_; }

 private:
  std::size_t consume(std::size_t written);

  std::vector<shared_frame> frames_;  ///< those before `next_` are written, and null
  std::size_t next_ = 0;
  std::size_t offset_ = 0;  ///< how much of the next frame is written
  std::size_t bytes_ = 0;   ///< unsent
  std::size_t max_bytes_;
};

}  // namespace takeover::net::realtime
