/// The rules of one conversation: who answers, who may do what, what each command changes. Decides;
/// stores and sends nothing.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/conversations/timeline.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/leads/lead.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"

namespace takeover::domain {

/// Who answers the visitor now.
enum class controller { bot, queued, human };
[[nodiscard]] std::string_view name_of(controller value) noexcept;
[[nodiscard]] std::optional<controller> parse_controller(std::string_view text) noexcept;

/// A member holds the conversation. Exists exactly while the controller is `human`.
struct claim {
  person holder;
  timestamp since{};
  friend bool operator==(const claim&, const claim&) = default;
};

/// Business hours end under a claim: then its holder is asked whether to go on.
struct shift {
  timestamp ends_at{};
  std::optional<timestamp> asked_at;  ///< the holder was asked, and has not answered
  friend bool operator==(const shift&, const shift&) = default;
};

/// Everything the rules need to know of a conversation; one row of `conversations`.
struct conversation {
  conversation_id id;
  workspace_id workspace;
  agent_id agent;
  visitor_id visitor;
  domain::controller controller = controller::bot;
  std::optional<domain::claim> claim;
  std::optional<domain::shift> shift;  ///< only under a claim
  epoch_t epoch = 0;
  seq_t last_seq = 0;
  seq_t visitor_seq = 0;        ///< the last entry that the visitor may see
  seq_t last_question_seq = 0;  ///< the last visitor message
  seq_t answered_seq = 0;       ///< visitor messages up to this one have their answer
  std::int64_t visitor_message_count = 0;
  std::optional<timestamp> queued_at;
  /// queued: when the wait ends. human: when the claim lapses, set while the holder is away, or was
  /// asked at the end of the shift.
  std::optional<timestamp> deadline_at;
  timestamp created_at{};
  timestamp last_activity_at{};
  std::optional<timestamp> visitor_wrote_at;
  std::string page_url;

  [[nodiscard]] bool engaged() const noexcept { return visitor_message_count > 0; }
  /// A visitor message has no answer yet.
  [[nodiscard]] bool has_open_question() const noexcept { return last_question_seq > answered_seq; }
  friend bool operator==(const conversation&, const conversation&) = default;
};

/// The text of an answer that has been shown so far.
struct running_answer {
  generation_t generation = 0;
  epoch_t epoch = 0;
  seq_t covers = 0;  ///< answers the visitor messages up to this one
  std::string text;  ///< what was announced
};

// Commands: what people and the agent want. Each is decided on its own.
struct post_visitor_message {
  std::string client_id;
  std::string body;
  std::vector<possible_route> routes{};  ///< the agent's rules that may call a human for it
};
/// `from_queue`: only somebody who waits for a human.
enum class takeover_mode { ask, force, from_queue };
struct take_over {
  member by;
  takeover_mode mode = takeover_mode::ask;
};
/// Gives a claim to another member of the workspace; that `to` is one is checked before.
struct transfer {
  member by;
  person to;
};
struct post_reply {
  member by;
  std::string client_id;
  std::string body;
};
struct post_note {
  member by;
  std::string client_id;
  std::string body;
};
struct release {
  member by;
};
struct ask_for_human {
  std::string reason;          ///< `handoff`, `offer` or `rule`
  std::string triggered_by{};  ///< the rule's name
};
struct capture_lead {
  std::string client_id;
  lead_source source = lead_source::form;
  lead_fields fields;
  std::optional<rule_id> rule{};
  std::string triggered_by{};
};
/// The agent's answer is whole.
struct finish_answer {
  generation_t generation = 0;
  epoch_t epoch = 0;
  seq_t covers = 0;
  std::string text;
  entry_meta meta;
};
enum class presence { away, connected };
/// The clock reached `deadline_at`. A claim whose holder is connected after all does not lapse.
struct deadline_passed {
  presence holder = presence::away;
};
/// What is true of the holder's connections now. The claim lapses the grace time after the last one
/// went, unless they come back. Carries the state and not the change, so that its order against
/// other news does not matter.
struct holder_is {
  presence now = presence::away;
};

/// When the hours end under this claim, as it is known now; none: never.
struct shift_is {
  std::optional<timestamp> ends_at;
};
/// The clock reached the end of the shift: the holder is asked.
struct end_of_shift {};
/// The holder's answer: to go on until the next end of hours.
struct keep_going {
  member by;
};

using command = std::variant<post_visitor_message, take_over, transfer, post_reply, post_note,
                             release, ask_for_human, capture_lead, finish_answer, deadline_passed,
                             holder_is, shift_is, end_of_shift, keep_going>;

/// A privileged action to be recorded in the same transaction as its effect.
struct audit_record {
  std::optional<user_id> actor;  ///< none: the system
  std::string action;            ///< `conversation.claim`, `conversation.release`, …
};

/// A lead to be stored in the same transaction; storage finds out whether it is known and fills in
/// the entry's lead id.
struct lead_capture {
  lead_id proposed_id;
  lead_source source = lead_source::form;
  lead_fields fields;
  std::optional<rule_id> rule{};
  std::string triggered_by{};
};

/// What a command changes. Nothing has happened before it is stored.
struct decision {
  conversation next;
  std::vector<entry> entries;
  std::vector<audit_record> audits;
  std::optional<lead_capture> lead;
  bool shift_changed = false;  ///< `next.shift` is another one
  /// A visitor waits and nobody is there: the members are to be told by other ways.
  bool notify_members_by_mail = false;

  /// Nothing to store: the command found the world as it wanted it.
  [[nodiscard]] bool empty() const noexcept {
    return entries.empty() && audits.empty() && !lead && !changed;
  }
  bool changed = false;  ///< a column changed without an entry (a deadline)
};

/// What a deletion may take: whatever it finds, or only a session that nobody used.
enum class deletion { any, only_unused };
/// The visitor wrote nothing and is away, and no member holds it or is waited for.
[[nodiscard]] bool is_abandoned_empty(const conversation& now, presence visitor) noexcept;

/// What the rules may look at beside the conversation itself.
struct context {
  timestamp now;
  /// How long a claim outlives the holder's last connection
  milliseconds claim_grace{120'000};
  milliseconds handoff_timeout{120'000};          ///< how long a visitor waits for a human
  presence actor_presence = presence::connected;  ///< of the member who is to hold the claim
  const running_answer* answer = nullptr;         ///< the answer that is being written, if any
  id_source* ids = nullptr;                       ///< for the lead's id
  availability_report desk{};                     ///< what a visitor meets who asks for a human
  /// The agent's last word was that it does not know and may get a human.
  bool offer_stands = false;
  std::optional<timestamp> shift_ends_at{};  ///< when the hours end next
};

/// Decides one command. Errors: already_claimed, not_holder (both with the holder), forbidden,
/// stale, invalid, too_large, malformed.
[[nodiscard]] result<decision> decide(const conversation& now, const command& wanted,
                                      const context& with);

}  // namespace takeover::domain
