/// Stores many plain changes with three statements instead of two for each. PostgreSQL only: there
/// a statement is a round trip. Owns nothing of a transaction.
#pragma once

#include <vector>

#include "storage/conversations/conversation_change.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage {

class change_batch {
 public:
  explicit change_batch(sql_session& sql) noexcept : sql_(sql) {}

  /// Whether it changes its conversation and entries, and nothing beside them.
  [[nodiscard]] static bool is_batchable(const conversation_change& change) noexcept;

  /// `changes`: of as many conversations, which are locked (`row_locks::conversations`): an UPDATE
  /// takes its rows in any order. False: one of them at least misses its fence or repeats a client
  /// id; which one is not known, and the transaction has to be rolled back. Throws db_error; then
  /// it has to be, too.
  [[nodiscard]] bool store(const std::vector<const conversation_change*>& changes);

 private:
  sql_session& sql_;
};

}  // namespace takeover::storage
