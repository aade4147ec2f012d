/// The CAF side of the actors: which actor takes which messages, and how a behavior names its
/// handlers. Owns no behavior.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <type_traits>

#include "actors/messages.hpp"
#include "actors/send_message.hpp"
#include "storage/delivery/delivery_queue.hpp"

// CAF 0.17 wants a declaration for every message type that it cannot serialize: one for all.
namespace caf {
template <class T>
requires std::is_same_v<typename T::local, takeover::actors::local_message>
struct allowed_unsafe_message_type<T> : std::true_type {
};
}  // namespace caf

namespace takeover::actors {

using conversation_handle = caf::typed_actor<
    caf::reacts_to<request_arrived>, caf::reacts_to<rows_loaded>, caf::reacts_to<change_stored>,
    caf::reacts_to<first_entry_read>, caf::reacts_to<answer_read>, caf::reacts_to<rows_deleted>,
    caf::reacts_to<answer_text>, caf::reacts_to<answer_whole>, caf::reacts_to<visitor_stays_away>,
    caf::reacts_to<retire_if_idle>, caf::reacts_to<shut_down>>;

using streamer_handle =
    caf::typed_actor<caf::reacts_to<answer_delta_written>, caf::reacts_to<answer_written>,
                     caf::reacts_to<next_words>, caf::reacts_to<cancel_answer>>;

using presence_handle =
    caf::typed_actor<caf::reacts_to<member_connected>, caf::reacts_to<member_disconnected>,
                     caf::reacts_to<join_channel>, caf::reacts_to<leave_channel>,
                     caf::reacts_to<workspace_event>, caf::reacts_to<notify_holder>,
                     caf::reacts_to<notify_holder_retry>, caf::reacts_to<heartbeat_tick>,
                     caf::reacts_to<presence_reported>, caf::reacts_to<shut_down>>;

using lead_supervisor_handle =
    caf::typed_actor<caf::reacts_to<lead_stored>, caf::reacts_to<lead_deleted>,
                     caf::reacts_to<feed_poll>, caf::reacts_to<feed_read>,
                     caf::reacts_to<feed_uncertain>, caf::reacts_to<shut_down>>;

using notification_supervisor_handle =
    caf::typed_actor<caf::reacts_to<summary_changed>, caf::reacts_to<summary_removed>,
                     caf::reacts_to<flush_summaries>, caf::reacts_to<poll_jobs>,
                     caf::reacts_to<restart_worker>, caf::reacts_to<shut_down>>;

using delivery_handle = caf::typed_actor<caf::reacts_to<poll_jobs>, caf::reacts_to<poll_tick>,
                                         caf::reacts_to<due_kinds>, caf::reacts_to<jobs_claimed>,
                                         caf::reacts_to<job_tried>, caf::reacts_to<shut_down>>;

using sweeper_handle = caf::typed_actor<caf::reacts_to<sweep>, caf::reacts_to<sweep_result>,
                                        caf::reacts_to<shut_down>>;

/// A behavior's clause: `Message` goes to this member function.
template <class Actor, class Message>
[[nodiscard]] auto on(Actor* self, void (Actor::*handler)(Message&)) {
  return [self, handler](Message& message) {
    const handling scope{self->ctrl()};
    (self->*handler)(message);
  };
}

}  // namespace takeover::actors
