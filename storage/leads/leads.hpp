/// Leads: captured, merged, listed, their status changed. Owns the feed numbers; sends no alert.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/conversations/conversation.hpp"
#include "domain/conversations/decision.hpp"
#include "domain/conversations/views.hpp"
#include "domain/errors.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct lead_query {
  domain::workspace_id workspace;
  std::optional<domain::lead_status> status;
  std::string text;
  std::string cursor;
  int limit = 50;
};

/// Leads in the order of their capture.
struct lead_feed {
  std::vector<domain::lead_view> leads;
  std::int64_t position = 0;  ///< the feed number to ask from next
  bool more = false;          ///< there are leads beyond these
};

}  // namespace takeover::storage

namespace takeover::storage::leads {

struct capture_result {
  domain::lead lead;
  bool is_new = false;
};

/// Stores a lead, under the workspace's next feed number, or adds to the one that the agent has
/// under this e-mail. The visitor who left it first corrects it: given fields replace. Anyone else
/// changes none of it; what differs is kept beside it (`lead::others`). In any case the first
/// conversation, the status, the source with what triggered it, and the feed number stay. Also
/// fills in who the visitor is.
[[nodiscard]] capture_result capture(writer& rows, const domain::conversation& where,
                                     const domain::lead_capture& what, domain::timestamp now);
/// Moves the lead's last activity forward: something happened in its conversation.
void touch(writer& rows, domain::conversation_id conversation, domain::timestamp now);
[[nodiscard]] std::optional<domain::lead> by_id(reader& rows, domain::lead_id id);
[[nodiscard]] std::optional<domain::lead_view> view(reader& rows, domain::workspace_id workspace,
                                                    domain::lead_id id);
/// Most recent activity first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<domain::lead_view>> list(reader& rows, const lead_query& query);
/// Leads whose feed number is over `after`, at most `limit`, ascending; without `after` none, and
/// the newest number.
[[nodiscard]] lead_feed feed(reader& rows, domain::workspace_id workspace,
                             std::optional<std::int64_t> after, int limit);
/// How many the list has in all.
[[nodiscard]] std::int64_t count(reader& rows, const lead_query& query);

}  // namespace takeover::storage::leads
