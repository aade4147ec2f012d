/// The demo's mail server: keeps the newest mails in memory, where they can be read, and sends
/// none. Owns the list; reads no message.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/outbound/mail/mail_transport.hpp"

namespace takeover::net::outbound {

class mail_catcher final : public mail_transport {
 public:
  static constexpr std::size_t most_kept = 200;

  /// `run`: differs from start to start.
  explicit mail_catcher(std::string run) : run_(std::move(run)) {}

  /// Keeps it, in the place of the oldest once the list is full.
  [[nodiscard]] domain::result<domain::attempt> send(const mail_envelope& envelope,
                                                     std::string_view message,
                                                     const call_limits& limits,
                                                     const std::atomic<bool>& stopping) override;

  struct caught {
    /// Differs for every state of the list, also after a restart: fit for an ETag.
    std::string version;
    std::vector<std::string> messages;  ///< whole messages (RFC 5322), newest first
  };
  [[nodiscard]] caught all() const;
  /// As in `all`.
  [[nodiscard]] std::string version() const;

 private:
  [[nodiscard]] std::string version_of(std::size_t count) const;

  const std::string run_;
  mutable std::mutex lock_;
  std::deque<std::string> messages_;  ///< newest first
  std::size_t count_ = 0;             ///< of all that came
};

}  // namespace takeover::net::outbound
