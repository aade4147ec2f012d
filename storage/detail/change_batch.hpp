/// Stores many plain changes with three statements instead of two for each. PostgreSQL only: there a statement is a round trip. Owns nothing of
/// a transaction.
#pragma once

#include <vector>

#include "storage/detail/sql_session.hpp"
#include "storage/store.hpp"

namespace takeover::storage::detail {

class change_batch {
 public:
  explicit change_batch(sql_session& sql) noexcept : sql_(sql) {}

  /// Whether it can go with others: it changes its conversation and entries, and nothing beside them.
  [[nodiscard]] static bool takes(const conversation_change& change) noexcept;

  /// Locks the rows in the order of the ids, so that two processes that meet in several do not wait for each other: an UPDATE takes its rows in any
  /// order. For all that the transaction will change.
  void lock(const std::vector<domain::conversation_id>& conversations);
  /// `changes`: of as many conversations, which are locked. False: one of them at least misses its fence or repeats a client id; which
  /// one is not known, and the transaction has to be rolled back. Throws db_error; then it has to be, too.
  [[nodiscard]] bool store(const std::vector<const conversation_change*>& changes);

 private:
  sql_session& sql_;
};

}  // namespace takeover::storage::detail
