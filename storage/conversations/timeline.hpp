/// Reads the rows of `timeline_entries`. Writes none: entries come with their conversation, see
/// change_writer.
#pragma once

#include <optional>
#include <string>

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::timeline {

[[nodiscard]] timeline_page page(detail::sql_session& sql, const timeline_query& query);
[[nodiscard]] std::optional<domain::entry> by_client_id(detail::sql_session& sql,
                                                        domain::conversation_id conversation,
                                                        const std::string& client_id);
/// The newest message, notes left out.
[[nodiscard]] std::optional<domain::last_message> last_message(
    detail::sql_session& sql, domain::conversation_id conversation);

}  // namespace takeover::storage::timeline
