/// The table `sessions`: signed-in members. Hashes no token.
#pragma once

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

/// A signed-in session, found by the hash of its token.
struct session_record {
  domain::member who;
  std::string workspace_name;
  domain::timestamp expires_at{};
};

}  // namespace takeover::storage

namespace takeover::storage::people {

/// Also one that has expired: the caller compares `expires_at`. nullopt also if the membership has
/// ended.
[[nodiscard]] std::optional<session_record> session_by_hash(reader& rows,
                                                            const std::string& token_hash);
/// Those of all workspaces that have not expired.
[[nodiscard]] std::vector<domain::session_id> live_sessions(reader& rows, domain::timestamp now);
/// The member's own, also expired ones.
[[nodiscard]] std::vector<domain::session_id> sessions_of(reader& rows,
                                                          domain::workspace_id workspace,
                                                          domain::user_id user);
/// Also deletes the user's sessions that have expired by then.
void create_session(writer& rows, const new_session& session);
void delete_session(writer& rows, const std::string& token_hash);

}  // namespace takeover::storage::people
