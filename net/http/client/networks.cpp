#include "net/http/client/networks.hpp"

#include <algorithm>
#include <charconv>

#include "domain/text/text.hpp"

namespace takeover::net::http {

namespace ip = boost::asio::ip;

namespace {

constexpr unsigned all_bits = 128;
constexpr unsigned mapped_bits = 96;  // before the IPv4 address within a mapped one

ip::address_v6::bytes_type mapped_bytes(const ip::address& address) {
  if (address.is_v4()) return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
  return address.to_v6().to_bytes();
}

std::optional<unsigned> parse_number(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failed] = std::from_chars(text.data(), end, value);
  if (text.empty() || failed != std::errc{} || stop != end || value > most) return std::nullopt;
  return value;
}

bool is_port(std::string_view text) { return parse_number(text, 65'535).has_value(); }

bool share_prefix(const ip::address_v6::bytes_type& a, const ip::address_v6::bytes_type& b,
                  unsigned bits) noexcept {
  const auto whole = bits / 8;
  if (!std::equal(a.begin(), a.begin() + whole, b.begin())) return false;
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<unsigned>(0xFF00U >> (bits % 8)) & 0xFFU;
  return ((a[whole] ^ b[whole]) & mask) == 0;
}

}  // namespace

ip::address normal_address(const ip::address& any) {
  if (any.is_v6() && any.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, any.to_v6());
  return any;
}

std::optional<ip::address> parse_address(std::string_view text) {
  if (text.find_first_of("%\0", 0, 2) != std::string_view::npos) return std::nullopt;
  boost::system::error_code ec;
  const auto parsed = ip::make_address(std::string{text}, ec);
  if (ec) return std::nullopt;
  return normal_address(parsed);
}

std::optional<ip::address> parse_node(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto behind = text.substr(end + 1);
    if (!behind.empty() && (behind.front() != ':' || !is_port(behind.substr(1))))
      return std::nullopt;
    const auto inside = text.substr(1, end - 1);
    return inside.find(':') == std::string_view::npos ? std::nullopt : parse_address(inside);
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos)
    return parse_address(text);
  return is_port(text.substr(colon + 1)) ? parse_address(text.substr(0, colon)) : std::nullopt;
}

domain::result<networks> networks::parse(std::string_view list) {
  networks parsed;
  while (!list.empty()) {
    const auto end = list.find_first_of(", \t");
    const auto part = list.substr(0, end);
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    if (part.empty()) continue;
    const auto slash = part.find('/');
    const auto address = parse_address(part.substr(0, slash));
    // A mapped network would be read as one of IPv6 and mean another.
    const bool is_v4 = address && address->is_v4() && part.find(':') == std::string_view::npos;
    const auto widest = is_v4 ? all_bits - mapped_bits : all_bits;
    const auto bits = slash == std::string_view::npos
                          ? std::optional{widest}
                          : parse_number(part.substr(slash + 1), widest);
    if (!address || !bits)
      return domain::fail(domain::errc::invalid,
                          "\"" + std::string{part} +
                              "\" is not an address or a network like 10.0.0.0/8 or fd00::/8");
    parsed.all_.push_back({mapped_bytes(*address), is_v4 ? mapped_bits + *bits : *bits});
  }
  return parsed;
}

bool networks::contain(const ip::address& address) const noexcept {
  const auto bytes = mapped_bytes(address);
  return std::any_of(all_.begin(), all_.end(), [&](const network& each) {
    return share_prefix(each.bytes, bytes, each.prefix);
  });
}

}  // namespace takeover::net::http
