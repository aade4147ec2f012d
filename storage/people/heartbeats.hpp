/// The table `member_heartbeats`: which process has a member connected, and when it last said so (a
/// lease that expires by age). Decides no lapse.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/people/people.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// A member who is connected to some process.
struct online_member {
  domain::workspace_id workspace;
  domain::user_id user;
};

}  // namespace takeover::storage

namespace takeover::storage::heartbeats {

/// These members are connected to the process now. To be repeated well within the time that a claim
/// is kept.
void record(writer& rows, const std::string& process, const std::vector<domain::member>& members,
            domain::timestamp now);
/// The member's last connection to this process is gone.
void clear(writer& rows, const std::string& process, domain::workspace_id workspace,
           domain::user_id user);
/// All of the process: it ends.
void clear(writer& rows, const std::string& process);
/// Deletes what crashed processes left behind.
void purge(writer& rows, domain::timestamp before);
/// The newest heartbeat of the member from any process but `except`; nullopt: no other process
/// reports them as connected.
[[nodiscard]] std::optional<domain::timestamp> last(reader& rows, domain::workspace_id workspace,
                                                    domain::user_id user,
                                                    const std::string& except);
/// The members that processes other than `except` have reported since then, each once.
[[nodiscard]] std::vector<online_member> members_online_elsewhere(reader& rows,
                                                                  const std::string& except,
                                                                  domain::timestamp since);

}  // namespace takeover::storage::heartbeats
