/// Stores the decisions of conversations: the hot path. Owns the fence, the statements it needs,
/// and nothing of a transaction.
#pragma once

#include <string>

#include "storage/conversations/conversation_change.hpp"
#include "storage/sql/prepared_statement.hpp"

namespace takeover::storage {

/// Used inside a transaction, by its thread.
class change_writer {
 public:
  explicit change_writer(writer& rows);

  /// Stores all of the change or nothing. Throws db_error; then the transaction (or the savepoint
  /// around this) has to be rolled back.
  [[nodiscard]] commit_outcome apply(const conversation_change& change);
  /// The same inside a savepoint of its own: what it throws has changed nothing, unless the
  /// transaction is gone.
  [[nodiscard]] commit_outcome apply_alone(const conversation_change& change);

  /// What it stores beside the conversation is guarded by the workspace's row.
  [[nodiscard]] static bool has_company(const domain::decision& decided) noexcept;

 private:
  enum class stored { all, nothing };

  [[nodiscard]] stored store_entries(const conversation_change& change,
                                     const std::vector<domain::entry>& entries);
  [[nodiscard]] bool insert(domain::conversation_id conversation, const domain::entry& e);
  void take_back(domain::conversation_id conversation, const std::vector<domain::entry>& entries,
                 std::size_t count);
  [[nodiscard]] bool update(const conversation_change& change);
  [[nodiscard]] bool update_all(const conversation_change& change);
  void bind_row(const conversation_change& change);

  [[nodiscard]] stored store_with_company(const conversation_change& change, committed& result);
  [[nodiscard]] bool holder_was_seen(const conversation_change& change);
  void append_audits(const conversation_change& change);
  /// Why a change failed, if it is because its conversation is not there.
  [[nodiscard]] std::optional<commit_outcome> explain(const conversation_change& change,
                                                      const db_error& failure);
  [[nodiscard]] commit_outcome why_nothing_was_stored(const conversation_change& change);

  /// What the kept statements are bound to. Filled, then executed.
  struct entry_values {
    std::string conversation;
    long long seq = 0;
    std::string kind;
    std::string role;
    std::string author;
    soci::indicator author_set = soci::i_null;
    std::string client_id;
    soci::indicator client_id_set = soci::i_null;
    std::string body;
    std::string meta;
    long long created_at = 0;
  };
  struct row_values {
    std::string id;
    long long expected_epoch = 0;
    long long expected_last_seq = 0;
    std::string controller;
    std::string claimed_by;
    soci::indicator claimed_by_set = soci::i_null;
    long long claimed_at = 0;
    soci::indicator claimed_at_set = soci::i_null;
    long long epoch = 0;
    long long last_seq = 0;
    long long visitor_seq = 0;
    long long last_question_seq = 0;
    long long answered_seq = 0;
    long long visitor_message_count = 0;
    long long queued_at = 0;
    soci::indicator queued_at_set = soci::i_null;
    long long deadline_at = 0;
    soci::indicator deadline_at_set = soci::i_null;
    long long last_activity_at = 0;
    long long visitor_wrote_at = 0;
    soci::indicator visitor_wrote_at_set = soci::i_null;
  };

  writer& rows_;
  sql_session& sql_;
  entry_values entry_;
  row_values row_;
  kept_statement insert_entry_;
  kept_statement update_position_;
  kept_statement update_all_;
};

}  // namespace takeover::storage
