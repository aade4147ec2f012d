/// The least that storing chat messages can cost: plain SQLite, the same rows, grouped commits, nothing else.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace takeover::bench {

struct bare_result {
  std::uint64_t messages = 0;
  std::chrono::nanoseconds cpu{};  ///< user and system time of the loop
  std::chrono::nanoseconds wall{};
};

/// Writes `messages` visitor messages, `group` of them to a commit on average (a fraction is met by groups of both neighboring
/// sizes), round robin over the conversations in `database`, with the settings that the server's writer has. Changes the
/// file. Throws std::runtime_error.
[[nodiscard]] bare_result run_bare_loop(const std::filesystem::path& database, std::uint64_t messages, double group);

}  // namespace takeover::bench
