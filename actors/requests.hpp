/// What can be asked of a conversation, each with the answer it promises. Owns no rule and no CAF
/// type.
#pragma once

#include <optional>
#include <variant>

#include "actors/events.hpp"
#include "domain/conversations/decision.hpp"
#include "domain/promise.hpp"

namespace takeover::actors {

/// An entry that is on disk; `repeated`: it was there already under this client id.
struct posted {
  domain::entry entry;
  bool repeated = false;
};

/// How the answer to a visitor's message ended: the agent's entries, whole or cut.
struct answered {
  std::vector<domain::entry> replies;
  bool interrupted = false;
};

/// A visitor writes. `accepted` comes after the commit; `answered`, if wanted, when the agent's
/// answer that covers the message ended (at once when no answer is due). `stream`: a listener that
/// hears the accepted entry and the answer.
struct visitor_says {
  domain::visitor_identity who;
  std::string client_id;
  std::string body;
  domain::promise<posted> accepted;
  domain::promise<answered> done;
  std::optional<listener> stream;
  std::vector<domain::possible_route> routes{};
};
struct claim_request {
  domain::member by;
  domain::takeover_mode mode = domain::takeover_mode::ask;
  domain::promise<shared_view>
      done;  ///< after the fence: every shard has passed `conversation.claimed`
};
/// `to` is a member of the workspace of `by`: the caller has looked.
struct transfer_request {
  domain::member by;
  domain::person to;
  domain::promise<shared_view> done;  ///< after the fence, as of a claim
};
struct release_request {
  domain::member by;
  domain::promise<shared_view> done;
  std::optional<domain::user_id> only_of{};  ///< nothing happens if somebody else holds it by now
};
/// The holder's answer to the question at the end of the shift.
struct keep_request {
  domain::member by;
  domain::promise<shared_view> done;
};
struct reply_request {
  domain::member by;
  std::string client_id;
  std::string body;
  domain::promise<posted> done;
};
struct note_request {
  domain::member by;
  std::string client_id;
  std::string body;
  domain::promise<posted> done;
};
struct handoff_request {
  domain::visitor_identity who;
  std::string reason;
  domain::promise<shared_view> done;
  std::string triggered_by{};
};
struct captured {
  domain::lead_id lead;
  bool is_new = false;
};
struct lead_request {
  domain::visitor_identity who;
  std::string client_id;
  domain::lead_source source = domain::lead_source::form;
  domain::lead_fields fields;
  domain::promise<captured> done;
  std::optional<domain::rule_id> rule{};
  std::string triggered_by{};
};
/// `only_unused`: answered with `conflict` if somebody uses it by now.
struct delete_request {
  domain::member by;
  domain::promise<std::monostate> done;
  domain::deletion what = domain::deletion::any;
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
/// The clock or the holder's connections moved: whatever follows from how things are when it is
/// taken up.
struct look_again {};
/// Whoever waits before this conversation is another number of visitors.
struct line_moved {};

using conversation_request =
    std::variant<visitor_says, claim_request, transfer_request, release_request, keep_request,
                 reply_request, note_request, handoff_request, lead_request, delete_request,
                 join_request, leave_request, typing_request, lead_updated, look_again, line_moved>;

/// The only way to reach a conversation: finds or makes its actor. Thread-safe, never blocks.
class conversations {
 public:
  virtual ~conversations() = default;
  /// At the bound of pending requests of one conversation, or of live conversations: `overloaded`
  /// with a retry-after, and the request is dropped here (its reply then says so).
  virtual domain::result<void> send(domain::conversation_id to, conversation_request what) = 0;
};

/// A member's connection. The registry of who is online: counts connections, announces presence
/// channels, and tells the conversations of a holder who left or came back. Thread-safe, never
/// blocks.
class people_online {
 public:
  virtual ~people_online() = default;
  virtual void connected(const listener& where, const domain::member& who) = 0;
  virtual void disconnected(const listener& where) = 0;
  /// Joins a workspace or presence channel: answered through the announcer.
  virtual void join(const listener& who, const channel& where, const domain::member& as) = 0;
  virtual void leave(const listener& who, const channel& where) = 0;

  /// A member's switch is stored: counts from now on, and the workspace hears of it.
  virtual void switched(domain::workspace_id workspace, domain::user_id user,
                        domain::member_switch to) = 0;
  [[nodiscard]] virtual domain::member_switch switch_of(domain::workspace_id workspace,
                                                        domain::user_id user) const = 0;

  [[nodiscard]] virtual bool is_online(domain::workspace_id workspace,
                                       domain::user_id user) const = 0;
  [[nodiscard]] virtual bool is_visitor_online(domain::conversation_id conversation) const = 0;
  [[nodiscard]] virtual std::vector<domain::conversation_id> visitors_online() const = 0;
};

}  // namespace takeover::actors
