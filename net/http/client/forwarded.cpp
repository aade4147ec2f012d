#include "net/http/client/forwarded.hpp"

#include <algorithm>
#include <vector>

#include "domain/text/text.hpp"

namespace takeover::net::http {

namespace ip = boost::asio::ip;

namespace {

/// More hops than these are nobody's; the nearest ones count.
constexpr std::size_t most_hops = 64;

/// Takes the last element off a comma-separated list. Commas within quotes separate nothing; a
/// quote that never ends makes the rest of the list one element.
std::string_view take_last(std::string_view& list) {
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (quoted && list[i] == '\\')
      ++i;
    else if (list[i] == '"')
      quoted = !quoted;
    else if (list[i] == ',' && !quoted)
      begin = i + 1;
  }
  const auto last = list.substr(begin);
  list = begin == 0 ? std::string_view{} : list.substr(0, begin - 1);
  return domain::trim(last);
}

std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::string{text};
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] == '\\' && i + 2 < text.size()) ++i;
    plain += text[i];
  }
  return plain;
}

/// The value of a parameter of one element of `Forwarded`; empty if it is absent.
std::string parameter_of(std::string_view element, std::string_view wanted) {
  while (!element.empty()) {
    std::size_t end = 0;
    for (bool quoted = false; end < element.size() && (quoted || element[end] != ';'); ++end) {
      if (quoted && element[end] == '\\' && end + 1 < element.size())
        ++end;
      else if (element[end] == '"')
        quoted = !quoted;
    }
    const auto pair = domain::trim(element.substr(0, end));
    element = end < element.size() ? element.substr(end + 1) : std::string_view{};
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    std::string name{domain::trim(pair.substr(0, equals))};
    domain::make_ascii_lower(name);
    if (name == wanted) return unquoted(domain::trim(pair.substr(equals + 1)));
  }
  return {};
}

scheme scheme_of(std::string text) {
  domain::make_ascii_lower(text);
  if (text == "https" || text == "wss") return scheme::https;
  if (text == "http" || text == "ws") return scheme::http;
  return scheme::unknown;
}

/// Walks from the peer towards the client. `next` gives the hop before the last one, or nullopt
/// where the list breaks off.
template <class Next>
ip::address walk(ip::address nearest, const networks& trusted, Next next) {
  for (std::size_t hop = 0; hop < most_hops && trusted.contain(nearest); ++hop) {
    const auto before = next();
    if (!before) break;
    nearest = *before;
  }
  return nearest;
}

}  // namespace

forwarded_client client_of(const ip::address& peer, const forwarding_headers& headers,
                           const networks& trusted) {
  forwarded_client client{peer};
  if (!headers.x_forwarded_for.empty()) {
    auto rest = headers.x_forwarded_for;
    client.address = walk(peer, trusted, [&]() -> std::optional<ip::address> {
      return rest.empty() ? std::nullopt : parse_node(take_last(rest));
    });
  } else if (!headers.forwarded.empty()) {
    auto rest = headers.forwarded;
    client.address = walk(peer, trusted, [&]() -> std::optional<ip::address> {
      if (rest.empty()) return std::nullopt;
      const auto element = take_last(rest);
      const auto how = scheme_of(parameter_of(element, "proto"));
      if (how != scheme::unknown) client.how = how;
      return parse_node(parameter_of(element, "for"));
    });
  }
  auto schemes = headers.x_forwarded_proto;
  if (!schemes.empty()) client.how = scheme_of(std::string{take_last(schemes)});
  return client;
}

}  // namespace takeover::net::http
