#include "domain/conversations/conversation.hpp"

namespace takeover::domain {

std::string_view name_of(controller value) noexcept {
  switch (value) {
    case controller::bot: return "bot";
    case controller::queued: return "queued";
    case controller::human: return "human";
  }
  return "bot";
}

std::optional<controller> parse_controller(std::string_view text) noexcept {
  for (const auto value : {controller::bot, controller::queued, controller::human})
    if (text == name_of(value)) return value;
  return std::nullopt;
}

bool is_abandoned_empty(const conversation& now, presence visitor) noexcept {
  return !now.engaged() && now.controller == controller::bot && visitor == presence::away;
}

}  // namespace takeover::domain
