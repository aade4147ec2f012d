/// Looks for what time has brought: deadlines that passed, idle conversations, questions that a
/// restart left open.
#pragma once

#include "actors/actor_tree.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

class directory;

class sweeper_actor : public sweeper_handle::base {
 public:
  sweeper_actor(caf::actor_config& config, tree_parts parts, tree_options options, directory& home);
  behavior_type make_behavior() override;

 private:
  void look();
  void wake(const due_found& news);

  tree_parts parts_;
  tree_options options_;
  directory& home_;
  bool looking_ = false;
  bool recovered_ = false;  ///< every question from before the start was taken up
  domain::conversation_id recovered_to_;
  std::chrono::steady_clock::time_point idle_looked_at_ = std::chrono::steady_clock::now();
};

}  // namespace takeover::actors
