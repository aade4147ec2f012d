#include "app/host/file_modes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace takeover::app {
namespace {

constexpr mode_t rights_of_others = 077;

}  // namespace

std::vector<std::string> database_files(const std::string& database) {
  std::error_code problem;
  auto place = std::filesystem::weakly_canonical(database, problem).string();
  if (problem) place = database;
  std::vector<std::string> found;
  for (const char* ending : {"", "-wal", "-shm", ".lock"}) {
    struct stat of {};
    if (::stat((place + ending).c_str(), &of) == 0 && S_ISREG(of.st_mode))
      found.push_back(place + ending);
  }
  return found;
}

std::vector<std::string> tighten(const std::vector<std::string>& files) {
  std::vector<std::string> changed;
  for (const auto& file : files) {
    struct stat of {};
    if (::stat(file.c_str(), &of) != 0 || of.st_uid != ::geteuid() ||
        (of.st_mode & rights_of_others) == 0)
      continue;
    if (::chmod(file.c_str(), of.st_mode & 07777U & ~rights_of_others) == 0)
      changed.push_back(file);
  }
  return changed;
}

readers readers_of(const std::string& path) {
  struct stat of {};
  if (::stat(path.c_str(), &of) != 0) return readers::owner;
  if ((of.st_mode & S_IROTH) != 0) return readers::everybody;
  return (of.st_mode & S_IRGRP) != 0 ? readers::group : readers::owner;
}

}  // namespace takeover::app
