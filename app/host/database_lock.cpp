#include "app/host/database_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace takeover::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t owner_alone = 0600;
// Not in linux/magic.h everywhere.
constexpr long cifs_magic = 0xFF534D42;
constexpr long smb2_magic = 0xFE534D42;

domain::error refused(std::string line) {
  return domain::fail(domain::errc::unavailable, std::move(line));
}

/// The process that has locked the file, as the kernel tells; 0 if it does not. Source: proc(5).
long holder_of(int file) {
  struct stat of {};
  if (::fstat(file, &of) != 0) return 0;
  const auto inode = fmt::format(":{}", of.st_ino);
  std::ifstream locks{"/proc/locks"};
  for (std::string line; std::getline(locks, line);) {
    // 1: FLOCK ADVISORY WRITE 4242 fd:01:123456 0 EOF
    char kind[16];
    char place[64];
    long process = 0;
    if (std::sscanf(line.c_str(), "%*s %15s %*s %*s %ld %63s", kind, &process, place) != 3)
      continue;
    if (std::string_view{kind} == "FLOCK" && std::string_view{place}.ends_with(inode))
      return process;
  }
  return 0;
}

/// What its holder wrote into the lock's file; 0 if nothing.
long written_in(int file) {
  char text[32]{};
  if (::pread(file, text, sizeof text - 1, 0) <= 0) return 0;
  return std::strtol(text, nullptr, 10);
}

domain::error held_by(const std::string& database, long process) {
  const auto who = process > 0 ? fmt::format("process {}", process) : "another process";
  return refused(fmt::format(
      "database {} is in use by another Takeover server ({}); a file serves only one at "
      "a time",
      database, who));
}

/// Locks across machines would meet those of SQLite; a write-ahead log cannot be there anyway.
bool is_on_network(int file) {
  struct statfs of {};
  if (::fstatfs(file, &of) != 0) return false;
  return of.f_type == NFS_SUPER_MAGIC || of.f_type == SMB_SUPER_MAGIC ||
         static_cast<unsigned long>(of.f_type) == cifs_magic ||
         static_cast<unsigned long>(of.f_type) == smb2_magic;
}

}  // namespace

database_lock::~database_lock() { let_go(); }

database_lock::database_lock(database_lock&& from) noexcept
    : database_(std::move(from.database_)),
      held_(std::exchange(from.held_, {})),
      has_file_(from.has_file_) {}

database_lock& database_lock::operator=(database_lock&& from) noexcept {
  std::swap(database_, from.database_);
  std::swap(held_, from.held_);
  std::swap(has_file_, from.has_file_);
  return *this;
}

void database_lock::let_go() noexcept {
  for (const int file : std::exchange(held_, {})) ::close(file);
}

domain::result<database_lock> database_lock::take(const std::string& database) {
  database_lock made{database};
  std::error_code problem;
  // Also of a file that is not there yet, as far as its path is.
  auto place = fs::weakly_canonical(database, problem);
  if (problem) place = database;
  const auto name = place.string() + ".lock";
  const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, owner_alone);
  if (file < 0) {
    // The folder is not there: whether it may be made, the store knows.
    if (errno == ENOENT) return made;
    return refused(fmt::format("database {} cannot be locked: {} cannot be opened ({})", database,
                               name, std::generic_category().message(errno)));
  }
  made.held_.push_back(file);
  if (!is_on_network(file)) {
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
      return held_by(database, written_in(file) > 0 ? written_in(file) : holder_of(file));
    const auto text = fmt::format("{}\n", ::getpid());
    if (::ftruncate(file, 0) != 0 ||
        ::pwrite(file, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
      // On a full disk the lock holds all the same; the kernel still knows whose it is.
    }
  }
  if (auto taken = made.take_file(); !taken) return taken.error();
  return made;
}

domain::result<void> database_lock::take_file() {
  if (has_file_) return {};
  if (held_.empty()) {
    auto again = take(database_);
    if (!again) return again.error();
    *this = std::move(*again);
    return {};
  }
  const int file = ::open(database_.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return {};  // not there, or not for us: the store says so
  if (is_on_network(file)) {
    ::close(file);
    return {};
  }
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const auto error = held_by(database_, holder_of(file));
    held_.push_back(file);
    return error;
  }
  held_.push_back(file);
  has_file_ = true;
  return {};
}

}  // namespace takeover::app
