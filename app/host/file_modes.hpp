/// Who may read the files that hold secrets: the database's and the settings file. Tightens and
/// tells; opens none of them.
#pragma once

#include <string>
#include <vector>

namespace takeover::app {

/// The files of an SQLite database that are there: itself, `-wal`, `-shm`, `.lock`.
[[nodiscard]] std::vector<std::string> database_files(const std::string& database);

/// Takes every right of group and others from those files that belong to this process's user. Gives
/// the ones that it has changed. What cannot be changed stays as it is: see `readers_of`.
std::vector<std::string> tighten(const std::vector<std::string>& files);

enum class readers { owner, group, everybody };
/// Who can read the file, or list the folder, by its mode; `owner` if it is not there.
[[nodiscard]] readers readers_of(const std::string& path);

}  // namespace takeover::app
