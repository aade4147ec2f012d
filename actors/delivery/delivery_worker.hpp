/// Works off the transactional outbox: claims due jobs under a lease, has them delivered, and
/// stores the outcome. Owns no row, no socket and no rule of when to try again.
#pragma once

#include <map>

#include "actors/delivery/hourly_allowance.hpp"
#include "actors/environment.hpp"
#include "actors/handles.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::actors {

class delivery_worker : public delivery_handle::base {
 public:
  delivery_worker(caf::actor_config& config, tree_parts parts, delivery_options options);
  behavior_type make_behavior() override;

 private:
  void on_poll(poll_jobs&) { poll(); }
  void on_tick(poll_tick&);
  void on_due(due_kinds& due);
  void on_claimed(jobs_claimed& message);
  void on_tried(job_tried& message);
  void on_shut_down(shut_down&) { quit(); }
  void poll();

  /// How many more jobs of this kind may be under way.
  [[nodiscard]] int room(domain::job_kind kind) const;
  int& under_way(domain::job_kind kind) {
    return kind == domain::job_kind::mail ? mails_ : webhooks_;
  }
  [[nodiscard]] storage::claim_order order(domain::job_kind kind) const;
  void start(storage::claimed_job& job);
  [[nodiscard]] std::optional<domain::timestamp> again_at(const job_tried& tried,
                                                          domain::timestamp now);

  [[nodiscard]] hourly_allowance& allowance(domain::job_kind kind) {
    return kind == domain::job_kind::mail ? mails_per_hour_ : webhooks_per_hour_;
  }

  tree_parts parts_;
  delivery_options options_;
  hourly_allowance mails_per_hour_;
  hourly_allowance webhooks_per_hour_;
  /// Whose turn it was last, by kind
  std::map<domain::job_kind, domain::workspace_id> last_turn_;
  int mails_ = 0;         ///< being tried
  int webhooks_ = 0;      ///< being tried
  bool polling_ = false;  ///< a read or a claim is under way
  bool poll_again_ = false;
};

}  // namespace takeover::actors
