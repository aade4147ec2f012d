/// A connection that is made anew when it is lost. Owns how long is tried; not what was under way
/// when it broke.
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
  /// Waits so long, or less if the store stops: then it says false.
  using pause = std::function<bool(std::chrono::milliseconds)>;

  /// How long a loss is hidden from those who wait. After that they hear of it at once, until the
  /// database is back.
  static constexpr std::chrono::seconds patience{15};
  /// How often a database that is away is looked for, and one that nobody asks is asked whether it
  /// is there.
  static constexpr std::chrono::milliseconds between_tries{250};
  static constexpr std::chrono::seconds between_looks{2};

  /// Connects. Throws db_error.
  connection(database_place where, access how);
  connection(database_place where, access how, std::unique_ptr<sql_session> made);

  /// The session; one that is lost throws `lost` at every question.
  [[nodiscard]] sql_session& sql() noexcept { return *sql_; }
  /// Whether it may be lost at all: a file is not.
  [[nodiscard]] bool may_be_lost() const noexcept { return where_.speaks == dialect::postgresql; }
  [[nodiscard]] bool lost() const noexcept { return lost_since_.has_value() || !sql_->stands(); }

  /// It was seen that it is lost.
  void lose() noexcept;
  /// Asks whether the database is there. False: it is lost.
  [[nodiscard]] bool look();
  /// Makes it anew if it is lost; then nothing may stand on the old session. False: the database
  /// stays away, and the patience is at its end, or `wait` said so.
  [[nodiscard]] bool restore(const pause& wait);
  [[nodiscard]] bool restore_at_once() {
    return restore([](auto) { return false; });
  }

 private:
  [[nodiscard]] bool try_once();

  const database_place where_;
  const access how_;
  std::unique_ptr<sql_session> sql_;
  std::optional<std::chrono::steady_clock::time_point> lost_since_;
  std::chrono::steady_clock::time_point last_try_{};
};

}  // namespace takeover::storage
