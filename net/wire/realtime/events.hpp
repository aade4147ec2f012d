/// Events as listeners hear them: their names and their data as JSON text. Owns what each kind of
/// listener is told; sends nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/events.hpp"

namespace takeover::net::wire {

struct rendered_event {
  std::string_view name;  ///< `message.created`; on the stream of a visitor's message `message`
  std::string data;       ///< a JSON object
};

/// What a rendering needs besides the event.
struct event_context {
  /// Of a changed lead.
  domain::visitor_presence visitor;
};

/// What a listener of this kind hears of `what` on the channel; nullopt if it is not for them.
[[nodiscard]] std::optional<rendered_event> render(const actors::channel& where,
                                                   const actors::event& what,
                                                   actors::listener_kind to,
                                                   const event_context& context = {});

/// True if members and visitors are told the same of this event, so that one rendering serves both.
[[nodiscard]] bool renders_same_for_all(const actors::event& what) noexcept;

}  // namespace takeover::net::wire
