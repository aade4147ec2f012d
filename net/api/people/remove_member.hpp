/// Removes a member from a workspace, with everything that follows from it. Owns the order of these
/// steps; who may do it is the domain's.
#pragma once

#include "net/api/services.hpp"

namespace takeover::net {

/// Deletes the membership, ends the member's sessions in the workspace of `by`, and hands back what
/// they held, at once instead of after a grace time. Errors: forbidden, not_found, invalid (the
/// last owner).
[[nodiscard]] boost::asio::awaitable<domain::result<void>> remove_member(io_shard& shard,
                                                                         services& app,
                                                                         const domain::member& by,
                                                                         domain::user_id who);

}  // namespace takeover::net
