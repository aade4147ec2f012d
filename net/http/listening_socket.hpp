/// A bound address that takes connections, whoever accepts them. Owns the descriptor.
#pragma once

#include <cstdint>
#include <string>

#include "domain/errors.hpp"

namespace takeover::net::http {

/// Several servers can accept from one, one after the other: who connects between two of them waits
/// until the next one starts.
class listening_socket {
 public:
  /// Binds and listens. `port` 0: any free one. Error: unavailable, saying which address and why
  /// (port in use …).
  static domain::result<listening_socket> open(const std::string& host, std::uint16_t port);
  ~listening_socket();
  listening_socket(listening_socket&& other) noexcept;
  listening_socket& operator=(listening_socket&&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// AF_INET or AF_INET6.
  [[nodiscard]] int family() const noexcept { return family_; }
  /// Another descriptor of it, for who accepts; the caller's to close. -1: the system has none
  /// left.
  [[nodiscard]] int duplicate() const noexcept;

 private:
  listening_socket(int descriptor, int family, std::uint16_t port) noexcept
      : descriptor_(descriptor), family_(family), port_(port) {}

  int descriptor_;
  int family_;
  std::uint16_t port_;
};

}  // namespace takeover::net::http
