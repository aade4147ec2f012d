/// The threads that read, each with a connection of its own, and the one queue before them. Owns no
/// query.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "storage/engine/outage_watch.hpp"
#include "storage/sql/connection.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

class reader_pool {
 public:
  /// `max_waiting`: jobs in the queue; one more is refused. The threads start at once and tell
  /// `watch`, as `side`, how the database is.
  reader_pool(const database_place& where, int threads, std::size_t max_waiting,
              outage_watch& watch, outage_watch::side side);
  ~reader_pool();
  reader_pool(const reader_pool&) = delete;
  reader_pool& operator=(const reader_pool&) = delete;

  /// False: refused, at the bound or after stop.
  [[nodiscard]] bool read(std::function<void(reader&)> job);
  /// Runs what is queued, then ends the threads. Idempotent.
  void stop();

  [[nodiscard]] std::size_t waiting() const;
  /// False from a job that failed, or a connection that is lost, to one that is well.
  [[nodiscard]] bool healthy() const noexcept { return healthy_; }

 private:
  void run(connection& to);
  /// The next job; empty if none came for a while, or the pool has stopped.
  [[nodiscard]] std::function<void(reader&)> next(std::unique_lock<std::mutex>& lock,
                                                  bool can_disconnect);
  [[nodiscard]] bool answer(connection& to, const std::function<void(reader&)>& job);
  [[nodiscard]] bool wait(std::chrono::milliseconds time);
  /// Tells the watch. Gives whether the database is well.
  [[nodiscard]] bool noted(bool well);

  const std::size_t max_waiting_;
  outage_watch& watch_;
  const outage_watch::side side_;
  mutable std::mutex mutex_;
  std::condition_variable something_to_do_;
  std::deque<std::function<void(reader&)>> jobs_;
  bool stopping_ = false;
  std::atomic<bool> healthy_ = true;
  std::vector<std::unique_ptr<connection>> connections_;
  std::vector<std::thread> threads_;
};

}  // namespace takeover::storage
