#include "net/api/security_log.hpp"

#include <array>

#include "actors/log.hpp"

namespace takeover::net {
namespace {

constexpr std::chrono::seconds pause{1};
constexpr std::string_view plain = "-._~:/@{}*";

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         plain.find(c) != std::string_view::npos;
}

void append_escaped(std::string& to, std::string_view value) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : value) {
    if (is_plain(c)) {
      to += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    to += '%';
    to += digits[byte >> 4U];
    to += digits[byte & 15U];
  }
}

}  // namespace

std::string security_line(std::string_view event, const std::vector<log_field>& fields) {
  std::string line = "event=";
  append_escaped(line, event);
  for (const auto& field : fields) {
    if (field.value.empty()) continue;
    line.append(" ").append(field.name).append("=");
    append_escaped(line, field.value);
  }
  return line;
}

void security_log::tell(std::string_view event, const std::vector<log_field>& fields) {
  log_info(security_line(event, fields));
}

void security_log::tell_of_many(std::string_view event, std::string_view key,
                                const std::vector<log_field>& fields) {
  std::string known{event};
  known.append(" ").append(key);
  if (is_due(known, std::chrono::steady_clock::now())) tell(event, fields);
}

bool security_log::is_due(const std::string& key, steady_time now) {
  const std::lock_guard lock{mutex_};
  if (told_.size() >= max_keys)
    std::erase_if(told_, [now](const auto& entry) { return now - entry.second >= pause; });
  if (told_.size() >= max_keys) return false;  // a flood from everywhere tells itself
  const auto [entry, is_new] = told_.try_emplace(key, now);
  if (!is_new && now - entry->second < pause) return false;
  entry->second = now;
  return true;
}

}  // namespace takeover::net
