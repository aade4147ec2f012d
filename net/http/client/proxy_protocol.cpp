#include "net/http/client/proxy_protocol.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "net/http/client/networks.hpp"

namespace takeover::net::http {

namespace ip = boost::asio::ip;

namespace {

constexpr std::array<unsigned char, 12> signature{0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D,
                                                  0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
constexpr std::size_t fixed_part = 16;
constexpr unsigned version_2 = 0x2, local_command = 0x0, proxy_command = 0x1;
constexpr unsigned family_ipv4 = 0x1, family_ipv6 = 0x2;
/// Two addresses and two ports.
constexpr std::size_t ipv4_block = 12, ipv6_block = 36;

template <class Address>
Address address_at(const unsigned char* at) {
  typename Address::bytes_type bytes{};
  std::copy_n(at, bytes.size(), bytes.begin());
  return Address{bytes};
}

}  // namespace

proxy_header read_proxy_header(std::span<const char> bytes) {
  using progress = proxy_header::progress;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto known = std::min(bytes.size(), signature.size());
  if (!std::equal(data, data + known, signature.begin())) return {progress::failed};
  if (bytes.size() < fixed_part) return {};
  const unsigned version = data[12] >> 4U, command = data[12] & 0xFU;
  const std::size_t length = static_cast<std::size_t>(data[14]) << 8U | data[15];
  if (version != version_2 || command > proxy_command || fixed_part + length > max_proxy_header)
    return {progress::failed};
  if (bytes.size() < fixed_part + length) return {};
  proxy_header read{progress::complete, fixed_part + length};
  if (command == local_command) return read;
  const unsigned family = data[13] >> 4U;
  if (family == family_ipv4) {
    if (length < ipv4_block) return {progress::failed};
    read.client = ip::address{address_at<ip::address_v4>(data + fixed_part)};
  } else if (family == family_ipv6) {
    if (length < ipv6_block) return {progress::failed};
    read.client = normal_address(ip::address{address_at<ip::address_v6>(data + fixed_part)});
  }
  return read;
}

}  // namespace takeover::net::http
