#include "net/outbound/webhook/webhook_url.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <boost/url/parse.hpp>
#include <charconv>
#include <cstring>

#include "domain/text/host_name.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "net/outbound/network_address.hpp"

namespace takeover::net::outbound {
namespace {

constexpr std::size_t max_url_bytes = 2'048;

/// Names of private networks and of the clouds' metadata services. Sources: RFC 6761, RFC 6762
/// (appendix G too), RFC 8375, and ICANN's reservation of `.internal`.
constexpr std::string_view private_domains[] = {".localhost", ".local",    ".internal",
                                                ".home.arpa", ".lan",      ".localdomain",
                                                ".corp",      ".intranet", ".home"};

domain::error refuse(std::string why) {
  auto wrong = domain::fail(domain::errc::invalid, "The webhook URL is invalid.");
  wrong.fields["url"] = std::move(why);
  return wrong;
}

template <class Address>
Address bytes_of(const void* from) noexcept {
  Address bytes{};
  std::memcpy(bytes.data(), from, bytes.size());
  return bytes;
}

bool is_port(std::string_view text) noexcept {
  std::uint16_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() && number != 0;
}

/// Also for spellings of an address that only the resolver understands: `127.1`, `0x7f000001`,
/// `2130706433`.
bool is_private_host(const boost::urls::url_view& url) {
  std::string host = url.host_name();
  if (url.host_type() == boost::urls::host_type::ipv6)
    return !is_public(url.host_ipv6_address().to_bytes());
  if (url.host_type() == boost::urls::host_type::ipv4)
    return !is_public(url.host_ipv4_address().to_bytes());
  if (url.host_type() != boost::urls::host_type::name) return true;  // a future kind of address
  while (host.ends_with('.')) host.pop_back();
  in_addr odd{};
  if (inet_aton(host.c_str(), &odd) != 0) return !is_public(bytes_of<ipv4_address>(&odd));
  domain::make_ascii_lower(host);
  // `ip6-localhost` and the like, as /etc/hosts has them. Other names without a dot may be public
  // here and private there: what they lead to shows when they are called.
  if (host.empty() || host == "localhost" || host.starts_with("ip6-")) return true;
  return std::any_of(std::begin(private_domains), std::end(private_domains),
                     [&](std::string_view suffix) { return host.ends_with(suffix); });
}

/// A host name as DNS has them: no control characters, no NUL, nothing encoded.
bool is_host_name(std::string_view host) {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

/// With the host that DNS knows, and the rest percent-encoded where it is beyond ASCII, as browsers
/// do with what is typed.
std::string in_ascii(const std::string& url) {
  const auto scheme_end = url.find("://");
  if (scheme_end == std::string::npos) return url;
  const auto begin = scheme_end + 3;
  const auto end = std::min(url.find_first_of(":/?#@[", begin), url.size());
  const auto host = domain::ascii_host(std::string_view{url}.substr(begin, end - begin));
  return url.substr(0, begin) + (host ? *host : url.substr(begin, end - begin)) +
         domain::percent_encoded(std::string_view{url}.substr(end));
}

}  // namespace

domain::result<std::string> check_webhook_url(std::string_view given, private_addresses policy) {
  auto text = in_ascii(domain::trimmed(given));
  if (text.size() > max_url_bytes) return refuse("must be at most 2,048 bytes long");
  const auto url = boost::urls::parse_uri(boost::core::string_view{text.data(), text.size()});
  if (!url || url->host().empty() ||
      (url->scheme_id() != boost::urls::scheme::http &&
       url->scheme_id() != boost::urls::scheme::https))
    return refuse("must be an http or https URL, e.g. \"https://crm.example.com/hooks/leads\"");
  if (url->host_type() == boost::urls::host_type::name && !is_host_name(url->host_name()))
    return refuse("has a host name with characters that no host name has");
  // Boost.URL takes what follows an address for a path: the host of http://1.1.1.1.x/ is a name.
  const auto path = url->encoded_path();
  if (!path.empty() && !path.starts_with('/')) return refuse("has an invalid host");
  if (url->has_userinfo()) return refuse("must not contain a user name or password");
  if (url->has_fragment()) return refuse("must not contain a fragment (#)");
  if (url->has_port() && !is_port(url->port())) return refuse("has an invalid port");
  if (policy == private_addresses::refused && is_private_host(*url))
    return refuse("points to a private address, which the server's settings do not allow");
  return text;
}

bool is_public(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET)
    return is_public(
        bytes_of<ipv4_address>(&reinterpret_cast<const sockaddr_in&>(address).sin_addr));
  if (address.sa_family == AF_INET6)
    return is_public(
        bytes_of<ipv6_address>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr));
  return false;
}

}  // namespace takeover::net::outbound
