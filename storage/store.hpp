/// The store: what the program keeps, behind an interface that knows no SQL. Owns durability and
/// group commit, no rule.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "domain/conversations/decision.hpp"
#include "storage/delivery/delivery_records.hpp"
#include "storage/records.hpp"

namespace takeover::storage {

/// A conversation's decision on its way to the disk. The fence: it is stored only if the row still
/// has `expected_epoch` and `expected_last_seq`; else another process was faster.
struct conversation_change {
  domain::epoch_t expected_epoch = 0;
  domain::seq_t expected_last_seq = 0;
  domain::decision decision;
  domain::timestamp now{};
  /// Set for a lapse: stored only if no process has held the claim's holder for present since then;
  /// else `conflict`.
  std::optional<domain::timestamp> if_holder_unseen_since{};
};

struct committed {
  /// Set if the change captured a lead: as stored, merged with what was known of this e-mail.
  std::optional<domain::lead> lead;
  bool lead_is_new = false;
};
/// The client id is known in this conversation: nothing was stored, this is the first one's entry.
struct duplicate {
  domain::entry first;
};
/// Row count of the fence was zero, the conversation is deleted, the disk refused …: nothing was
/// stored. `conflict`: reload and decide again. `deleted`, `not_found`: there is no such
/// conversation. `unavailable`: unknown whether it was stored. `internal`: rolled back.
/// `overloaded`: it did not begin (the queue is full, another process holds the lock).
using commit_outcome = std::variant<committed, duplicate, domain::error>;

/// Called once, on the writer's thread, after the commit (or its failure). Must be quick and must
/// not throw.
using commit_done = std::function<void(commit_outcome)>;

/// A consistent view of the data; lives as long as the job it is given to. Blocking. Every question
/// may throw `db_error` (see db_errors.hpp; its text names no data): a job that answers somebody
/// catches it.
class reader {
 public:
  virtual ~reader() = default;

  // people and sessions
  /// Case-insensitive
  virtual std::optional<user_record> user_by_email(const std::string& email) = 0;
  /// Oldest first
  virtual std::vector<membership_record> memberships(domain::user_id user) = 0;
  /// By name
  virtual std::vector<colleague_record> colleagues(domain::workspace_id workspace) = 0;
  virtual domain::live_chat_settings live_chat(domain::workspace_id workspace) = 0;
  /// Only of workspaces that have set something
  virtual std::vector<workspace_settings> live_chat_of_all() = 0;
  /// Only of agents that have their own
  virtual std::vector<agent_hours> hours_of_agents() = 0;
  virtual std::vector<agent_hours_row> agents_with_hours(domain::workspace_id workspace) = 0;
  virtual std::vector<switched_off> members_switched_off() = 0;
  virtual std::optional<colleague_record> colleague(domain::workspace_id workspace,
                                                    domain::user_id user) = 0;
  /// Also one that has expired: compare `expires_at`. None if the membership has ended.
  virtual std::optional<session_record> session_by_hash(const std::string& token_hash) = 0;
  /// Of all workspaces
  virtual std::vector<domain::session_id> live_sessions(domain::timestamp now) = 0;
  virtual std::optional<workspace_record> workspace(domain::workspace_id id) = 0;
  virtual std::vector<workspace_record> workspaces() = 0;  ///< all, oldest first

  // agents and visitors
  virtual std::optional<agent_record> agent(domain::agent_id id) = 0;
  virtual std::vector<domain::agent_id> agents_of(domain::workspace_id workspace) = 0;
  /// Also paused ones; the first goes first
  virtual std::vector<domain::behavior_rule> rules(domain::agent_id agent) = 0;
  /// The origins that any agent of the installation admits, each once. For CORS preflights, which
  /// name no agent.
  virtual std::vector<std::string> allowed_origins() = 0;
  virtual std::optional<visitor_record> visitor_by_anon(domain::agent_id agent,
                                                        const std::string& anon_id) = 0;
  virtual std::optional<visitor_record> visitor(domain::visitor_id id) = 0;
  /// The visitor's newest conversation that had activity (or was made) at or after `since` and was
  /// not cleared by them.
  virtual std::optional<domain::conversation_id> conversation_to_resume(
      domain::visitor_id visitor, domain::timestamp since) = 0;

  // conversations
  virtual std::optional<domain::conversation_view> conversation(domain::conversation_id id) = 0;
  /// The workspace that it was deleted from; none: it is there, or never was.
  virtual std::optional<domain::workspace_id> deleted_from(domain::conversation_id id) = 0;
  virtual std::optional<domain::entry> entry_by_client_id(domain::conversation_id id,
                                                          const std::string& client_id) = 0;
  virtual timeline_page timeline(const timeline_query& query) = 0;
  /// Error: malformed (cursor).
  virtual domain::result<page<domain::conversation_view>> conversations(
      const conversation_query& query) = 0;
  virtual conversation_counts counts(const conversation_query& query) = 0;
  /// Whose `deadline_at`, or the end of whose holder's shift, is at or before `now`; at most
  /// `limit` of each, the oldest first.
  virtual std::vector<domain::conversation_id> due(domain::timestamp now, int limit) = 0;
  /// When a process other than this one last said that the member is connected to it; none: no
  /// other one holds them for present.
  virtual std::optional<domain::timestamp> last_heartbeat(domain::workspace_id workspace,
                                                          domain::user_id user,
                                                          const std::string& except) = 0;
  /// Whom other processes than this one have held for present since then.
  virtual std::vector<present_member> present_elsewhere(const std::string& except,
                                                        domain::timestamp since) = 0;
  /// Claims whose deadline does not fit the heartbeats: it runs and some process has held the
  /// holder for present since then, or it does not and none has. Without those whose holder was
  /// asked at the end of their shift.
  virtual std::vector<domain::conversation_id> misjudged_claims(domain::timestamp since) = 0;
  /// Controller `bot` with a visitor message that has no answer; after `after` in id order, at most
  /// `limit`.
  virtual std::vector<domain::conversation_id> unanswered(domain::conversation_id after,
                                                          int limit) = 0;
  /// For a human, of all workspaces
  virtual std::vector<waiting_conversation> waiting() = 0;
  /// By any member
  virtual std::vector<domain::conversation_id> held_in(domain::workspace_id workspace) = 0;
  virtual std::vector<domain::conversation_id> held_by(domain::workspace_id workspace,
                                                       domain::user_id user) = 0;

  // leads and audit
  virtual domain::result<page<domain::lead_view>> leads(const lead_query& query) = 0;
  virtual std::int64_t lead_count(const lead_query& query) = 0;
  virtual std::optional<domain::lead_view> lead(domain::workspace_id workspace,
                                                domain::lead_id id) = 0;
  /// Leads whose feed number is over `after`, at most `limit`, ascending; without `after` none, and
  /// the newest number.
  virtual lead_feed leads_captured(domain::workspace_id workspace,
                                   std::optional<std::int64_t> after, int limit) = 0;
  virtual domain::result<page<audit_entry>> audit(const audit_query& query) = 0;
  /// Checks the chain beyond `after`, which was checked before, over at most `count` rows. Ends at
  /// the first fault.
  virtual audit_check check_audit(domain::workspace_id workspace, std::int64_t after,
                                  int count) = 0;

  // knowledge
  virtual std::vector<curated_answer> curated(domain::agent_id agent) = 0;
  /// Best matches first. `terms`: plain words; the query syntax of the full-text index is storage's
  /// own matter.
  virtual std::vector<passage> search_documents(domain::agent_id agent,
                                                const std::vector<std::string>& terms,
                                                int limit) = 0;

  // webhooks and the queue
  /// Oldest first
  virtual std::vector<webhook_record> webhooks(domain::workspace_id workspace) = 0;
  virtual std::optional<webhook_record> webhook(domain::workspace_id workspace,
                                                domain::webhook_id id) = 0;
  virtual domain::result<page<delivery_row>> deliveries(const delivery_query& query) = 0;
  virtual std::optional<delivery_row> delivery(domain::workspace_id workspace,
                                               domain::job_id id) = 0;
  virtual domain::result<page<job_row>> jobs(const job_query& query) = 0;
  virtual bool has_due_job(domain::job_kind kind, domain::timestamp now) = 0;
  /// Of one workspace, or of all.
  virtual job_counts queue_counts(std::optional<domain::workspace_id> workspace) = 0;
};

struct new_session {
  domain::session_id id;
  domain::user_id user;
  domain::workspace_id workspace;
  std::string token_hash;
  domain::timestamp created_at{};
  domain::timestamp expires_at{};
};

struct new_conversation {
  domain::conversation_id id;
  visitor_record visitor;  ///< stored if its id is unknown
  domain::workspace_id workspace;
  std::string page_url;
  domain::timestamp now{};
};

/// A transaction on the writer's thread, shared with others of its group. An error or an exception
/// rolls back this job alone. A job runs once more if its group has to be rolled back for another's
/// sake: it only acts on the writer it is given.
class writer : public reader {
 public:
  virtual void create_workspace(const workspace_record& workspace, domain::timestamp now) = 0;
  /// Error: invalid (e-mail is taken).
  virtual domain::result<void> create_user(const user_record& user, domain::timestamp now) = 0;
  virtual void add_membership(domain::workspace_id workspace, domain::user_id user,
                              domain::role role, domain::timestamp now) = 0;
  // What members do with each other leaves an audit row. Errors: those of domain/membership.hpp;
  // not_found.
  /// `fresh` is stored, or joins if its id is that of an account. Error: also invalid (the e-mail
  /// is another account's, or a member's).
  virtual domain::result<colleague_record> add_member(const domain::member& by,
                                                      const user_record& fresh, domain::role role,
                                                      domain::timestamp now) = 0;
  virtual domain::result<colleague_record> set_member_role(const domain::member& by,
                                                           domain::user_id user, domain::role role,
                                                           domain::timestamp now) = 0;
  /// Ends their sessions in this workspace; what they wrote stays.
  virtual domain::result<removed_member> remove_member(const domain::member& by,
                                                       domain::user_id user,
                                                       domain::timestamp now) = 0;
  virtual void set_switch(domain::workspace_id workspace, domain::user_id user,
                          domain::member_switch to) = 0;
  /// Leaves an audit row.
  virtual void set_live_chat(const domain::member& by, const domain::live_chat_settings& settings,
                             domain::timestamp now) = 0;
  /// None: the hours of the workspace. Leaves an audit row. Error: not_found (also: of another
  /// workspace).
  virtual domain::result<void> set_agent_hours(const domain::member& by, domain::agent_id agent,
                                               const std::optional<own_hours>& hours,
                                               domain::timestamp now) = 0;
  virtual void create_session(const new_session& session) = 0;
  virtual void delete_session(const std::string& token_hash) = 0;
  virtual void create_agent(const agent_record& agent, domain::timestamp now) = 0;
  /// Replaces the pages that may carry the agent's widget. Error: not_found.
  virtual domain::result<void> set_allowed_origins(domain::agent_id agent,
                                                   const std::vector<std::string>& origins) = 0;
  /// Leaves an audit row. Error: not_found (also: of another workspace).
  virtual domain::result<void> set_agent_profile(const domain::member& by, domain::agent_id agent,
                                                 const domain::agent_profile& profile,
                                                 domain::timestamp now) = 0;
  /// Replaces them all; a rule that the agent does not have gets an id. Gives them as stored, and
  /// leaves an audit row. Error: not_found (also: of another workspace).
  virtual domain::result<std::vector<domain::behavior_rule>> set_rules(
      const domain::member& by, domain::agent_id agent, std::vector<domain::behavior_rule> rules,
      domain::timestamp now) = 0;
  virtual void put_curated(domain::agent_id agent, const curated_answer& answer,
                           domain::timestamp now) = 0;
  /// Replaces the agent's document of the same url (or title, if it has no url), and its index.
  virtual void put_document(domain::agent_id agent, const document& doc, domain::timestamp now) = 0;
  virtual void create_conversation(const new_conversation& conversation) = 0;
  /// The visitor cleared it: it is kept, but not resumed.
  virtual void mark_cleared(domain::conversation_id id, domain::timestamp now) = 0;
  /// Error: not_found.
  virtual domain::result<domain::lead_view> set_lead_status(domain::member by, domain::lead_id id,
                                                            domain::lead_status status,
                                                            domain::timestamp now) = 0;
  /// Removes the rows, keeps a tombstone and the lead, writes the audit row. Errors: not_found,
  /// deleted, conflict (it is used).
  virtual domain::result<void> delete_conversation(
      domain::conversation_id id, domain::member by, domain::timestamp now,
      domain::deletion what = domain::deletion::any) = 0;
  /// The same hot path as `store::submit`, for those who are in a transaction already (the demo's
  /// seed).
  virtual commit_outcome apply(const conversation_change& change) = 0;
  /// Claims without a deadline get one, a grace from now, or from the claim if that is younger:
  /// whoever held them has no connection after a restart, unless some process has held them for
  /// present since then. Returns how many.
  virtual std::int64_t start_grace(domain::timestamp now, std::chrono::milliseconds grace,
                                   domain::timestamp since) = 0;
  /// Heartbeat: these members are connected to the process now. To be repeated well within the time
  /// that a claim is kept.
  virtual void hold_present(const std::string& process, const std::vector<domain::member>& members,
                            domain::timestamp now) = 0;
  /// The member's last connection to the process is gone.
  virtual void end_presence(const std::string& process, domain::workspace_id workspace,
                            domain::user_id user) = 0;
  /// All of the process: it ends.
  virtual void end_presence(const std::string& process) = 0;
  /// Removes what processes left behind that ended without a word.
  virtual void drop_heartbeats(domain::timestamp before) = 0;

  // Webhooks. What members do with them and with jobs writes an audit row.
  /// Error: invalid (there are `max_webhooks` already).
  virtual domain::result<void> create_webhook(const webhook_record& hook,
                                              const domain::member& by) = 0;
  virtual domain::result<webhook_record> set_webhook_state(domain::webhook_id id, activity state,
                                                           const domain::member& by,
                                                           /// Error: not_found
                                                           domain::timestamp now) = 0;
  /// Error: not_found
  virtual domain::result<void> delete_webhook(domain::webhook_id id, const domain::member& by,
                                              domain::timestamp now) = 0;
  /// Queues a ping. Error: not_found.
  virtual domain::result<delivery_row> ping_webhook(domain::webhook_id id, const domain::member& by,
                                                    domain::timestamp now) = 0;

  // The queue: see delivery_queue.hpp.
  virtual std::vector<claimed_job> claim_jobs(const claim_order& order) = 0;
  virtual void settle_job(const job_outcome& outcome, int attempt) = 0;
  virtual domain::result<void> retry_job(domain::job_id id, const domain::member& by,
                                         domain::timestamp now) = 0;
  virtual domain::result<void> forget_job(domain::job_id id, const domain::member& by,
                                          domain::timestamp now) = 0;
  /// Nobody is told any more of what has happened so far.
  virtual void drop_jobs(domain::workspace_id workspace) = 0;
};

/// How full the store is, for /health and /metrics.
struct store_stats {
  std::uint64_t commits = 0;  ///< transactions
  std::uint64_t changes = 0;  ///< jobs in them
  std::size_t waiting_writes = 0;
  std::size_t waiting_reads = 0;
  bool healthy = true;
};

/// Thread-safe. One writer thread, some reader threads; nothing here blocks the caller.
class store {
 public:
  virtual ~store() = default;

  /// Queues a change for the next group. At the bound of the queue `done` gets `overloaded`, at
  /// once, on the caller's thread.
  virtual void submit(conversation_change change, commit_done done) = 0;
  /// Queues a job for the next group; `done` hears after the commit whether it is stored: the job's
  /// own error, `internal` (rolled back), `unavailable` (unknown), or `overloaded`.
  virtual void write(std::function<domain::result<void>(writer&)> job,
                     std::function<void(domain::result<void>)> done) = 0;
  /// Queues a job for a reader thread. False at the bound of the queue: the job will not run. `job`
  /// must not throw.
  [[nodiscard]] virtual bool read(std::function<void(reader&)> job) = 0;

  [[nodiscard]] virtual const secrets& keys() const = 0;
  /// Whether other processes may work on the same data. A file is one process's alone.
  [[nodiscard]] virtual bool is_shared() const = 0;
  [[nodiscard]] virtual store_stats stats() const = 0;
  /// Commits what is queued, refuses what comes, and joins the threads. Idempotent.
  virtual void stop() = 0;
};

/// What `open_store` may be asked to do.
struct open_options {
  std::string url;  ///< `sqlite:PATH`, `postgresql://user:password@host/database`
  int readers = 2;
  std::size_t max_waiting = 8'192;
};

/// Opens and migrates. Errors, with the path or the server in them and never a password: invalid
/// (what is wrong with the url), unavailable (not writable, locked, newer than this program).
/// Unavailable with `retry_after`: the database's server does not answer, try again.
[[nodiscard]] domain::result<std::unique_ptr<store>> open_store(const open_options& options,
                                                                domain::id_source& ids,
                                                                const domain::clock& clock);

/// Runs `job` in a transaction of its own and waits: for the command line and tests, never for an
/// I/O thread.
[[nodiscard]] domain::result<void> write_and_wait(store& target,
                                                  std::function<domain::result<void>(writer&)> job);
void read_and_wait(store& target, std::function<void(reader&)> job);

}  // namespace takeover::storage
