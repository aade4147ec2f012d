/// The least that storing chat messages can cost: the database's own library, the same rows,
/// grouped commits, nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace takeover::bench {

struct bare_result {
  std::uint64_t messages = 0;
  /// User and system time of the loop, and of what counts beside it
  std::chrono::nanoseconds cpu{};
  std::chrono::nanoseconds wall{};
};

struct bare_plan {
  std::uint64_t messages = 0;
  /// Messages in a commit on average; a fraction is met by groups of both neighboring sizes
  double group = 1;
  /// The conversations in which they are written, one after the other; from its beginning again
  /// when it ends
  std::vector<std::string> order;
  /// CPU time of other processes that counts, too, so far
  std::function<std::chrono::nanoseconds()> beside{};
};

/// The rows (a map from id to row) as the plan's order has them. Throws std::runtime_error when one
/// is missing, or there is none.
template <class Rows>
std::vector<typename Rows::mapped_type*> in_order(Rows& rows,
                                                  const std::vector<std::string>& order) {
  std::vector<typename Rows::mapped_type*> found;
  for (const auto& id : order) {
    const auto at = rows.find(id);
    if (at == rows.end())
      throw std::runtime_error("the bare loop: a conversation was not where it should be");
    found.push_back(&at->second);
  }
  if (found.empty()) throw std::runtime_error("the bare loop has no conversations");
  return found;
}

/// Writes visitors' messages into the SQLite file, with the settings that the server's writer has.
/// Changes it. Throws std::runtime_error.
[[nodiscard]] bare_result run_bare_loop(const std::filesystem::path& database,
                                        const bare_plan& plan);
/// The same with libpq on a PostgreSQL database.
[[nodiscard]] bare_result run_bare_postgresql_loop(const std::string& url, const bare_plan& plan);

}  // namespace takeover::bench
