#include "domain/live_chat/handoff.hpp"

#include "domain/texts.hpp"

namespace takeover::domain {

std::string_view name_of(availability value) noexcept {
  switch (value) {
    case availability::somebody: return "somebody";
    case availability::nobody: return "nobody";
    case availability::closed: return "closed";
  }
  return "nobody";
}

std::string_view name_of(queue_position value) noexcept {
  return value == queue_position::shown ? "shown" : "hidden";
}

std::optional<queue_position> parse_queue_position(std::string_view text) noexcept {
  for (const auto value : {queue_position::hidden, queue_position::shown})
    if (text == name_of(value)) return value;
  return std::nullopt;
}

availability_report check_availability(const std::optional<business_hours>& hours,
                                       members_available members, mailer mails, timestamp now) {
  availability_report desk;
  if (members == members_available::somebody) return desk;
  if (!hours || is_open(*hours, now)) {
    desk.now = availability::nobody;
    desk.members_told = mails == mailer::configured;
    return desk;
  }
  desk.members_told = false;
  desk.now = availability::closed;
  desk.opens_at = next_opening(*hours, now);
  desk.closed_notice = closed_notice_text(*hours, desk.opens_at, now);
  return desk;
}

}  // namespace takeover::domain
