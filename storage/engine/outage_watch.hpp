/// Whether the database works, as the store's threads see it, and what to do if it does not. Owns
/// what they saw last; asks the database nothing.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/sql/db_errors.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/store.hpp"

namespace takeover::storage {

/// Thread-safe.
class outage_watch {
 public:
  enum class side : std::uint8_t { writer, readers, heavy_readers };

  /// Of SQLite a damaged file stays damaged, however much of it can still be read; a
  /// server's tables can be mended while it runs.
  outage_watch(store_observer observer, dialect kind)
      : observer_(std::move(observer)), kind_(kind) {}

  void failed(side where, db_problem problem, std::string_view text);
  void well(side where);
  /// A queue was at its bound, and somebody was refused.
  void refused(std::string_view what);

  /// What is wrong and what to do; empty if nothing is.
  [[nodiscard]] std::string trouble() const;

 private:
  const store_observer observer_;
  const dialect kind_;
  mutable std::mutex mutex_;
  std::array<std::optional<db_problem>, 3> now_;
  bool damaged_ = false;
};

}  // namespace takeover::storage
