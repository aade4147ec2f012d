/// The CAF side of the actors: the messages between them and the types of their handles. Owns no
/// behavior.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/ports.hpp"
#include "actors/presence/heartbeats.hpp"
#include "actors/requests.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

// To a conversation.
struct request_arrived {
  conversation_request what;
};
/// Its rows were read. No view: there is none (`deleted_from`: not any more), or reading failed.
/// `missed`: the entries after those that were known, ascending; `more`: not all of them.
/// `holder_seen`: by another process.
struct loaded {
  domain::result<std::optional<domain::conversation_view>> view;
  std::optional<domain::workspace_id> deleted_from;
  std::vector<domain::entry> missed;
  bool more = false;
  std::optional<domain::timestamp> holder_seen;
};
struct saved {
  storage::commit_outcome outcome;
};
/// The first entry under a client id, looked up because the command itself was refused.
struct looked_up {
  domain::error refusal;
  std::optional<domain::entry> first;
};
/// A visitor's message that was sent again after its answer: what the agent said to it.
struct answer_found {
  domain::entry first;
  std::vector<domain::entry> replies;
};
struct rows_deleted {
  domain::result<void> outcome;
};
struct answer_text {
  domain::generation_t generation = 0;
  std::string text;
};
struct answer_whole {
  domain::generation_t generation = 0;
  domain::result<answer> outcome;
};
struct retire_if_idle {};
struct shut_down {};

using conversation_handle =
    caf::typed_actor<caf::reacts_to<request_arrived>, caf::reacts_to<loaded>, caf::reacts_to<saved>,
                     caf::reacts_to<looked_up>, caf::reacts_to<answer_found>,
                     caf::reacts_to<rows_deleted>, caf::reacts_to<answer_text>,
                     caf::reacts_to<answer_whole>, caf::reacts_to<retire_if_idle>,
                     caf::reacts_to<shut_down>>;

// To the runner of one answer.
struct answer_ready {
  domain::result<answer> outcome;
};
struct next_words {};
struct cancel_answer {};
using runner_handle = caf::typed_actor<caf::reacts_to<answer_ready>, caf::reacts_to<next_words>,
                                       caf::reacts_to<cancel_answer>>;

// To the presence actor.
struct member_connected {
  listener where;
  domain::member who;
};
struct member_disconnected {
  listener where;
};
struct join_channel {
  listener who;
  channel where;
  domain::member as;
};
struct leave_channel {
  listener who;
  channel where;
};
struct workspace_event {
  domain::workspace_id workspace;
  event what;
};
/// Not every conversation that this member holds has heard that they came or went.
struct notify_holder_retry {
  domain::member who;
};
struct notify_holder {
  domain::member who;
};
struct heartbeat_tick {};
using presence_handle =
    caf::typed_actor<caf::reacts_to<member_connected>, caf::reacts_to<member_disconnected>,
                     caf::reacts_to<join_channel>, caf::reacts_to<leave_channel>,
                     caf::reacts_to<workspace_event>, caf::reacts_to<notify_holder_retry>,
                     caf::reacts_to<notify_holder>, caf::reacts_to<heartbeat_tick>,
                     caf::reacts_to<heartbeats_read>, caf::reacts_to<shut_down>>;

// To the supervisors.
struct lead_stored {
  domain::lead_view lead;
  lead_change change = lead_change::captured;
};
using lead_supervisor_handle =
    caf::typed_actor<caf::reacts_to<lead_stored>, caf::reacts_to<shut_down>>;

struct summary_changed {
  shared_view view;
};
struct summary_removed {
  domain::workspace_id workspace;
  domain::conversation_id conversation;
};
struct flush_summaries {};
/// There may be jobs that are due.
struct poll_jobs {};
struct restart_worker {};
using notification_supervisor_handle =
    caf::typed_actor<caf::reacts_to<summary_changed>, caf::reacts_to<summary_removed>,
                     caf::reacts_to<flush_summaries>, caf::reacts_to<poll_jobs>,
                     caf::reacts_to<restart_worker>, caf::reacts_to<shut_down>>;

// To the worker of the queue.
struct poll_tick {};
struct due_kinds {
  bool mail = false;
  bool webhooks = false;
};
struct jobs_claimed {
  std::vector<storage::claimed_job> jobs;
};
struct job_tried {
  domain::job_id id;
  domain::job_kind kind = domain::job_kind::mail;
  domain::timestamp lease_until;
  int attempt = 1;
  domain::result<domain::attempt> outcome;
};
using delivery_handle = caf::typed_actor<caf::reacts_to<poll_jobs>, caf::reacts_to<poll_tick>,
                                         caf::reacts_to<due_kinds>, caf::reacts_to<jobs_claimed>,
                                         caf::reacts_to<job_tried>, caf::reacts_to<shut_down>>;

struct sweep {};
struct sweep_result {
  std::vector<domain::conversation_id> due;
  /// With a question that a restart left; none: not looked for
  std::optional<std::vector<domain::conversation_id>> open;
};
using sweeper_handle = caf::typed_actor<caf::reacts_to<sweep>, caf::reacts_to<sweep_result>,
                                        caf::reacts_to<shut_down>>;

}  // namespace takeover::actors

// Messages stay within the process: none is ever serialized.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::request_arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::loaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::saved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::looked_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_found)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::rows_deleted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_text)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_whole)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::retire_if_idle)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::shut_down)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_ready)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::next_words)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::cancel_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::member_connected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::member_disconnected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::join_channel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::leave_channel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::workspace_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::notify_holder_retry)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::notify_holder)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::heartbeat_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::heartbeats_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::lead_stored)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::summary_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::summary_removed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::flush_summaries)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::poll_jobs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::restart_worker)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::poll_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::due_kinds)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::jobs_claimed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::job_tried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::sweep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::sweep_result)
