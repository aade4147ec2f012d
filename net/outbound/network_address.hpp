/// Which IP addresses belong to the public internet. Owns the table of special-purpose blocks;
/// resolves no name.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace takeover::net::outbound {

using ipv4_address = std::array<std::uint8_t, 4>;   ///< in network order
using ipv6_address = std::array<std::uint8_t, 16>;  ///< in network order

/// False for private, shared (carrier-grade NAT), loopback, link-local (cloud metadata too),
/// documentation, benchmark, multicast and reserved addresses. Source: IANA's special-purpose
/// address registries (RFC 6890 and what amended it).
[[nodiscard]] bool is_public(const ipv4_address& address) noexcept;
/// A mapped or NAT64 address is as public as the IPv4 address in it. Of the others only global
/// unicast (2000::/3) is public, except its special blocks: documentation, 6to4, Teredo and other
/// protocol assignments.
[[nodiscard]] bool is_public(const ipv6_address& address) noexcept;
/// An address as text; false for anything else.
[[nodiscard]] bool is_public(std::string_view address);

}  // namespace takeover::net::outbound
