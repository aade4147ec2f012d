/// Single conversations: read, created, cleared, and found by what they wait for. Lists: see
/// conversation_list.hpp; decisions: see change_writer.hpp; deletion: see deletion.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/conversations/views.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct new_conversation {
  domain::conversation_id id;
  visitor_record visitor;  ///< stored if its id is unknown
  domain::workspace_id workspace;
  std::string page_url;
  domain::timestamp now{};
};

/// A conversation that is queued for a human.
struct waiting_conversation {
  domain::workspace_id workspace;
  domain::conversation_id conversation;
  domain::timestamp since{};
};

}  // namespace takeover::storage

namespace takeover::storage::conversations {

[[nodiscard]] std::optional<domain::conversation_view> view(reader& rows,
                                                            domain::conversation_id id);
[[nodiscard]] bool exists(reader& rows, domain::conversation_id id);
/// The workspace that it was deleted from (its tombstone); nullopt: it exists, or never did.
[[nodiscard]] std::optional<domain::workspace_id> deleted_from(reader& rows,
                                                               domain::conversation_id id);
/// The visitor's newest conversation that had activity (or was created) at or after `since` and was
/// not cleared by them.
[[nodiscard]] std::optional<domain::conversation_id> to_resume(reader& rows,
                                                               domain::visitor_id visitor,
                                                               domain::timestamp since);
/// Those whose `deadline_at`, or the end of whose holder's shift, is at or before `now`; at most
/// `limit` of each, the oldest first.
[[nodiscard]] std::vector<domain::conversation_id> due(reader& rows, domain::timestamp now,
                                                       int limit);
/// The latest activity of any conversation; nullopt if there is none.
[[nodiscard]] std::optional<domain::timestamp> newest_activity(reader& rows);
/// Claims whose grace deadline disagrees with the heartbeats: set although some process has
/// reported the holder since then, or unset although none has. Without those whose holder was
/// prompted to continue at the end of their shift.
[[nodiscard]] std::vector<domain::conversation_id> claims_with_stale_deadline(
    reader& rows, domain::timestamp since);
/// Controller `bot` with a visitor message that has no answer; after `after` in id order, at most
/// `limit`.
[[nodiscard]] std::vector<domain::conversation_id> unanswered(reader& rows,
                                                              domain::conversation_id after,
                                                              int limit);
/// Conversations of visitors who never wrote, that nobody has touched since then, with their
/// workspaces; at most `limit`.
struct unused_conversation {
  domain::conversation_id id;
  domain::workspace_id workspace;
};
[[nodiscard]] std::vector<unused_conversation> unused_since(reader& rows, domain::timestamp since,
                                                            int limit);
/// All that are queued for a human, of all workspaces.
[[nodiscard]] std::vector<waiting_conversation> waiting(reader& rows);
/// Those claimed by any member.
[[nodiscard]] std::vector<domain::conversation_id> held_in(reader& rows,
                                                           domain::workspace_id workspace);
[[nodiscard]] std::vector<domain::conversation_id> held_by(reader& rows,
                                                           domain::workspace_id workspace,
                                                           domain::user_id user);

void create(writer& rows, const new_conversation& conversation);
/// The visitor cleared it: it is kept, but not resumed.
void mark_cleared(writer& rows, domain::conversation_id id, domain::timestamp now);
/// The page that the visitor is on. False: it was known, or there is no such conversation.
bool set_page(writer& rows, domain::conversation_id id, const std::string& page_url);
/// After a restart: gives every claim without a deadline one that is the grace from now, or from
/// the claim if that is younger, unless a process has reported its holder since then. Returns how
/// many.
std::int64_t start_claim_grace(writer& rows, domain::timestamp now, std::chrono::milliseconds grace,
                               domain::timestamp since);

}  // namespace takeover::storage::conversations
