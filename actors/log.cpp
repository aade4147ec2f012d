#include "actors/log.hpp"

#include <spdlog/spdlog.h>

namespace takeover::actors {

void log_error(std::string_view what, std::string_view id, std::string_view why) {
  spdlog::error("{} {}: {}", what, id, why);
}

void log_info(std::string_view what, std::string_view id) { spdlog::info("{} {}", what, id); }

}  // namespace takeover::actors
