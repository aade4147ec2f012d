#include "actors/log.hpp"

#include <spdlog/spdlog.h>

namespace takeover {

void log_info(std::string_view line) { spdlog::info(line); }
void log_warning(std::string_view line) { spdlog::warn(line); }
void log_error(std::string_view line) { spdlog::error(line); }

void log_info(std::string_view what, std::string_view id) { spdlog::info("{} {}", what, id); }
void log_error(std::string_view what, std::string_view id, std::string_view why) {
  spdlog::error("{} {}: {}", what, id, why);
}

}  // namespace takeover
