/// The rules of one conversation: who may do what, and what each command changes. Pure: decides,
/// stores nothing, sends nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/conversations/commands.hpp"
#include "domain/live_chat/handoff.hpp"

namespace takeover::domain {

/// The text of an answer that has been shown so far.
struct running_answer {
  generation_t generation = 0;
  epoch_t epoch = 0;
  seq_t covers = 0;  ///< answers the visitor messages up to this one
  std::string text;  ///< what was announced
};

/// A privileged action to be recorded in the same transaction as its effect.
struct audit_record {
  std::optional<user_id> actor;  ///< nullopt: the system
  std::string action;            ///< `conversation.claim`, `conversation.release`, …
};

/// A lead to store in the same transaction. Storage finds out whether it is known already and
/// fills in the entry's lead id.
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
  bool shift_changed = false;  ///< `next.shift` differs from the current one
  /// A visitor waits and no member is available: the members are told by e-mail.
  bool notify_members_by_mail = false;

  bool changed = false;  ///< a column changed without an entry (a deadline)

  /// Nothing to store: the command is already fulfilled.
  [[nodiscard]] bool empty() const noexcept {
    return entries.empty() && audits.empty() && !lead && !changed;
  }
};

/// Everything the rules may look at besides the conversation itself.
struct context {
  timestamp now;
  /// How long a claim outlives the holder's last connection.
  milliseconds claim_grace{120'000};
  milliseconds handoff_timeout{120'000};          ///< how long a visitor waits for a human
  presence actor_presence = presence::connected;  ///< of the member who will hold the claim
  const running_answer* answer = nullptr;         ///< the answer being written; null: none
  id_source* ids = nullptr;                       ///< makes the lead's id
  availability_report availability{};             ///< what a visitor who asks for a human is told
  /// The agent's last message said that it does not know and offered a human.
  bool offer_stands = false;
  std::optional<timestamp> shift_ends_at{};  ///< when business hours end next
};

/// Decides one command. Errors: already_claimed, not_holder (both with the holder), forbidden,
/// stale, invalid, too_large, malformed.
[[nodiscard]] result<decision> decide(const conversation& now, const command& requested,
                                      const context& with);

}  // namespace takeover::domain
