/// What an agent knows: curated answers, and documents with their full-text index. Judges no match.
#pragma once

#include <string>
#include <vector>

#include "storage/records.hpp"

namespace takeover::storage::detail {
class sql_session;
}

namespace takeover::storage::knowledge {

/// Oldest first
[[nodiscard]] std::vector<curated_answer> curated(detail::sql_session& sql, domain::agent_id agent);
void put_curated(detail::sql_session& sql, domain::agent_id agent, const curated_answer& answer,
                 domain::timestamp now);

/// Replaces the agent's document of the same url, or of the same title where there is no url.
void put_document(detail::sql_session& sql, domain::agent_id agent, const document& doc,
                  domain::timestamp now);
/// Passages with at least one of the terms, best first. A term is a word or a phrase; none means no
/// passage.
[[nodiscard]] std::vector<passage> search(detail::sql_session& sql, domain::agent_id agent,
                                          const std::vector<std::string>& terms, int limit);

}  // namespace takeover::storage::knowledge
