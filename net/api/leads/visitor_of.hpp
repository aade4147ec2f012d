/// Whether the visitor who left a lead is on the site. Owns no presence: the actors know.
#pragma once

#include "domain/conversations/views.hpp"
#include "net/api/services.hpp"

namespace takeover::net {

/// On any thread.
[[nodiscard]] inline domain::visitor_presence visitor_of(const services& app,
                                                         const domain::lead_view& row) {
  const auto& conversation = row.record.conversation;
  return conversation ? app.tree.presence().table().visitor_of(*conversation)
                      : domain::visitor_presence{};
}

}  // namespace takeover::net
