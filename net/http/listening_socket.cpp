#include "net/http/listening_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <charconv>
#include <cstdlib>
#include <utility>

namespace takeover::net::http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int backlog = 4'096;
/// Where the sockets of a service manager begin. Source: sd_listen_fds(3).
constexpr int first_inherited = 3;

/// How many sockets a service manager has left for this process.
int inherited_count() {
  const auto number = [](const char* name) {
    const char* text = std::getenv(name);
    int value = 0;
    if (text == nullptr) return value;
    const auto* end = text + std::char_traits<char>::length(text);
    return std::from_chars(text, end, value).ptr == end ? value : 0;
  };
  return number("LISTEN_PID") == ::getpid() ? number("LISTEN_FDS") : 0;
}

bool is_listening(int descriptor) {
  int answer = 0;
  socklen_t size = sizeof answer;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &answer, &size) == 0 && answer != 0;
}

}  // namespace

domain::result<listening_socket> listening_socket::open(const std::string& host,
                                                        std::uint16_t port) {
  asio::io_context context;
  tcp::acceptor acceptor{context};
  tcp::resolver resolver{context};
  boost::system::error_code ec;
  const auto endpoints = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, ec);
  if (!ec) acceptor.open(endpoints.begin()->endpoint().protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address{true}, ec);
  if (!ec) acceptor.bind(endpoints.begin()->endpoint(), ec);
  if (!ec) acceptor.listen(backlog, ec);
  const auto here = ec ? tcp::endpoint{} : acceptor.local_endpoint(ec);
  const auto descriptor = ec ? -1 : acceptor.release(ec);
  if (!ec) return listening_socket{descriptor, here.protocol().family(), here.port()};
  const auto why = ec == asio::error::address_in_use
                       ? std::string{"the port is already in use by another program"}
                       : ec.message();
  return domain::fail(domain::errc::unavailable,
                      fmt::format("cannot listen on {}:{}: {}", host, port, why));
}

domain::result<std::optional<listening_socket>> listening_socket::inherited() {
  const int count = inherited_count();
  if (count == 0) return std::optional<listening_socket>{};
  sockaddr_storage at{};
  socklen_t size = sizeof at;
  if (count > 1 || !is_listening(first_inherited) ||
      ::getsockname(first_inherited, reinterpret_cast<sockaddr*>(&at), &size) != 0 ||
      (at.ss_family != AF_INET && at.ss_family != AF_INET6))
    return domain::fail(domain::errc::invalid,
                        "the service manager must pass one listening TCP socket (LISTEN_FDS)");
  const auto port = at.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(at).sin_port
                                            : reinterpret_cast<sockaddr_in6&>(at).sin6_port;
  const int own = ::fcntl(first_inherited, F_DUPFD_CLOEXEC, 0);
  if (own < 0) return domain::fail(domain::errc::unavailable, "no more files can be opened");
  (void)::fcntl(first_inherited, F_SETFD, FD_CLOEXEC);
  return std::optional{listening_socket{own, at.ss_family, ntohs(port)}};
}

listening_socket::listening_socket(listening_socket&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      family_(other.family_),
      port_(other.port_) {}

listening_socket::~listening_socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

int listening_socket::duplicate() const noexcept {
  return ::fcntl(descriptor_, F_DUPFD_CLOEXEC, 0);
}

}  // namespace takeover::net::http
