/// A thread pool for work that blocks or takes long (password hashing). Owns the threads and the
/// bounded queue before them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace takeover::net {

class workers {
 public:
  workers(std::size_t threads, std::size_t max_waiting);
  ~workers();
  workers(const workers&) = delete;
  workers& operator=(const workers&) = delete;

  /// Thread-safe. False if `max_waiting` jobs wait already, or after `stop`; the job is destroyed
  /// then. `job` must not throw.
  [[nodiscard]] bool run(std::function<void()> job);
  /// Drops waiting jobs, finishes running ones, joins. Idempotent.
  void stop();

 private:
  void work();

  const std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> waiting_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace takeover::net
