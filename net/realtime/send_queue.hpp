/// What one connection still has to be sent, in order and bounded. Writes without ever blocking;
/// owns no socket.
#pragma once

#include <cstdint>
#include <vector>

#include "net/realtime/frame.hpp"

namespace takeover::net::realtime {

class send_queue {
 public:
  /// What a flush came to.
  enum class outcome {
    empty,    ///< all was written
    more,     ///< one call's worth was written, more is there
    blocked,  ///< the peer's window is full: wait until the socket is writable
    broken    ///< the connection is gone
  };
  struct flushed {
    outcome how = outcome::empty;
    std::size_t frames = 0;  ///< that were finished by it
    std::size_t bytes = 0;
  };

  explicit send_queue(std::size_t max_bytes) noexcept : max_bytes_(max_bytes) {}

  /// False at the bound: the frame was not taken.
  [[nodiscard]] bool push(shared_frame what);
  /// Puts a frame before all others. Only while nothing was written.
  void push_first(shared_frame what);
  /// Takes out the unsent deltas of the conversation that are older than `epoch`; a partly written
  /// one is kept, since what was begun must be finished. Returns how many were taken out.
  [[nodiscard]] bool has_delta(const domain::ulid& conversation,
                               domain::epoch_t before) const noexcept;
  std::size_t drop_deltas(const domain::ulid& conversation, domain::epoch_t before);
  /// One system call at most, on a socket of any mode.
  flushed flush(int socket);
  void clear() noexcept;

  [[nodiscard]] bool empty() const noexcept { return next_ == frames_.size(); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return frames_.size() - next_; }

 private:
  std::size_t consume(std::size_t written);

  std::vector<shared_frame> frames_;  ///< those before `next_` are written and empty
  std::size_t next_ = 0;
  std::size_t offset_ = 0;  ///< bytes of the next frame that are written
  std::size_t bytes_ = 0;   ///< unsent
  std::size_t max_bytes_;
};

}  // namespace takeover::net::realtime
