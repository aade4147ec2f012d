#include "net/outbound/network_address.hpp"

#include <boost/asio/ip/address.hpp>
#include <string>

#include <algorithm>
#include <span>

namespace takeover::net::outbound {
namespace {

/// The first `bits` of `of` are those of `prefix`.
bool starts_with(std::span<const std::uint8_t> of, std::span<const std::uint8_t> prefix,
                 unsigned bits) noexcept {
  for (std::size_t at = 0; at < prefix.size() && bits > 0; ++at) {
    const unsigned taken = std::min(bits, 8U);
    const auto mask = static_cast<std::uint8_t>(0xFFU << (8U - taken));
    if ((of[at] & mask) != (prefix[at] & mask)) return false;
    bits -= taken;
  }
  return true;
}

struct block4 {
  ipv4_address prefix;
  unsigned bits;
};
constexpr block4 not_public4[] = {
    {{0, 0, 0, 0}, 8},        // this network
    {{10, 0, 0, 0}, 8},       // private
    {{100, 64, 0, 0}, 10},    // shared, carrier-grade NAT
    {{127, 0, 0, 0}, 8},      // loopback
    {{169, 254, 0, 0}, 16},   // link-local; clouds keep their metadata here
    {{172, 16, 0, 0}, 12},    // private
    {{192, 0, 0, 0}, 24},     // protocol assignments
    {{192, 0, 2, 0}, 24},     // documentation
    {{192, 88, 99, 0}, 24},   // 6to4 relays, given up
    {{192, 168, 0, 0}, 16},   // private
    {{198, 18, 0, 0}, 15},    // benchmarks
    {{198, 51, 100, 0}, 24},  // documentation
    {{203, 0, 113, 0}, 24},   // documentation
    {{224, 0, 0, 0}, 4},      // multicast
    {{240, 0, 0, 0}, 4},      // reserved, broadcast
};

struct block6 {
  ipv6_address prefix;
  unsigned bits;
};
// Within 2000::/3.
constexpr block6 not_public6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},              // protocol assignments: Teredo, ORCHID, benchmarks
    {{0x20, 0x01, 0x0d, 0xb8}, 32},              // documentation
    {{0x20, 0x02}, 16},                          // 6to4, which may lead to any IPv4 address
    {{0x3f, 0xff, 0x00, 0x00}, 20},              // documentation
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48},  // AS112 sinks
};
constexpr block6 global_unicast{{0x20}, 3};
constexpr block6 nat64{{0x00, 0x64, 0xff, 0x9b}, 96};
// ::ffff:0:0/96 mapped, ::ffff:0:0:0/96 translated.
constexpr block6 mapped{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};

ipv4_address last_four(const ipv6_address& of) noexcept { return {of[12], of[13], of[14], of[15]}; }

}  // namespace

bool is_public(const ipv4_address& address) noexcept {
  return std::none_of(std::begin(not_public4), std::end(not_public4), [&](const block4& block) {
    return starts_with(address, block.prefix, block.bits);
  });
}

bool is_public(const ipv6_address& address) noexcept {
  const auto within = [&](const block6& block) {
    return starts_with(address, block.prefix, block.bits);
  };
  if (within(mapped) || within(nat64)) return is_public(last_four(address));
  return within(global_unicast) &&
         std::none_of(std::begin(not_public6), std::end(not_public6), within);
}

bool is_public(std::string_view address) {
  boost::system::error_code ec;
  const auto parsed = boost::asio::ip::make_address(std::string{address}, ec);
  if (ec) return false;
  return parsed.is_v4() ? is_public(parsed.to_v4().to_bytes())
                        : is_public(parsed.to_v6().to_bytes());
}

}  // namespace takeover::net::outbound
