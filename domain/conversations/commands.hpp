/// The commands a conversation accepts, from visitors, members, the agent and the clock. Owns no
/// rule: `decide` (decision.hpp) says what each one changes.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/conversations/conversation.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/leads/lead.hpp"

namespace takeover::domain {

struct post_visitor_message {
  std::string client_id;
  std::string body;
  std::vector<possible_route> routes{};  ///< rules of kind `route` that may apply to it
};
/// `from_queue` takes only a conversation whose visitor waits for a human.
enum class takeover_mode { ask, force, from_queue };
struct take_over {
  member by;
  takeover_mode mode = takeover_mode::ask;
};
/// Gives a claim to another member. The caller has checked that `to` belongs to the workspace.
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
/// `only_of`: changes nothing if somebody else holds the conversation by now.
struct release {
  member by;
  std::optional<user_id> only_of{};
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
/// The clock reached `deadline_at`. A claim whose holder is connected after all does not lapse.
struct deadline_passed {
  presence holder = presence::away;
};
/// Level-triggered: whether the holder is connected now, not that they came or went, so its order
/// against other commands does not matter. The claim lapses the grace time after the holder's last
/// connection closed, unless they come back.
struct holder_is {
  presence now = presence::away;
};

/// When business hours end under this claim, as known now; nullopt means never.
struct shift_is {
  std::optional<timestamp> ends_at;
};
/// The clock reached the end of the shift: the holder is prompted to continue.
struct end_of_shift {};
/// The holder continues until the next end of business hours.
struct keep_going {
  member by;
};

using command = std::variant<post_visitor_message, take_over, transfer, post_reply, post_note,
                             release, ask_for_human, capture_lead, finish_answer, deadline_passed,
                             holder_is, shift_is, end_of_shift, keep_going>;

}  // namespace takeover::domain
