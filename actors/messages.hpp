/// The messages between the actors, as values. Owns no behavior, and knows no CAF: handles.hpp says
/// which actor takes which.
#pragma once

#include <optional>
#include <vector>

#include "actors/ports.hpp"
#include "actors/presence/presence_port.hpp"
#include "actors/requests.hpp"
#include "answering/answerer.hpp"
#include "domain/conversations/views.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/leads/leads.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// A message type says `using local = local_message;`: it stays within the process and is never
/// serialized.
struct local_message {};

// To a conversation.
struct request_arrived {
  using local = local_message;
  conversation_request request;
};
/// Its rows were read. `view` is empty if there are none (`deleted_from`: not any more), or holds
/// the error of a failed read. `missed`: the entries after those known here, ascending; `more`: not
/// all of them. `holder_seen`: when another process last reported the claim's holder as connected.
struct rows_loaded {
  using local = local_message;
  domain::result<std::optional<domain::conversation_view>> view;
  std::optional<domain::workspace_id> deleted_from{};
  std::vector<domain::entry> missed{};
  bool more = false;
  std::optional<domain::timestamp> holder_seen{};
};
struct change_stored {
  using local = local_message;
  storage::commit_outcome outcome;
};
/// The first entry under a client id, looked up because the command itself was refused.
struct first_entry_read {
  using local = local_message;
  domain::error refusal;
  std::optional<domain::entry> first{};
};
/// A visitor's message that was sent again after its answer: what the agent said to it.
struct answer_read {
  using local = local_message;
  domain::entry first;
  std::vector<domain::entry> replies{};
};
struct rows_deleted {
  using local = local_message;
  domain::result<void> outcome;
};
struct answer_text {
  using local = local_message;
  domain::generation_t generation = 0;
  std::string text;
};
struct answer_whole {
  using local = local_message;
  domain::generation_t generation = 0;
  domain::result<answering::answer> outcome;
  answering::intent_matches intents;
};
/// The visitor's last connection closed a while ago: they left, unless they came back.
struct visitor_stays_away {
  using local = local_message;
  std::uint64_t departure = 0;  ///< which one of this conversation
};
struct retire_if_idle {
  using local = local_message;
};
struct shut_down {
  using local = local_message;
};

// To the streamer of one answer.
struct answer_delta_written {
  using local = local_message;
  std::string text;
};
struct answer_written {
  using local = local_message;
  domain::result<answering::assessment> outcome;
  std::vector<domain::citation> citations;
  answering::intent_matches intents;
};
struct next_words {
  using local = local_message;
};
struct cancel_answer {
  using local = local_message;
};

// To the presence actor.
struct member_connected {
  using local = local_message;
  listener where;
  domain::member who;
};
struct member_disconnected {
  using local = local_message;
  listener where;
};
struct join_channel {
  using local = local_message;
  listener who;
  channel where;
  domain::member as;
};
struct leave_channel {
  using local = local_message;
  listener who;
  channel where;
};
struct workspace_event {
  using local = local_message;
  domain::workspace_id workspace;
  event what;
};
/// Makes every conversation that this member holds reevaluate.
struct notify_holder {
  using local = local_message;
  domain::member who;
};
/// Not every conversation that this member holds was reached: try again after a while.
struct notify_holder_retry {
  using local = local_message;
  domain::member who;
};
struct heartbeat_tick {
  using local = local_message;
};
struct presence_reported {
  using local = local_message;
  presence_report report;
};

// To the lead supervisor.
struct lead_stored {
  using local = local_message;
  domain::lead_view lead;
  lead_change change = lead_change::captured;
};

/// A lead was deleted.
struct lead_deleted {
  using local = local_message;
  domain::workspace_id workspace;
  domain::lead_id lead;
};

/// Asks for the leads captured after a feed number; without one for none, and where the feed ends.
struct feed_poll {
  using local = local_message;
  domain::workspace_id workspace;
  std::optional<std::int64_t> after;
  int limit = 0;
  domain::promise<storage::lead_feed> done;
};
/// A lead may have been stored without `lead_stored`: the next poll asks the database.
struct feed_uncertain {
  using local = local_message;
  domain::workspace_id workspace;
};
/// The database said where a workspace's feed ends at least; `doubts` had been raised by then.
struct feed_read {
  using local = local_message;
  domain::workspace_id workspace;
  std::int64_t position = 0;
  std::uint64_t doubts = 0;
};

// To the notification supervisor.
struct summary_changed {
  using local = local_message;
  shared_view view;
};
struct summary_removed {
  using local = local_message;
  domain::workspace_id workspace;
  domain::conversation_id conversation;
};
struct flush_summaries {
  using local = local_message;
};
/// Jobs may be due.
struct poll_jobs {
  using local = local_message;
};
struct restart_worker {
  using local = local_message;
};

// To the delivery worker.
struct poll_tick {
  using local = local_message;
};
struct due_kinds {
  using local = local_message;
  bool mail = false;
  bool webhooks = false;
};
struct jobs_claimed {
  using local = local_message;
  std::vector<storage::claimed_job> jobs;
};
struct job_tried {
  using local = local_message;
  domain::job_id id;
  domain::job_kind kind = domain::job_kind::mail;
  domain::timestamp lease_until;
  int attempt = 1;
  domain::result<domain::attempt> outcome;
};

// To the sweeper.
struct sweep {
  using local = local_message;
};
struct sweep_result {
  using local = local_message;
  std::vector<domain::conversation_id> due;
  /// With a question that a restart left open; nullopt: not looked for
  std::optional<std::vector<domain::conversation_id>> open;
  /// That nobody has touched since `unused_since`
  std::vector<storage::conversations::unused_conversation> unused;
  domain::timestamp unused_since{};
  bool failed = false;  ///< nothing could be read
};

}  // namespace takeover::actors
