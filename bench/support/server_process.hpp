/// The release server as a child process on a temporary database: start, stop, CPU time, memory.
/// Owns no request.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace takeover::bench {

/// Environment of the server, by setting: `TAKEOVER_LIMITS_MESSAGES_PER_MINUTE` → `0`.
using settings = std::map<std::string, std::string>;

/// Throws std::runtime_error with the reason when the program or the server does not do what it
/// should.
class server_process {
 public:
  /// `binary`: path of the program. Makes a temporary folder and picks a free port on 127.0.0.1.
  /// `database`: its URL; empty: a SQLite file in the folder.
  server_process(std::string binary, settings environment, std::string database = {});
  ~server_process();
  server_process(const server_process&) = delete;
  server_process& operator=(const server_process&) = delete;

  /// Runs an administrative command on the database to its end; gives the first line that it
  /// printed.
  std::string tool(std::vector<std::string> arguments, const std::string& input = {}) const;

  void start();
  /// Ends it in order and waits.
  void stop();

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// The SQLite file, if that is its database.
  [[nodiscard]] std::filesystem::path database() const { return folder_ / "bench.db"; }
  /// Where more files may be put; removed at the end.
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

  /// User and system time of all its threads so far.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const;
  /// Bytes of it that are in memory now (VmRSS).
  [[nodiscard]] std::uint64_t resident_bytes() const;

 private:
  [[nodiscard]] pid_t spawn(const std::vector<std::string>& arguments, int input, int output) const;

  std::string binary_;
  settings environment_;
  std::filesystem::path folder_;
  std::string database_url_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

/// The program to measure: $TAKEOVER_BINARY, else build/release/takeover below the working
/// directory.
[[nodiscard]] std::string release_binary();

/// Lets this process and its children open as many files as the system allows. Gives that number.
std::uint64_t raise_file_limit();

}  // namespace takeover::bench
