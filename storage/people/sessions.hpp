/// The table `sessions`: signed-in members. Hashes no token.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct new_session {
  domain::session_id id;
  domain::user_id user;
  domain::workspace_id workspace;
  std::string token_hash;
  domain::timestamp created_at{};
  domain::timestamp expires_at{};
};

/// How many sessions a user has at most: signing in once more ends the oldest.
inline constexpr int max_sessions = 20;

/// A signed-in session, found by the hash of its token.
struct session_record {
  domain::member who;
  std::string workspace_name;
  domain::timestamp expires_at{};
  domain::timestamp seen_at{};  ///< when it was last used, within `seen_every`
};

/// How precisely a session's last use is kept.
inline constexpr std::chrono::minutes seen_every{1};

}  // namespace takeover::storage

namespace takeover::storage::people {

/// Also one that has expired: the caller compares `expires_at`. nullopt also if the membership has
/// ended.
[[nodiscard]] std::optional<session_record> session_by_hash(reader& rows,
                                                            const std::string& token_hash);
/// Those of all workspaces that have not expired.
[[nodiscard]] std::vector<domain::session_id> live_sessions(reader& rows, domain::timestamp now);
/// The role that the session's member has now; nullopt: the session or the membership has ended.
[[nodiscard]] std::optional<domain::role> role_of_session(reader& rows, domain::session_id session);
/// The member's own, also expired ones.
[[nodiscard]] std::vector<domain::session_id> sessions_of(reader& rows,
                                                          domain::workspace_id workspace,
                                                          domain::user_id user);
/// Also deletes the user's sessions that have expired by then, and the oldest beyond
/// `max_sessions`: those it tells.
std::vector<domain::session_id> create_session(writer& rows, const new_session& session);
/// The session was used, or is open, now.
void touch_session(writer& rows, domain::session_id session, domain::timestamp now);
/// False: there was none.
bool delete_session(writer& rows, const std::string& token_hash);

}  // namespace takeover::storage::people
