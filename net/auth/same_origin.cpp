#include "net/auth/same_origin.hpp"

#include <algorithm>

#include "domain/text/text.hpp"

namespace takeover::net::auth {
namespace {

/// Whether a page of `origin` is a page of ours. Without a public address our host name decides,
/// whichever scheme a proxy in front of us speaks.
bool is_ours(std::string_view origin, std::string_view host, std::string_view public_url) {
  const auto normal = normal_origin(origin);
  if (normal.empty()) return false;
  if (!public_url.empty()) return normal == normal_origin(public_url);
  for (const std::string_view scheme : {"http://", "https://"})
    if (normal == normal_origin(std::string{scheme} + std::string{host})) return true;
  return false;
}

}  // namespace

domain::result<void> check_cookie_call(const http::request& in, std::string_view public_url) {
  const auto site = in.get(http::header::sec_fetch_site);
  if (!site.empty() && site != "same-origin" && site != "none")
    return domain::fail(domain::errc::forbidden, "Calls from other sites are not accepted.");
  const auto origin = in.get(http::header::origin);
  if (!origin.empty() && !is_ours(origin, in.get(http::header::host), public_url))
    return domain::fail(domain::errc::forbidden, "Calls from other origins are not accepted.");
  return {};
}

bool is_json_call(const http::request& in) {
  if (in.body().empty()) return true;
  const auto given = in.get(http::header::content_type);
  std::string type{domain::trim(given.substr(0, given.find(';')))};
  domain::make_ascii_lower(type);
  return type == "application/json";
}

widget_origin origin_of(const http::request& in, std::string_view public_url) {
  const auto origin = in.get(http::header::origin);
  if (!origin.empty()) return {std::string{origin}, true};
  if (in.get(http::header::sec_fetch_site) != "same-origin") return {};
  if (!public_url.empty()) return {std::string{public_url}, false};
  const std::string_view scheme =
      in.client_scheme() == http::scheme::https ? "https://" : "http://";
  return {std::string{scheme} + std::string{in.get(http::header::host)}, false};
}

bool admits(std::span<const std::string> allowed, std::string_view origin) {
  const auto normal = normal_origin(origin);
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& entry) {
    return entry == "*" || (!normal.empty() && normal_origin(entry) == normal);
  });
}

}  // namespace takeover::net::auth
