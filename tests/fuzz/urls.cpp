/// URLs and addresses that people or browsers write: webhooks, origins, `HOST:PORT`.
#include "app/listen_address.hpp"
#include "domain/agents/agent_profile.hpp"
#include "net/auth/same_origin.hpp"
#include "net/outbound/webhook/webhook_url.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;
using net::outbound::private_addresses;

void check_webhook(const std::string& text) {
  const auto url = net::outbound::check_webhook_url(text, private_addresses::allowed);
  const bool anywhere = url.has_value();
  const bool outside =
      net::outbound::check_webhook_url(text, private_addresses::refused).has_value();
  fuzz::require(anywhere || !outside, "what may go outside may go anywhere");
  if (!anywhere) return;
  auto lower = *url;
  domain::make_ascii_lower(lower);
  fuzz::require(lower.starts_with("http://") || lower.starts_with("https://"),
                "the scheme is HTTP");
  fuzz::require(!fuzz::has_control(*url), "a url has no control characters");
  const auto authority = lower.substr(0, lower.find_first_of("/?", lower.find("//") + 2));
  fuzz::require(
      lower.find_first_of(" \\#") == std::string::npos && authority.find('@') == std::string::npos,
      "a url names no user and no fragment");
  if (!outside) return;
  for (const std::string_view host : {"localhost", "127.", "10.", "192.168.", "169.254.", "[::1]"})
    fuzz::require(!authority.substr(lower.find("//") + 2).starts_with(host) ||
                      // A name may begin like an address: 10.example.com
                      authority.find_first_of("ghijklmnopqrstuvwyz_-%~!$&'()*+,;=",
                                              lower.find("//") + 2) != std::string::npos ||
                      host != "[::1]",
                  "the own machine is not outside");
}

void check_origin(const std::string& text) {
  const auto normal = domain::normal_origin(text);
  if (normal.empty()) return;
  fuzz::require(
      !fuzz::has_control(normal) && normal.find_first_of(" /?#@,*\\", 8) == std::string::npos,
      "an origin is scheme and host");
  fuzz::require(domain::normal_origin(normal) == normal, "a normal origin stays as it is");
  const std::string allowed[] = {text};
  fuzz::require(net::auth::admits(allowed, normal), "an origin admits itself");
}

void check_endpoint(const std::string& text) {
  const auto read = app::parse_endpoint(text);
  if (!read) return;
  fuzz::require(!read->host.empty(), "an address has a host");
  const auto again = app::with_port(text, read->port);
  fuzz::require(app::parse_endpoint(again)->host == read->host, "the host stays with another port");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{fuzz::text_of(data, size)};
  check_webhook(text);
  check_origin(text);
  check_endpoint(text);
  return 0;
}
