/// The CAF side of the actors: the messages between them and the types of their handles. Owns no
/// behavior.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/ports.hpp"
#include "actors/presence/heartbeats.hpp"
#include "actors/requests.hpp"
#include "answering/answerer.hpp"
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
  domain::result<answering::answer> outcome;
  answering::intent_matches intents;
};
struct retire_if_idle {};
struct shut_down {};

using conversation_handle =
    caf::typed_actor<caf::reacts_to<request_arrived>, caf::reacts_to<loaded>, caf::reacts_to<saved>,
                     caf::reacts_to<looked_up>, caf::reacts_to<answer_found>,
                     caf::reacts_to<rows_deleted>, caf::reacts_to<answer_text>,
                     caf::reacts_to<answer_whole>, caf::reacts_to<retire_if_idle>,
                     caf::reacts_to<shut_down>>;

// To the streamer of one answer.
struct answer_delta_written {
  std::string text;
};
struct answer_written {
  domain::result<answering::assessment> outcome;
  std::vector<domain::citation> citations;
  answering::intent_matches intents;
};
struct next_words {};
struct cancel_answer {};
using streamer_handle =
    caf::typed_actor<caf::reacts_to<answer_delta_written>, caf::reacts_to<answer_written>,
                     caf::reacts_to<next_words>, caf::reacts_to<cancel_answer>>;

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
struct holder_untold {
  domain::member who;
};
struct tell_holder {
  domain::member who;
};
struct beat_again {};
using presence_handle =
    caf::typed_actor<caf::reacts_to<member_connected>, caf::reacts_to<member_disconnected>,
                     caf::reacts_to<join_channel>, caf::reacts_to<leave_channel>,
                     caf::reacts_to<workspace_event>, caf::reacts_to<holder_untold>,
                     caf::reacts_to<tell_holder>, caf::reacts_to<beat_again>,
                     caf::reacts_to<heartbeats_read>, caf::reacts_to<shut_down>>;

// To the supervisors.
struct lead_moved {
  domain::lead_view lead;
  lead_change change = lead_change::captured;
};
using lead_supervisor_handle =
    caf::typed_actor<caf::reacts_to<lead_moved>, caf::reacts_to<shut_down>>;

struct row_changed {
  shared_view view;
};
struct row_gone {
  domain::workspace_id workspace;
  domain::conversation_id conversation;
};
struct flush_rows {};
/// There may be jobs that are due.
struct look_for_jobs {};
struct hire_worker {};
using notification_supervisor_handle =
    caf::typed_actor<caf::reacts_to<row_changed>, caf::reacts_to<row_gone>,
                     caf::reacts_to<flush_rows>, caf::reacts_to<look_for_jobs>,
                     caf::reacts_to<hire_worker>, caf::reacts_to<shut_down>>;

// To the worker of the queue.
struct look_regularly {};
struct due_seen {
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
using delivery_handle =
    caf::typed_actor<caf::reacts_to<look_for_jobs>, caf::reacts_to<look_regularly>,
                     caf::reacts_to<due_seen>, caf::reacts_to<jobs_claimed>,
                     caf::reacts_to<job_tried>, caf::reacts_to<shut_down>>;

struct sweep {};
struct due_found {
  std::vector<domain::conversation_id> due;
  /// With a question that a restart left; none: not looked for
  std::optional<std::vector<domain::conversation_id>> open;
};
using sweeper_handle =
    caf::typed_actor<caf::reacts_to<sweep>, caf::reacts_to<due_found>, caf::reacts_to<shut_down>>;

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
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_delta_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::answer_written)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::next_words)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::cancel_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::member_connected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::member_disconnected)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::join_channel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::leave_channel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::workspace_event)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::holder_untold)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::tell_holder)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::beat_again)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::heartbeats_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::lead_moved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::row_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::row_gone)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::flush_rows)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::look_for_jobs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::hire_worker)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::look_regularly)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::due_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::jobs_claimed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::job_tried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::sweep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(takeover::actors::due_found)
