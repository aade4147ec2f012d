/// The kinds of values that settings have: reading one from the settings file or the environment,
/// and writing it as the file has it. Knows no setting.
#pragma once

#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace takeover::app {

/// A value before it is checked: the environment has text alone, TOML has types.
using raw = std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;

/// What is wrong with a value, as the end of a sentence that begins with its name; nullopt if
/// nothing is.
using problem = std::optional<std::string>;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What a setting may be. For each kind: `assign` checks a value and puts it into the settings,
// `toml_text` writes one as the settings file has it.

struct text {
  problem (*check)(const std::string&) = nullptr;
};
struct whole {
  int least;
  int most;
};
struct real {
  double least;
  double most;
};
struct flag {};
struct duration {
  std::chrono::milliseconds least;
};
/// Texts; in the environment separated by commas.
struct list {
  problem (*check)(const std::string&);
};

[[nodiscard]] problem assign(std::string& to, const raw& value, const text& allowed);
[[nodiscard]] problem assign(int& to, const raw& value, const whole& allowed);
[[nodiscard]] problem assign(double& to, const raw& value, const real& allowed);
[[nodiscard]] problem assign(bool& to, const raw& value, const flag&);
[[nodiscard]] problem assign(std::chrono::milliseconds& to, const raw& value,
                             const duration& allowed);
[[nodiscard]] problem assign(std::vector<std::string>& to, const raw& value, const list& allowed);
[[nodiscard]] std::string toml_text(const std::vector<std::string>& value);
[[nodiscard]] std::string toml_text(const std::string& value);
[[nodiscard]] std::string toml_text(int value);
[[nodiscard]] std::string toml_text(double value);
[[nodiscard]] std::string toml_text(bool value);
[[nodiscard]] std::string toml_text(std::chrono::milliseconds value);

}  // namespace takeover::app
