/// Commit tokens: how far each writing process has come, so that it can tell after a lost
/// connection whether its commit was done. Owns the table `commit_marks`; knows nothing of
/// connections.
#pragma once

#include <cstdint>
#include <string>

namespace takeover::storage {
class sql_session;
}

namespace takeover::storage::commit_tokens {

/// Makes the writer's row, and clears away those of writers that are long gone. Inside a
/// transaction.
void begin(sql_session& sql, const std::string& writer);
/// As the last thing in a transaction: it is the writer's `number`-th.
void set(sql_session& sql, const std::string& writer, std::int64_t number);
/// The number of the writer's last transaction that is stored. Waits for one that is being
/// committed: the row is locked. Inside a transaction.
[[nodiscard]] std::int64_t last(sql_session& sql, const std::string& writer);

}  // namespace takeover::storage::commit_tokens
