/// The one tree of actors: starts them in order, stops them in the opposite order. Owns the actor
/// system; shows no CAF type.
#pragma once

#include <memory>

#include "actors/ports.hpp"
#include "actors/requests.hpp"
#include "answering/answerer.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// How the queue is worked off.
struct delivery_options {
  domain::retry_policy retries;
  std::chrono::milliseconds look_every{1'000};  ///< how often due jobs are looked for
  /// Well over what a try takes: after a crash, its jobs wait for so long
  std::chrono::milliseconds mail_lease{90'000};
  std::chrono::milliseconds webhook_lease{30'000};
  int mails_at_once = 2;
  int webhooks_at_once = 4;
};

struct tree_options {
  std::chrono::milliseconds claim_grace{120'000};
  std::chrono::milliseconds handoff_timeout{120'000};
  double words_per_second = 30;  ///< pace of answers; 0: at once
  /// Idle time without listeners, answer and deadline
  std::chrono::milliseconds passivate_after{60'000};
  std::chrono::milliseconds sweep_every{500};  ///< how often deadlines are looked for
  std::size_t max_pending = 256;               ///< requests waiting in one conversation
  std::size_t max_live = 200'000;              ///< conversations in memory
  std::size_t threads = 2;
  delivery_options delivery;
};

/// What the actors are built on; all of it outlives the tree.
struct tree_parts {
  storage::store& store;
  announcer& announcements;
  answering::answerer& agent;
  domain::id_source& ids;
  const domain::clock& clock;
  courier* outgoing = nullptr;  ///< none: the jobs wait
};

struct tree_stats {
  std::size_t live_conversations = 0;
  std::size_t running_answers = 0;
  std::uint64_t stale_outputs = 0;  ///< dropped, made under an older epoch
};

class actor_tree {
 public:
  actor_tree(const tree_parts& parts, const tree_options& options);
  ~actor_tree();
  actor_tree(const actor_tree&) = delete;
  actor_tree& operator=(const actor_tree&) = delete;

  [[nodiscard]] conversations& talk();
  [[nodiscard]] people_online& people();
  /// A lead's status was changed outside of its conversation: tells the workspace and the
  /// conversation.
  void lead_status_changed(const domain::lead_view& lead);
  /// Settings that are stored: they count from now on, also for claims that are held.
  void live_chat_changed(domain::workspace_id workspace,
                         const domain::live_chat_settings& settings);
  void agent_hours_changed(domain::workspace_id workspace, domain::agent_id agent,
                           const std::optional<storage::own_hours>& hours);
  /// When somebody is there again for the visitors of an agent; none: now, or never.
  [[nodiscard]] std::optional<domain::timestamp> opens_at(domain::workspace_id workspace,
                                                          domain::agent_id agent) const;
  /// What a visitor who waits is told of the line; none: does not wait, or is not told.
  [[nodiscard]] std::optional<int> shown_position(domain::workspace_id workspace,
                                                  domain::conversation_id conversation) const;
  /// There may be jobs that are due now.
  void jobs_queued();
  [[nodiscard]] tree_stats stats() const;

  /// Takes up what a restart left: holders without connection, deadlines, questions without answer.
  void recover();
  /// From now on connections end because the program does. Their holders are not gone: they have
  /// the grace time from the next start.
  void connections_will_end();
  /// Refuses what comes, lets what is being stored finish, ends the actors. Idempotent. Call before
  /// the store stops.
  void stop();

 private:
  struct parts_of_tree;
  void look_at_claims_of(domain::workspace_id workspace);

  std::unique_ptr<parts_of_tree> self_;
};

}  // namespace takeover::actors
