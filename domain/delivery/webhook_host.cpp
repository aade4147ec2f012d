#include "domain/delivery/webhook_host.hpp"

#include <algorithm>

#include "domain/text/text.hpp"

namespace takeover::domain {

std::string host_and_port(std::string_view url) {
  std::string text{url};
  make_ascii_lower(text);
  const bool secure = text.starts_with("https:");
  const auto scheme_end = text.find("://");
  if (scheme_end != std::string::npos) text.erase(0, scheme_end + 3);
  text.resize(std::min(text.find_first_of("/?#"), text.size()));
  auto colon = text.rfind(':');
  const auto bracket = text.rfind(']');
  if (colon != std::string::npos && bracket != std::string::npos && colon < bracket)
    colon = std::string::npos;  // it is part of an IPv6 address
  std::string port = colon == std::string::npos ? std::string{} : text.substr(colon + 1);
  if (colon != std::string::npos) text.resize(colon);
  while (text.ends_with('.')) text.pop_back();
  if (port.empty()) port = secure ? "443" : "80";
  return text + ':' + port;
}

}  // namespace takeover::domain
