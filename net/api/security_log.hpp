/// Log lines of what matters to whoever guards the server: sign-ins and refusals, as `key=value`.
/// Owns their form and how often one repeats. Ids and addresses only, never an email address.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace takeover::net {

struct log_field {
  std::string_view name;
  std::string value;  ///< empty: left out
};

/// `event=limit_hit address=203.0.113.9`: the form that docs/operations.md promises. In a value
/// everything but letters, digits and `-._~:/@{}*` is written as `%` and two hexadecimal digits, so
/// that no value can end its line or begin another field.
[[nodiscard]] std::string security_line(std::string_view event,
                                        const std::vector<log_field>& fields);

/// Thread-safe.
class security_log {
 public:
  using steady_time = std::chrono::steady_clock::time_point;

  /// One line, each time.
  void tell(std::string_view event, const std::vector<log_field>& fields);
  /// At most one line a second for the event and this key.
  void tell_of_many(std::string_view event, std::string_view key,
                    const std::vector<log_field>& fields);
  /// Whether a line for this key is due now; if so, the next is due in a second.
  [[nodiscard]] bool is_due(const std::string& key, steady_time now);

 private:
  static constexpr std::size_t max_keys = 4'096;

  std::mutex mutex_;
  std::unordered_map<std::string, steady_time> told_;
};

}  // namespace takeover::net
