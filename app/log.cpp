#include "app/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

namespace takeover::app {
namespace {

constexpr std::array<std::pair<std::string_view, spdlog::level::level_enum>, 5> levels{
    {{"debug", spdlog::level::debug},
     {"info", spdlog::level::info},
     {"warning", spdlog::level::warn},
     {"error", spdlog::level::err},
     {"off", spdlog::level::off}}};

/// One logger for the life of the program; a second call only moves its level.
spdlog::logger& logger() {
  static const auto only = [] {
    auto made = std::make_shared<spdlog::logger>(
        "takeover", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::info);
    spdlog::set_default_logger(made);
    return made;
  }();
  return *only;
}

}  // namespace

void set_up_log(std::string_view level) {
  for (const auto& [name, value] : levels)
    if (name == level) logger().set_level(value);
}

}  // namespace takeover::app
