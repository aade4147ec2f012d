/// What is announced to listeners, as values. Owns no wire form: the announcer renders.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "domain/conversations/views.hpp"
#include "domain/live_chat/handoff.hpp"

namespace takeover::actors {

/// A member or a visitor on a realtime socket, or a visitor on the event stream of their own
/// message.
enum class listener_kind : std::uint8_t { member, visitor, visitor_stream };
inline constexpr std::size_t listener_kinds = 3;

/// One connection: the I/O shard that owns it, and its number there, never reused while the process
/// lives.
struct listener {
  std::uint32_t shard = 0;
  std::uint64_t number = 0;
  friend auto operator<=>(const listener&, const listener&) = default;
};

enum class channel_kind : std::uint8_t {
  conversation,
  workspace,
  workspace_presence,
  conversation_presence
};

/// `private-conversation.{id}`, `private-workspace.{id}`, `presence-workspace.{id}`,
/// `presence-conversation.{id}`.
struct channel {
  channel_kind kind = channel_kind::conversation;
  domain::ulid id;
  friend bool operator==(const channel&, const channel&) = default;
};

/// Which shards have listeners of which kind: bit n of `shards[kind]` is shard n. At most 64
/// shards.
struct reach {
  std::array<std::uint64_t, listener_kinds> shards{};
  [[nodiscard]] bool none() const noexcept { return (shards[0] | shards[1] | shards[2]) == 0; }
};

/// Held by every shard that still has to flush a frame. When the last copy is gone, whatever waits
/// for the flush continues (ack_barrier).
using flush_token = std::shared_ptr<void>;

/// A view with what only memory knows of it.
struct live_view {
  domain::conversation_view view;
  domain::visitor_presence visitor;
  /// Set for a visitor who waits, if the workspace shows positions
  std::optional<int> queue_position{};
};
using shared_view = std::shared_ptr<const live_view>;

/// A durable entry. `view` is set when the controller or the lead changed with it.
struct entry_added {
  domain::entry entry;
  domain::seq_t member_prev = 0;
  domain::seq_t visitor_prev = 0;
  shared_view view;
  /// The epoch that begins with this entry (a fencing token): shards drop queued output of older
  /// epochs before they pass this frame. 0: none begins.
  domain::epoch_t begins_epoch = 0;
};
/// A fragment of the running answer. `offset` in UTF-16 units.
struct answer_delta {
  domain::generation_t generation = 0;
  domain::epoch_t epoch = 0;
  std::size_t offset = 0;
  std::string text;
};
/// The running answer ended without an entry.
struct answer_ended {
  domain::generation_t generation = 0;
  domain::epoch_t epoch = 0;
};
struct conversation_removed {
  std::string deleted_by;
};
/// The visitor's queue position changed.
struct queue_moved {
  int position = 0;
};
struct typing {
  listener_kind from = listener_kind::visitor;
  std::string name;
};
/// A visitor's message that streams its answer is durable; begins the stream.
struct stream_accepted {
  domain::entry entry;
};
/// Ends the stream.
struct stream_done {
  bool interrupted = false;
};
// On the workspace's channel:
struct conversation_changed {
  shared_view view;
};
enum class lead_change { captured, updated };
struct lead_changed {
  domain::lead_view lead;
  lead_change change = lead_change::updated;
};
struct lead_gone {
  domain::lead_id id;
};
struct conversation_gone {
  domain::conversation_id id;
};
/// A member's switch changed.
struct member_switched {
  domain::user_id who;
  domain::member_switch to = domain::member_switch::available;
};
// On presence channels:
struct member_joined {
  domain::person who;
};
struct member_left {
  domain::user_id who;
};

using event =
    std::variant<entry_added, answer_delta, answer_ended, conversation_removed, queue_moved, typing,
                 stream_accepted, stream_done, conversation_changed, lead_changed, lead_gone,
                 conversation_gone, member_switched, member_joined, member_left>;

/// Where a new listener of a channel starts.
struct admission {
  /// Conversation channels: the last entry that this listener may see
  domain::seq_t last_seq = 0;
  /// Conversation channels: the running answer from offset 0, if one is running
  std::shared_ptr<const answer_delta> so_far;
  /// Presence channels: everyone, the new one included
  std::vector<domain::person> present;
};

}  // namespace takeover::actors
