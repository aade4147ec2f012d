/// What proxies say of a client: the lists of X-Forwarded-For and Forwarded, and the header of the
/// PROXY protocol. Input: the three headers in a line each, a list of networks in the fourth, the
/// PROXY header in the rest.
#include "net/http/client/forwarded.hpp"
#include "net/http/client/proxy_protocol.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
using namespace takeover::net::http;

void check_headers(const forwarding_headers& headers, const networks& trusted) {
  const auto proxy = boost::asio::ip::make_address("10.0.0.1");
  const auto local = *networks::parse("10.0.0.0/8");
  const auto client = client_of(proxy, headers, local);
  fuzz::require(normal_address(client.address) == client.address, "an address has one form");
  // What a client sends itself stands in front, and changes nothing once an untrusted hop is there.
  if (!local.contain(client.address) && !headers.x_forwarded_for.empty() &&
      headers.x_forwarded_for.find('"') == std::string_view::npos) {
    const auto longer = "203.0.113.9, " + std::string{headers.x_forwarded_for};
    const auto again = client_of(proxy, {longer, headers.x_forwarded_proto, ""}, local);
    fuzz::require(again.address == client.address, "an invented hop changes nothing");
  }
  const auto stranger = boost::asio::ip::make_address("203.0.113.9");
  if (!trusted.contain(stranger))
    fuzz::require(client_of(stranger, headers, trusted).address == stranger,
                  "nobody else's word counts");
}

void check_proxy_header(std::string_view bytes) {
  const auto whole = read_proxy_header({bytes.data(), bytes.size()});
  fuzz::require(whole.used <= bytes.size(), "a header is not longer than what there is");
  for (std::size_t size = 0; size < bytes.size() && size < 64; ++size) {
    const auto part = read_proxy_header({bytes.data(), size});
    if (part.where == proxy_header::progress::failed)
      fuzz::require(whole.where == proxy_header::progress::failed, "more bytes make nothing right");
    if (part.where == proxy_header::progress::complete)
      fuzz::require(whole.used == part.used && whole.client == part.client,
                    "what follows a header changes nothing");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto rest = fuzz::text_of(data, size);
  forwarding_headers headers;
  headers.x_forwarded_for = fuzz::take_until(rest);
  headers.x_forwarded_proto = fuzz::take_until(rest);
  headers.forwarded = fuzz::take_until(rest);
  const auto trusted = networks::parse(fuzz::take_until(rest));
  check_headers(headers, trusted ? *trusted : networks{});
  check_proxy_header(rest);
  return 0;
}
