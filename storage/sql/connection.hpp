/// A connection that reconnects. Owns for how long it tries; not what was under way when it broke.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

#include "storage/sql/sql_session.hpp"

namespace takeover::storage {

/// Used by one thread at a time.
class connection {
 public:
  /// Sleeps for the given time; returns false if the store is stopping.
  using wait_function = std::function<bool(std::chrono::milliseconds)>;

  /// How long callers wait for a reconnect. After that they fail at once, until the database is
  /// back.
  static constexpr std::chrono::seconds reconnect_grace{15};
  /// How often a reconnect is tried, and how often an idle connection is pinged.
  static constexpr std::chrono::milliseconds retry_interval{250};
  static constexpr std::chrono::seconds ping_interval{2};

  /// Connects. Throws db_error.
  connection(database_place where, access how);
  connection(database_place where, access how, std::unique_ptr<sql_session> made);

  /// After a disconnect every query throws db_problem::lost.
  [[nodiscard]] sql_session& sql() noexcept { return *sql_; }
  /// False for a file.
  [[nodiscard]] bool can_disconnect() const noexcept { return where_.kind == dialect::postgresql; }
  [[nodiscard]] bool is_lost() const noexcept {
    return lost_since_.has_value() || !sql_->is_connected();
  }

  /// The caller saw that the connection is gone.
  void mark_lost() noexcept;
  /// Runs an empty query. False: the connection is lost.
  [[nodiscard]] bool ping();
  /// Reconnects if it is lost; then nothing may use the old session any more. False: the database
  /// stays away, and the grace is over, or `wait` returned false.
  [[nodiscard]] bool restore(const wait_function& wait);
  [[nodiscard]] bool restore_at_once() {
    return restore([](auto) { return false; });
  }

 private:
  [[nodiscard]] bool reconnect();

  const database_place where_;
  const access how_;
  std::unique_ptr<sql_session> sql_;
  std::optional<std::chrono::steady_clock::time_point> lost_since_;
  std::chrono::steady_clock::time_point last_try_{};
};

}  // namespace takeover::storage
