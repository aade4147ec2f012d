/// Routes requests to the actor of a conversation, spawning it when needed. Owns the bounds on live
/// conversations and pending requests (backpressure), no conversation's state.
#pragma once

#include <array>
#include <caf/actor_system.hpp>
#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "actors/conversations/conversation_deps.hpp"

namespace takeover::actors {

/// Thread-safe. A request is put into the mailbox under the lock that a retiring actor needs, so no
/// message is sent to a terminated actor.
class conversation_registry final : public conversations, public registry_callbacks {
 public:
  conversation_registry(caf::actor_system& system, const tree_options& options);

  /// What new actors are built on. To be called before the first `send`.
  void set_dependencies(std::shared_ptr<conversation_deps> deps);
  domain::result<void> send(domain::conversation_id to, conversation_request what) override;
  bool retire(domain::conversation_id id) override;
  void ended(domain::conversation_id id, const caf::actor_addr& who) override;

  /// Asks conversations unused for the passivation time to retire if they are idle.
  void retire_idle(std::chrono::steady_clock::time_point now);
  [[nodiscard]] std::size_t live() const noexcept { return live_.load(std::memory_order_relaxed); }
  /// Refuses new requests, ends all actors once what they are storing is done, and waits for them.
  /// Idempotent.
  void stop();

 private:
  struct live_conversation {
    conversation_handle actor;
    std::shared_ptr<std::atomic<std::size_t>> pending;
    std::chrono::steady_clock::time_point used;
  };
  struct partition {
    std::mutex mutex;
    std::unordered_map<domain::conversation_id, live_conversation> entries;
  };

  partition& bucket_of(domain::conversation_id id) {
    return buckets_[std::hash<domain::conversation_id>{}(id) % buckets_.size()];
  }

  caf::actor_system& system_;
  tree_options options_;
  std::shared_ptr<conversation_deps> deps_;
  std::array<partition, 32> buckets_;
  std::atomic<std::size_t> live_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex end_mutex_;
  std::condition_variable all_ended_;
  std::size_t alive_ = 0;  ///< actors that have not ended, the retired ones included
};

}  // namespace takeover::actors
