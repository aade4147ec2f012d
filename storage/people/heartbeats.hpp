/// Which process holds which member for present, and since when it last said so. Owns the table
/// `member_heartbeats`; decides no lapse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::heartbeats {

/// The process says that these members are connected to it now.
void beat(detail::sql_session& sql, const std::string& process,
          const std::vector<domain::member>& members, domain::timestamp now);
/// The member's last connection to this process is gone.
void end(detail::sql_session& sql, const std::string& process, domain::workspace_id workspace,
         domain::user_id user);
/// The process ends.
void end(detail::sql_session& sql, const std::string& process);
void drop(detail::sql_session& sql, domain::timestamp before);
/// The freshest one of any process but this one.
[[nodiscard]] std::optional<domain::timestamp> last(detail::sql_session& sql,
                                                    domain::workspace_id workspace,
                                                    domain::user_id user,
                                                    const std::string& except);
/// Whom the other processes have held for present since then, each once.
[[nodiscard]] std::vector<present_member> present(detail::sql_session& sql,
                                                  const std::string& except,
                                                  domain::timestamp since);

}  // namespace takeover::storage::heartbeats
