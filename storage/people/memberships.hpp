/// Workspaces, users, their memberships and their sessions. Hashes no password and no token.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/store.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::people {

[[nodiscard]] std::optional<user_record> user_by_email(detail::sql_session& sql,
                                                       const std::string& email);
[[nodiscard]] std::vector<membership_record> memberships(detail::sql_session& sql,
                                                         domain::user_id user);
/// By name
[[nodiscard]] std::vector<colleague_record> colleagues(detail::sql_session& sql,
                                                       domain::workspace_id workspace);
[[nodiscard]] std::optional<colleague_record> colleague(detail::sql_session& sql,
                                                        domain::workspace_id workspace,
                                                        domain::user_id user);
/// Also one that has expired: the caller compares `expires_at`. Nothing if the membership has
/// ended.
[[nodiscard]] std::optional<session_record> session_by_hash(detail::sql_session& sql,
                                                            const std::string& token_hash);
[[nodiscard]] std::optional<workspace_record> workspace(detail::sql_session& sql,
                                                        domain::workspace_id id);
[[nodiscard]] std::vector<workspace_record> workspaces(detail::sql_session& sql);
/// The owners and admins, in the order of their joining. Everybody of the workspace, who came first
/// before.
[[nodiscard]] std::vector<domain::user_id> members(detail::sql_session& sql,
                                                   domain::workspace_id workspace);
/// None: is no member any more.
[[nodiscard]] std::optional<std::string> member_address(detail::sql_session& sql,
                                                        domain::workspace_id workspace,
                                                        domain::user_id user);
[[nodiscard]] std::vector<domain::user_id> managers(detail::sql_session& sql,
                                                    domain::workspace_id workspace);
/// The e-mail address of a user who is owner or admin; none otherwise.
[[nodiscard]] std::optional<std::string> manager_address(detail::sql_session& sql,
                                                         domain::workspace_id workspace,
                                                         domain::user_id user);

/// Their number
[[nodiscard]] std::int64_t owners(detail::sql_session& sql, domain::workspace_id workspace);
[[nodiscard]] std::vector<domain::session_id> live_sessions(detail::sql_session& sql,
                                                            domain::timestamp now);
[[nodiscard]] std::vector<domain::session_id> sessions(detail::sql_session& sql,
                                                       domain::workspace_id workspace,
                                                       domain::user_id user);
/// And their sessions in this workspace.
void remove_membership(detail::sql_session& sql, domain::workspace_id workspace,
                       domain::user_id user);
void create_workspace(detail::sql_session& sql, const workspace_record& workspace,
                      domain::timestamp now);
[[nodiscard]] domain::result<void> create_user(detail::sql_session& sql, const user_record& user,
                                               domain::timestamp now);
/// Changes the role of a member who is in the workspace already.
void add_membership(detail::sql_session& sql, domain::workspace_id workspace, domain::user_id user,
                    domain::role role, domain::timestamp now);
/// Also forgets the user's sessions that have expired by then.
void create_session(detail::sql_session& sql, const new_session& session);
void delete_session(detail::sql_session& sql, const std::string& token_hash);

}  // namespace takeover::storage::people
