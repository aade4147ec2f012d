#include "net/http/listening_socket.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <utility>

namespace takeover::net::http {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr int backlog = 4'096;

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
