/// Works off the durable queue: claims what is due, has it delivered, and writes down what came of
/// it. Owns no row, no socket and no rule of when to try again.
#pragma once

#include "actors/actor_tree.hpp"
#include "actors/handles.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::actors {

class delivery_worker : public delivery_handle::base {
 public:
  delivery_worker(caf::actor_config& config, tree_parts parts, delivery_options options);
  behavior_type make_behavior() override;

 private:
  void look();
  void on_due(const due_seen& seen);
  void on_claimed(jobs_claimed& news);
  void on_tried(job_tried& news);

  [[nodiscard]] int room(domain::job_kind kind) const;
  int& under_way(domain::job_kind kind) {
    return kind == domain::job_kind::mail ? mails_ : webhooks_;
  }
  void start(storage::claimed_job& job);
  [[nodiscard]] std::optional<domain::timestamp> again_at(const job_tried& news,
                                                          domain::timestamp now);

  tree_parts parts_;
  delivery_options options_;
  int mails_ = 0;     ///< being tried
  int webhooks_ = 0;  ///< being tried
  bool looking_ = false;
  bool look_again_ = false;
};

}  // namespace takeover::actors
