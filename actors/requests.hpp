/// What can be asked of a conversation, each with the answer it promises. Owns no rule and no CAF
/// type.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "actors/events.hpp"
#include "domain/conversations/commands.hpp"
#include "domain/promise.hpp"

namespace takeover::actors {

/// An entry that is on disk. `repeated`: it was there already under this client id.
struct posted {
  domain::entry entry;
  bool repeated = false;
};

/// How the answer to a visitor's message ended: the agent's entries, whole or cut.
struct answered {
  std::vector<domain::entry> replies;
  bool interrupted = false;
};

/// What a visitor is told of the lead that they left. The id is the lead's if it is new, else one
/// that stands for nothing but this time.
struct captured_lead {
  domain::lead_id receipt;
  bool is_first = false;  ///< not a repeated call
};

/// On whose behalf a command is sent: a member of a workspace (the command says which member), or
/// the visitor whom a token identifies.
using asker = std::variant<domain::workspace_id, domain::visitor_identity>;

/// Who waits for the agent's answer to a visitor's message. `done` is called when the answer that
/// covers the message ended, at once if none is due. `stream` is a listener that is sent the
/// accepted entry and the answer.
struct answer_wait {
  domain::promise<answered> done{};
  std::optional<listener> stream{};
};

/// What a command's asker is told after the commit. A view is sent after the flush: when every
/// shard has passed the frame of the new epoch.
using command_promise = std::variant<domain::promise<posted>, domain::promise<shared_view>,
                                     domain::promise<captured_lead>>;

/// A command of a visitor or a member. `requests` below makes them.
struct command_request {
  asker from;
  domain::command command;
  command_promise done;
  answer_wait answer{};  ///< of a visitor's message
};

/// `only_unused`: answered with `conflict` if somebody uses it by now.
struct delete_request {
  domain::member by;
  domain::promise<std::monostate> done;
  domain::deletion what = domain::deletion::any;
  /// Set: nobody asks for it, but nobody has touched it since then; of `by` only the workspace
  /// counts
  std::optional<domain::timestamp> unused_since{};
};
/// A connection wants to hear the conversation: answered through the announcer, by `admit` or
/// `refuse`.
struct join_request {
  listener who;
  listener_kind kind = listener_kind::member;
  domain::workspace_id workspace;
  domain::person person;       ///< the member; for visitors only a name, if known
  domain::visitor_id visitor;  ///< for visitors
};
struct leave_request {
  listener who;
};
struct typing_request {
  listener who;
};
/// The lead's status was changed elsewhere: refresh what the view says of it.
struct lead_updated {
  domain::lead lead;
};
/// The lead was deleted elsewhere: the view says nothing of it any more.
struct lead_removed {
  domain::lead_id lead;
  std::string email;
};
/// The visitor went on to another page, which is stored: the view shows it, and members hear of it.
struct page_moved {
  std::string page_url;
};
/// Level-triggered: check deadlines, the shift and the holder's presence as they are now.
struct reevaluate {};
/// This conversation's position in the waiting queue changed.
struct queue_position_changed {};

using conversation_request =
    std::variant<command_request, delete_request, join_request, leave_request, typing_request,
                 lead_updated, lead_removed, page_moved, reevaluate, queue_position_changed>;

/// The only way to reach a conversation: finds or spawns its actor. Thread-safe, never blocks.
class conversations {
 public:
  virtual ~conversations() = default;
  /// At the bound of pending requests of one conversation, or of live conversations: `overloaded`
  /// with a retry-after, and the request is dropped here (its promise then says so).
  virtual domain::result<void> send(domain::conversation_id to, conversation_request request) = 0;
};

/// The commands of visitors and members as requests. A promise may be filled in later.
namespace requests {

[[nodiscard]] inline command_request visitor_message(const domain::visitor_identity& from,
                                                     domain::post_visitor_message message,
                                                     domain::promise<posted> accepted = {},
                                                     answer_wait answer = {}) {
  return {from, std::move(message), std::move(accepted), std::move(answer)};
}

[[nodiscard]] inline command_request handoff(const domain::visitor_identity& from,
                                             domain::ask_for_human request,
                                             domain::promise<shared_view> done = {}) {
  return {from, std::move(request), std::move(done)};
}

[[nodiscard]] inline command_request lead(const domain::visitor_identity& from,
                                          domain::capture_lead capture,
                                          domain::promise<captured_lead> done = {}) {
  return {from, std::move(capture), std::move(done)};
}

[[nodiscard]] inline command_request claim(domain::member by,
                                           domain::takeover_mode mode = domain::takeover_mode::ask,
                                           domain::promise<shared_view> done = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::take_over{std::move(by), mode}, std::move(done)};
}

/// The caller has checked that `to` belongs to the workspace of `by`.
[[nodiscard]] inline command_request transfer(domain::member by, domain::person to,
                                              domain::promise<shared_view> done = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::transfer{std::move(by), std::move(to)}, std::move(done)};
}

/// `only_of`: changes nothing if somebody else holds the conversation by now.
[[nodiscard]] inline command_request release(domain::member by,
                                             domain::promise<shared_view> done = {},
                                             std::optional<domain::user_id> only_of = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::release{std::move(by), only_of}, std::move(done)};
}

/// The holder's answer to the prompt at the end of the shift.
[[nodiscard]] inline command_request keep_going(domain::member by,
                                                domain::promise<shared_view> done = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::keep_going{std::move(by)}, std::move(done)};
}

[[nodiscard]] inline command_request reply(domain::member by, std::string client_id,
                                           std::string body, domain::promise<posted> done = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::post_reply{std::move(by), std::move(client_id), std::move(body)},
          std::move(done)};
}

[[nodiscard]] inline command_request note(domain::member by, std::string client_id,
                                          std::string body, domain::promise<posted> done = {}) {
  const auto workspace = by.workspace;
  return {workspace, domain::post_note{std::move(by), std::move(client_id), std::move(body)},
          std::move(done)};
}

}  // namespace requests

}  // namespace takeover::actors
