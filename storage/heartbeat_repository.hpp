/// Which process holds which member for present, and since when it last said so. Owns the table `member_heartbeats`; decides no lapse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/people.hpp"
#include "domain/time.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::heartbeats {

/// The process says that these members are connected to it now.
void beat(detail::sql_session& sql, const std::string& process, const std::vector<domain::member>& members, domain::timestamp now);
/// The member's last connection to this process is gone.
void end(detail::sql_session& sql, const std::string& process, domain::workspace_id workspace, domain::user_id user);
/// The process ends, or begins anew under the same name.
void end(detail::sql_session& sql, const std::string& process);
/// The freshest one of any process.
[[nodiscard]] std::optional<domain::timestamp> last(detail::sql_session& sql, domain::workspace_id workspace, domain::user_id user);

}  // namespace takeover::storage::heartbeats
