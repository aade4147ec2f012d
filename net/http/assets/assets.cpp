#include "net/http/assets/assets.hpp"

#include <algorithm>

#include "domain/text/text.hpp"
#include "net/http/coding/content_coding.hpp"

namespace takeover::net::http {
namespace {

constexpr std::string_view page_policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

using domain::trim;

/// Calls `what` for each part between commas.
template <class F>
void for_each_item(std::string_view list, F what) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    what(trim(list.substr(0, comma)));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
  }
}

bool has_it_already(std::string_view if_none_match, std::string_view tag) {
  bool yes = false;
  for_each_item(if_none_match, [&](std::string_view item) {
    if (item.starts_with("W/")) item.remove_prefix(2);
    yes = yes || item == tag || item == "*";
  });
  return yes;
}

/// A strong tag names the bytes, so each encoding has its own: `"abc-br"`.
std::string tag_of(const embedded_asset& file, std::string_view encoding) {
  std::string tag{file.etag};
  if (!encoding.empty()) tag.insert(tag.size() - 1, "-" + std::string{encoding});
  return tag;
}

}  // namespace

const embedded_asset* find_asset(std::string_view path) {
  const auto all = embedded_assets();
  const auto file = std::ranges::lower_bound(all, path, {}, &embedded_asset::path);
  return file != all.end() && file->path == path ? &*file : nullptr;
}

std::string_view best_encoding(std::string_view accepted, const embedded_asset& file) {
  if (!file.brotli.empty() && accepts_coding(accepted, "br")) return "br";
  if (!file.gzip.empty() && accepts_coding(accepted, "gzip")) return "gzip";
  return {};
}

response serve(const embedded_asset& file, const request& in, std::string_view how_long) {
  const auto encoding = best_encoding(in.get(header::accept_encoding), file);
  response answer;
  answer.cache_control = how_long;
  auto tag = tag_of(file, encoding);
  const bool known = has_it_already(in.get(header::if_none_match), tag);
  answer.headers.emplace_back("ETag", std::move(tag));
  answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (known) {
    answer.status = 304;
    return answer;
  }
  answer.content_type = file.content_type;
  answer.fixed_body = encoding == "br"     ? file.brotli
                      : encoding == "gzip" ? file.gzip
                                           : file.identity;
  if (!encoding.empty()) answer.headers.emplace_back("Content-Encoding", encoding);
  return answer;
}

void protect_page(response& page) {
  page.headers.emplace_back("Content-Security-Policy", page_policy);
  page.headers.emplace_back("X-Frame-Options", "DENY");
  page.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  page.headers.emplace_back("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

}  // namespace takeover::net::http
