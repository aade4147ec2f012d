/// The composition root of the actors: starts them in order, stops them in reverse. Owns the actor
/// system; exposes no CAF type. Nothing in actors/ includes it.
#pragma once

#include <memory>

#include "actors/environment.hpp"
#include "actors/presence/presence_service.hpp"
#include "actors/requests.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "storage/live_chat/live_chat.hpp"

namespace takeover::actors {

struct tree_stats {
  std::size_t live_conversations = 0;
  std::size_t running_answers = 0;
  std::uint64_t stale_outputs = 0;  ///< dropped, made under an older epoch
  bool sweeps_failing = false;      ///< deadlines cannot be read, so none takes effect
};

class actor_tree {
 public:
  actor_tree(const tree_parts& parts, const tree_options& options);
  ~actor_tree();
  actor_tree(const actor_tree&) = delete;
  actor_tree& operator=(const actor_tree&) = delete;

  [[nodiscard]] actors::conversations& conversations();
  [[nodiscard]] presence_service& presence();
  /// A lead's status was changed outside its conversation: tells the workspace and the
  /// conversation.
  void lead_status_changed(const domain::lead_view& lead);
  /// A lead was deleted: the same.
  void lead_deleted(domain::workspace_id workspace, domain::lead_id lead,
                    const storage::deleted_lead& gone);
  /// Stored settings take effect now, for current claims too.
  void live_chat_changed(domain::workspace_id workspace,
                         const domain::live_chat_settings& settings);
  void agent_hours_changed(domain::workspace_id workspace, domain::agent_id agent,
                           const std::optional<storage::hours_override>& hours);
  /// When members are available again to an agent's visitors; nullopt means now, or never.
  [[nodiscard]] std::optional<domain::timestamp> opens_at(domain::workspace_id workspace,
                                                          domain::agent_id agent) const;
  /// The queue position to show to a waiting visitor; nullopt if they do not wait or it is hidden.
  [[nodiscard]] std::optional<int> shown_position(domain::workspace_id workspace,
                                                  domain::conversation_id conversation) const;
  /// The conversations that wait for a human although their visitor left the site.
  [[nodiscard]] std::vector<domain::conversation_id> waiting_absent(
      domain::workspace_id workspace) const;
  /// The leads captured after a feed number, ascending; without a number none, and where the feed
  /// ends. Errors: overloaded, unavailable, corrupt.
  void read_feed(domain::workspace_id workspace, std::optional<std::int64_t> after, int limit,
                 domain::promise<storage::lead_feed> done);
  /// Jobs may be due now.
  void jobs_queued();
  [[nodiscard]] tree_stats stats() const;

  /// Picks up what a restart left behind: holders without a connection, deadlines, open questions.
  void recover();
  /// From now on connections end because the program does: their members do not count as gone, and
  /// claims get their grace time from the next start.
  void connections_will_end();
  /// Refuses new requests, lets what is being stored finish, ends the actors. Idempotent. To be
  /// called before the store stops.
  void stop();

 private:
  struct state;
  void tell(domain::conversation_id conversation, conversation_request news);
  void reevaluate_claims_of(domain::workspace_id workspace);

  std::unique_ptr<state> self_;
};

}  // namespace takeover::actors
