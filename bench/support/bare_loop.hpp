/// The least that storing chat messages can cost: the database's own library, the same rows, grouped commits, nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace takeover::bench {

struct bare_result {
  std::uint64_t messages = 0;
  std::chrono::nanoseconds cpu{};  ///< user and system time of the loop, and of what counts beside it
  std::chrono::nanoseconds wall{};
};

struct bare_plan {
  std::uint64_t messages = 0;
  double group = 1;                                    ///< messages in a commit on average; a fraction is met by groups of both neighboring sizes
  std::size_t conversations = 1;                       ///< round robin over so many of those that members hold
  std::function<std::chrono::nanoseconds()> beside{};  ///< CPU time of other processes that counts, too, so far
};

/// Writes visitors' messages into the SQLite file, with the settings that the server's writer has. Changes it. Throws std::runtime_error.
[[nodiscard]] bare_result run_bare_loop(const std::filesystem::path& database, const bare_plan& plan);
/// The same with libpq on a PostgreSQL database.
[[nodiscard]] bare_result run_bare_postgresql_loop(const std::string& url, const bare_plan& plan);

}  // namespace takeover::bench
