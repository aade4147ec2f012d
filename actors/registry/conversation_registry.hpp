/// Finds or makes the actor of a conversation; the only way to reach one. Owns the bounds, no
/// conversation's state.
#pragma once

#include <array>
#include <caf/actor_system.hpp>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "actors/conversations/conversation_deps.hpp"

namespace takeover::actors {

/// Thread-safe. A request is put into the mailbox under the lock that a retiring actor needs, so
/// none is sent into the void.
class directory final : public conversations, public residents {
 public:
  directory(caf::actor_system& system, const tree_options& options);

  /// Tells what new actors are built on. Before the first `send`.
  void furnish(std::shared_ptr<conversation_deps> deps);
  domain::result<void> send(domain::conversation_id to, conversation_request what) override;
  bool retire(domain::conversation_id id) override;
  void ended(domain::conversation_id id, const caf::actor_addr& who) override;

  /// Asks those that were not used for the passivation time to retire if they are idle.
  void retire_idle(std::chrono::steady_clock::time_point now);
  [[nodiscard]] std::size_t live() const noexcept { return live_.load(std::memory_order_relaxed); }
  /// Refuses what comes, ends all actors after what they are storing, and waits for them.
  /// Idempotent.
  void stop();

 private:
  struct resident {
    conversation_handle who;
    std::shared_ptr<std::atomic<std::size_t>> pending;
    std::chrono::steady_clock::time_point used;
  };
  struct bucket {
    std::mutex mutex;
    std::unordered_map<domain::conversation_id, resident> residents;
  };

  bucket& bucket_of(domain::conversation_id id) {
    return buckets_[std::hash<domain::conversation_id>{}(id) % buckets_.size()];
  }

  caf::actor_system& system_;
  tree_options options_;
  std::shared_ptr<conversation_deps> deps_;
  std::array<bucket, 32> buckets_;
  std::atomic<std::size_t> live_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex end_mutex_;
  std::condition_variable all_ended_;
  std::size_t alive_ = 0;  ///< actors that have not ended, the retired ones included
};

}  // namespace takeover::actors
