/// Announces changed conversation summaries to the workspace, and supervises the delivery worker.
/// Owns no row.
#pragma once

#include <map>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

/// Summaries of one conversation are announced at most ten times a second: the last state wins,
/// none is forgotten. A worker that died is replaced.
class notification_supervisor : public notification_supervisor_handle::base {
 public:
  notification_supervisor(caf::actor_config& config, presence_handle workspace, tree_parts parts,
                          delivery_options options);
  behavior_type make_behavior() override;

 private:
  void on_changed(summary_changed& message);
  void on_removed(summary_removed& message);
  void on_flush(flush_summaries&) { flush(); }
  void on_poll(poll_jobs&);
  void on_restart(restart_worker&) { start_worker(); }
  void on_shut_down(shut_down&);
  void flush();
  void start_worker();

  presence_handle workspace_;
  std::map<domain::conversation_id, shared_view> changed_;
  bool flush_planned_ = false;
  tree_parts parts_;
  delivery_options options_;
  delivery_handle worker_;
};

}  // namespace takeover::actors
