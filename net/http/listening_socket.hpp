/// A bound, listening socket, independent of which server accepts from it. Owns the descriptor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/errors.hpp"

namespace takeover::net::http {

/// Several servers can accept from it, one after the other: a client that connects between two of
/// them waits in the backlog.
class listening_socket {
 public:
  /// Binds and listens. `port` 0: any free one. Error: unavailable, naming the address and the
  /// cause.
  static domain::result<listening_socket> open(const std::string& host, std::uint16_t port);
  /// The socket that a service manager holds for this process, so that clients wait in its backlog
  /// while the server restarts. nullopt: there is none. Errors: invalid (it is no listening TCP
  /// socket, or there are several). Source: sd_listen_fds(3).
  static domain::result<std::optional<listening_socket>> inherited();
  ~listening_socket();
  listening_socket(listening_socket&& other) noexcept;
  listening_socket& operator=(listening_socket&&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// AF_INET or AF_INET6.
  [[nodiscard]] int family() const noexcept { return family_; }
  /// Another descriptor of it, which the caller closes; -1 if the system has none left.
  [[nodiscard]] int duplicate() const noexcept;

 private:
  listening_socket(int descriptor, int family, std::uint16_t port) noexcept
      : descriptor_(descriptor), family_(family), port_(port) {}

  int descriptor_;
  int family_;
  std::uint16_t port_;
};

}  // namespace takeover::net::http
