#include "actors/log.hpp"

#include <spdlog/spdlog.h>

#include "actors/log_throttle.hpp"

namespace takeover {
namespace {

void log_once_a_minute(spdlog::level::level_enum level, std::string_view kind,
                       std::string_view line) {
  static log_throttle throttle;
  const auto left_out = throttle.admit(kind);
  if (!left_out) return;
  if (*left_out == 0)
    spdlog::log(level, "{}", line);
  else
    spdlog::log(level, "{} ({} more like it were not logged)", line, *left_out);
}

}  // namespace

void log_info(std::string_view line) { spdlog::info(line); }
void log_warning(std::string_view line) { spdlog::warn(line); }
void log_error(std::string_view line) { spdlog::error(line); }

void log_error_once_a_minute(std::string_view kind, std::string_view line) {
  log_once_a_minute(spdlog::level::err, kind, line);
}
void log_info_once_a_minute(std::string_view kind, std::string_view line) {
  log_once_a_minute(spdlog::level::info, kind, line);
}

void log_info(std::string_view what, std::string_view id) { spdlog::info("{} {}", what, id); }
void log_error(std::string_view what, std::string_view id, std::string_view why) {
  spdlog::error("{} {}: {}", what, id, why);
}

}  // namespace takeover
