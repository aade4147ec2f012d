/// Stores the decisions of conversations: the hot path. Optimistic concurrency by epoch and last
/// seq. Owns the fence and the statements it needs; nothing of a transaction.
#pragma once

#include <initializer_list>
#include <string>

#include "storage/conversations/conversation_change.hpp"
#include "storage/decisions/conversation_columns.hpp"
#include "storage/sql/prepared_statement.hpp"

namespace takeover::storage {

template <class... Columns>
std::tuple<parameter<typename Columns::value_type>...> parameters_of(
    const std::tuple<Columns...>& columns);
/// One for each of `conversation_columns`.
using column_parameters = decltype(parameters_of(conversation_columns));

/// Used inside a transaction, by its thread.
class change_writer {
 public:
  explicit change_writer(writer& rows);
  change_writer(const change_writer&) = delete;
  change_writer& operator=(const change_writer&) = delete;

  /// Stores all of the change or nothing. Throws db_error; then the transaction (or the savepoint
  /// around this) has to be rolled back.
  [[nodiscard]] commit_outcome apply(const conversation_change& change);
  /// The same inside a savepoint of its own: what it throws has changed nothing, unless the
  /// transaction is gone.
  [[nodiscard]] commit_outcome apply_alone(const conversation_change& change);

  /// It also stores leads, audit rows or the like, which the workspace's row lock guards.
  [[nodiscard]] static bool has_side_effects(const domain::decision& decided) noexcept;

 private:
  enum class stored { all, nothing };

  [[nodiscard]] stored store_entries(const conversation_change& change,
                                     const std::vector<domain::entry>& entries);
  [[nodiscard]] bool insert(domain::conversation_id conversation, const domain::entry& e);
  void undo_entries(domain::conversation_id conversation, const std::vector<domain::entry>& entries,
                    std::size_t count);
  [[nodiscard]] bool update(const conversation_change& change);
  [[nodiscard]] bool update_all(const conversation_change& change);
  void set_row(const conversation_change& change);
  void bind_entry(soci::statement& to);
  void bind_fence(soci::statement& to);
  void bind_columns(soci::statement& to, std::initializer_list<column_group> groups);

  [[nodiscard]] stored store_with_side_effects(const conversation_change& change,
                                               committed& result);
  [[nodiscard]] bool holder_was_seen(const conversation_change& change);
  void append_audits(const conversation_change& change);
  /// Why a change failed, if it is because its conversation is not there.
  [[nodiscard]] std::optional<commit_outcome> diagnose_missing(const conversation_change& change,
                                                               const db_error& failure);
  [[nodiscard]] commit_outcome diagnose_conflict(const conversation_change& change);

  /// What the prepared statements read. Set, then executed.
  struct entry_parameters {
    parameter<domain::conversation_id> conversation;
    parameter<domain::seq_t> seq;
    parameter<domain::entry_kind> kind;
    parameter<domain::message_role> role;
    parameter<std::optional<domain::user_id>> author;
    parameter<std::optional<std::string>> client_id;
    parameter<std::string> body;
    parameter<std::string> meta;
    parameter<domain::timestamp> created_at;
  };
  struct row_parameters {
    parameter<domain::conversation_id> id;
    parameter<domain::epoch_t> expected_epoch;
    parameter<domain::seq_t> expected_last_seq;
    column_parameters columns;
  };

  writer& rows_;
  sql_session& sql_;
  entry_parameters entry_;
  row_parameters row_;
  prepared_statement insert_entry_;
  prepared_statement update_activity_;
  prepared_statement update_all_;
};

}  // namespace takeover::storage
