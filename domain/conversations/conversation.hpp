/// The state of one conversation: who answers, who holds it, how far it has come. Owns no rule and
/// stores nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/conversations/timeline.hpp"
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

/// Whether somebody has an open connection.
enum class presence { away, connected };

/// Whether the visitor is on the site, and since when they are not. Without a time it is not known:
/// they left before the server was started, or were never connected.
struct visitor_presence {
  presence now = presence::away;
  std::optional<timestamp> left_at;
  friend bool operator==(const visitor_presence&, const visitor_presence&) = default;
};

/// `any` deletes whatever is there, `only_unused` only a session in which nothing happened.
enum class deletion { any, only_unused };
/// True if the visitor wrote nothing and has left, no member holds it and nobody is awaited.
[[nodiscard]] bool is_abandoned_empty(const conversation& now, presence visitor) noexcept;

}  // namespace takeover::domain
