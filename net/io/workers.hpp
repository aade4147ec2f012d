/// A thread pool for work that blocks or takes long (password hashing). Owns the threads, the
/// bounded queues before them, and whose turn it is.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace takeover::net {

/// Fair between keys: whoever asks for much waits for their own jobs, and nobody else does.
class workers {
 public:
  struct bounds {
    std::size_t threads = 1;
    std::size_t running_of_key = 1;
    std::size_t waiting_of_key = 8;
    std::size_t waiting = 64;  ///< of all keys together
  };

  explicit workers(const bounds& with);
  ~workers();
  workers(const workers&) = delete;
  workers& operator=(const workers&) = delete;

  /// Thread-safe. The keys take turns; the jobs of one run in order. False if as many wait as may,
  /// or after `stop`; the job is destroyed then. `job` must not throw.
  [[nodiscard]] bool run(std::string_view key, std::function<void()> job);
  /// Drops waiting jobs, finishes running ones, joins. Idempotent.
  void stop();

 private:
  struct queue {
    std::deque<std::function<void()>> waiting;
    std::size_t running = 0;
    bool has_turn = false;  ///< is in `turns_`
  };
  using queues = std::map<std::string, queue, std::less<>>;

  void work();
  /// Gives the key a turn if it has a job that may run. Under the lock.
  void offer(queues::iterator key);
  void finish(queues::iterator key);

  const bounds bounds_;
  std::mutex mutex_;
  std::condition_variable wake_;
  queues queues_;  ///< of the keys that have a job
  std::deque<queues::iterator> turns_;
  std::size_t waiting_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace takeover::net
