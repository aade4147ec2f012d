/// The lead supervisor and the notification supervisor: what members learn outside of an open
/// conversation. Own no row.
#pragma once

#include <map>

#include "actors/environment.hpp"
#include "actors/handles.hpp"

namespace takeover::actors {

/// Hears of every lead after it is stored, and tells the workspace, and the queue that there is
/// something to deliver.
class lead_supervisor : public lead_supervisor_handle::base {
 public:
  lead_supervisor(caf::actor_config& config, presence_handle workspace,
                  notification_supervisor_handle notifications);
  behavior_type make_behavior() override;

 private:
  presence_handle workspace_;
  notification_supervisor_handle notifications_;
};

/// Hears of every change of a conversation's row, and tells the workspace at most ten times a
/// second for each of them: the last state wins, none is forgotten. Watches over the worker of the
/// queue, and puts another one in the place of one that died.
class notification_supervisor : public notification_supervisor_handle::base {
 public:
  notification_supervisor(caf::actor_config& config, presence_handle workspace, tree_parts parts,
                          delivery_options options);
  behavior_type make_behavior() override;

 private:
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
