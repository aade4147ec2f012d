/// IP addresses and networks: reading them as people and proxies write them. Owns the normal form
/// of an address; opens no socket.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::net::http {

/// An address in one form: IPv4-mapped IPv6 addresses are the IPv4 addresses that they stand for.
[[nodiscard]] boost::asio::ip::address normal_address(const boost::asio::ip::address& any);
/// `192.0.2.1` or `2001:db8::1`, without port, brackets or zone.
[[nodiscard]] std::optional<boost::asio::ip::address> parse_address(std::string_view text);
/// The same with what may stand around it in a header: `[2001:db8::1]`, and a port behind either.
/// Source: RFC 7239, section 6.
[[nodiscard]] std::optional<boost::asio::ip::address> parse_node(std::string_view text);

/// A list of networks, in CIDR notation or as single addresses.
class networks {
 public:
  networks() = default;
  /// `10.0.0.0/8, ::1`: parts of a list, separated by commas or spaces. Error: invalid, naming the
  /// part that is no network.
  [[nodiscard]] static domain::result<networks> parse(std::string_view list);

  [[nodiscard]] bool contain(const boost::asio::ip::address& address) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return all_.empty(); }

 private:
  struct network {
    boost::asio::ip::address_v6::bytes_type bytes;  ///< IPv4 in its mapped form
    unsigned prefix;                                ///< leading bits that count, of 128
  };
  std::vector<network> all_;
};

}  // namespace takeover::net::http
