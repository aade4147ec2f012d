/// Who is there for a visitor who asks for a human, and what the visitor is told of it. Owns the
/// settings' meaning; keeps nobody's presence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/live_chat/business_hours.hpp"

namespace takeover::domain {

/// `somebody`: a member is online and available, whatever the hours say. `nobody`: not now, but
/// within hours. `closed`: out of hours, too.
enum class availability { somebody, nobody, closed };
[[nodiscard]] std::string_view name_of(availability value) noexcept;

/// A member's own switch: whether new visitors may be sent to them.
enum class member_switch { away, available };

/// Whether visitors who wait are told how many are before them.
enum class queue_position { hidden, shown };
[[nodiscard]] std::string_view name_of(queue_position value) noexcept;
[[nodiscard]] std::optional<queue_position> parse_queue_position(std::string_view text) noexcept;

/// How a workspace receives visitors. Without hours it is always open.
struct live_chat_settings {
  std::optional<business_hours> hours;
  queue_position position = queue_position::hidden;
  friend bool operator==(const live_chat_settings&, const live_chat_settings&) = default;
};

/// What a visitor meets who asks for a human now.
struct availability_report {
  availability now = availability::somebody;
  std::optional<timestamp> opens_at;  ///< closed: when somebody is there again, if ever
  std::string closed_notice;          ///< closed: the sentence that says so
  bool closed_notice_shown = false;   ///< it was the last thing that was said
  bool members_told = true;           ///< somebody sees the visitor wait, or is sent a mail
};

enum class members_available { nobody, somebody };
/// Whether mails leave the server.
enum class mailer { none, configured };
/// `hours`: none: always open.
[[nodiscard]] availability_report check_availability(const std::optional<business_hours>& hours,
                                                     members_available members, mailer mails,
                                                     timestamp now);

}  // namespace takeover::domain
