#include "app/setting_values.hpp"

#include <fmt/format.h>

#include <cmath>

#include "domain/text/text.hpp"
#include "domain/time.hpp"

namespace takeover::app {

problem assign(std::string& to, const raw& value, const text& allowed) {
  const auto* given = std::get_if<std::string>(&value);
  if (given == nullptr) return "must be text in quotes";
  if (allowed.check != nullptr) {
    if (auto wrong = allowed.check(*given)) return wrong;
  }
  to = *given;
  return std::nullopt;
}

problem assign(int& to, const raw& value, const whole& allowed) {
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr || *number < allowed.least || *number > allowed.most)
    return fmt::format("must be a whole number from {} to {}", allowed.least, allowed.most);
  to = static_cast<int>(*number);
  return std::nullopt;
}

problem assign(double& to, const raw& value, const real& allowed) {
  std::optional<double> number;
  if (const auto* given = std::get_if<double>(&value)) number = *given;
  if (const auto* given = std::get_if<std::int64_t>(&value)) number = static_cast<double>(*given);
  if (!number || !std::isfinite(*number) || *number < allowed.least || *number > allowed.most)
    return fmt::format("must be a number from {} to {}", allowed.least, allowed.most);
  to = *number;
  return std::nullopt;
}

problem assign(bool& to, const raw& value, const flag&) {
  const auto* given = std::get_if<bool>(&value);
  if (given == nullptr) return "must be true or false";
  to = *given;
  return std::nullopt;
}

problem assign(std::chrono::milliseconds& to, const raw& value, const duration& allowed) {
  const auto* given = std::get_if<std::string>(&value);
  const auto parsed = given != nullptr ? domain::parse_duration(*given) : std::nullopt;
  if (!parsed) return "must be a duration like \"500ms\", \"90s\", \"2m\" or \"24h\"";
  if (*parsed < allowed.least) return fmt::format("must be at least {} ms", allowed.least.count());
  to = *parsed;
  return std::nullopt;
}

problem assign(std::vector<std::string>& to, const raw& value, const list& allowed) {
  std::vector<std::string> parts;
  if (const auto* given = std::get_if<std::vector<std::string>>(&value)) parts = *given;
  if (const auto* joined = std::get_if<std::string>(&value)) {
    std::string_view rest{*joined};  // as it is, or written as TOML has it
    if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
    while (!rest.empty()) {
      const auto end = rest.find(',');
      auto part = domain::trim(rest.substr(0, end));
      if (part.size() > 1 && part.front() == '"' && part.back() == '"')
        part = part.substr(1, part.size() - 2);
      if (!part.empty()) parts.emplace_back(part);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
  } else if (!std::holds_alternative<std::vector<std::string>>(value)) {
    return "must be a list of texts, like [\"127.0.0.1\"]";
  }
  for (const auto& part : parts)
    if (auto wrong = allowed.check(part)) return wrong;
  to = std::move(parts);
  return std::nullopt;
}

std::string toml_text(const std::vector<std::string>& value) {
  std::string text;
  for (const auto& part : value) text += (text.empty() ? "\"" : ", \"") + part + '"';
  return "[" + text + "]";
}
std::string toml_text(const std::string& value) { return fmt::format("\"{}\"", value); }
std::string toml_text(int value) { return std::to_string(value); }
std::string toml_text(double value) { return fmt::format("{}", value); }
std::string toml_text(bool value) { return value ? "true" : "false"; }
/// In the largest unit that it is a whole number of.
std::string toml_text(std::chrono::milliseconds value) {
  const auto count = value.count();
  if (count % 3'600'000 == 0) return fmt::format("\"{}h\"", count / 3'600'000);
  if (count % 60'000 == 0) return fmt::format("\"{}m\"", count / 60'000);
  if (count % 1'000 == 0) return fmt::format("\"{}s\"", count / 1'000);
  return fmt::format("\"{}ms\"", count);
}

}  // namespace takeover::app
