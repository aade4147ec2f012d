/// Polls for what time brings: deadlines that passed, idle conversations, questions that a restart
/// left open. Owns no conversation.
#pragma once

#include <atomic>
#include <memory>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

class conversation_registry;

class sweeper_actor : public sweeper_handle::base {
 public:
  sweeper_actor(caf::actor_config& config, tree_parts parts, tree_options options,
                conversation_registry& registry, std::shared_ptr<std::atomic<bool>> failing);
  behavior_type make_behavior() override;

 private:
  void on_sweep(sweep&);
  void on_result(sweep_result& result);
  void on_shut_down(shut_down&) { quit(); }
  void poll();
  /// Logs a step of the machine's clock: what waits ends early, or passes more slowly.
  void watch_clock();
  /// Deletes conversations that nobody has touched for `tree_options::keep_unused`.
  void expire(const sweep_result& result);

  tree_parts parts_;
  tree_options options_;
  conversation_registry& registry_;
  /// The last sweep could not be read: time passes and nothing happens.
  std::shared_ptr<std::atomic<bool>> failing_;
  bool polling_ = false;
  bool recovered_ = false;  ///< every question from before the start was taken up
  domain::conversation_id recovered_to_;
  std::chrono::steady_clock::time_point idle_swept_at_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point clock_read_at_ = std::chrono::steady_clock::now();
  domain::timestamp clock_read_;  ///< at that time
  bool clock_is_ahead_ = false;
  std::chrono::steady_clock::time_point expires_at_{};  ///< when unused ones are looked for
};

}  // namespace takeover::actors
