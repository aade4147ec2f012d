/// One I/O thread (thread per core): its io_context, its inbox from other threads, its clock tick.
/// Owns the thread; knows no protocol.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace takeover::net {

/// Whatever belongs to a connection of a shard is touched on the shard's thread alone: no strands,
/// no locks.
class io_shard {
 public:
  explicit io_shard(std::uint32_t index);
  ~io_shard();
  io_shard(const io_shard&) = delete;
  io_shard& operator=(const io_shard&) = delete;

  [[nodiscard]] std::uint32_t index() const noexcept;
  [[nodiscard]] boost::asio::io_context& context() noexcept;
  [[nodiscard]] bool on_this_thread() const noexcept;

  /// Thread-safe: runs `task` on the shard's thread, in the order of each caller's posts. A burst
  /// wakes the thread once. After `stop`, tasks are destroyed without running.
  void post(std::function<void()> task);
  /// On the shard's thread: runs `task` once, after the inbox is drained and before the thread
  /// waits again (corked writes).
  void after_drain(std::function<void()> task);
  /// On the shard's thread: calls `tick` about every 100 ms until the shard stops. For deadlines
  /// and liveness.
  void every_tick(std::function<void(std::chrono::steady_clock::time_point)> tick);

  void start();
  /// Thread-safe; ends the loop and joins the thread (unless it is the caller). Idempotent.
  void stop();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace takeover::net
