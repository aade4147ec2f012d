#include "net/api/request_context.hpp"

#include <charconv>

namespace takeover::net {
namespace {

constexpr int default_limit = 50;
constexpr int max_limit = 200;

}  // namespace

domain::result<int> request_context::limit() const {
  TRY(given, number("limit"));
  if (!given) return default_limit;
  if (*given < 1)
    return domain::fail(domain::errc::malformed, "The parameter 'limit' must be from 1 to 200.");
  return static_cast<int>(std::min<std::int64_t>(*given, max_limit));
}

domain::result<std::optional<std::int64_t>> request_context::number(std::string_view name) const {
  TRY(text, in.parameter(name));
  if (!text) return std::optional<std::int64_t>{};
  std::int64_t value = 0;
  const auto* end = text->data() + text->size();
  const auto [stop, failed] = std::from_chars(text->data(), end, value);
  if (failed != std::errc{} || stop != end || value < 0)
    return domain::fail(domain::errc::malformed,
                        "The parameter '" + std::string{name} + "' must be a whole number.");
  return std::optional{value};
}

domain::result<std::string> request_context::text(std::string_view name) const {
  TRY(value, in.parameter(name));
  return std::move(value).value_or(std::string{});
}

}  // namespace takeover::net
