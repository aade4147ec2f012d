#include "net/http/request.hpp"

#include <algorithm>

#include "domain/conversations/timeline.hpp"
#include "domain/text/text.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::net::http {
namespace {

/// Body capacity that a connection keeps between requests.
constexpr std::size_t max_kept_capacity = 16'384;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Characters that nobody needs to encode: a path that does hides from a proxy's rules what it
/// names. Source: RFC 3986, section 2.3.
bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

bool encodes_unreserved(std::string_view path) noexcept {
  for (auto at = path.find('%'); at != std::string_view::npos; at = path.find('%', at + 1)) {
    if (at + 2 >= path.size()) return false;
    const int high = hex_digit(path[at + 1]);
    const int low = hex_digit(path[at + 2]);
    if (high >= 0 && low >= 0 && is_unreserved(static_cast<char>(high * 16 + low))) return true;
  }
  return false;
}

enum class plus { literal, space };

/// Decodes percent-encoding. False for a broken escape or a NUL.
bool decode(std::string_view text, plus meaning, std::string& to) {
  to.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return false;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && meaning == plus::space) {
      c = ' ';
    }
    if (c == '\0') return false;
    to += c;
  }
  return true;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return domain::ascii_lower(x) == domain::ascii_lower(y);
  });
}

}  // namespace

std::string_view name_of(method verb) noexcept {
  switch (verb) {
    case method::get: return "GET";
    case method::head: return "HEAD";
    case method::post: return "POST";
    case method::put: return "PUT";
    case method::patch: return "PATCH";
    case method::del: return "DELETE";
    case method::options: return "OPTIONS";
    case method::other: break;
  }
  return "?";
}

std::string_view request::cookie(std::string_view name) const noexcept {
  auto rest = get(header::cookie);
  while (!rest.empty()) {
    const auto end = rest.find(';');
    auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    while (!pair.empty() && (pair.front() == ' ' || pair.front() == '\t')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    auto value = pair.substr(equals + 1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    return value;
  }
  return {};
}

std::string_view request::bearer() const noexcept {
  constexpr std::string_view scheme = "Bearer ";
  auto value = get(header::authorization);
  if (value.size() <= scheme.size() ||
      !equals_ignoring_case(value.substr(0, scheme.size()), scheme))
    return {};
  value.remove_prefix(scheme.size());
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  return value;
}

domain::result<std::optional<std::string>> request::parameter(std::string_view name) const {
  return form_field(query_, name);
}

void request::clear() {
  verb_ = method::other;
  keep_alive_ = false;
  reads_chunks_ = false;
  path_.clear();
  query_.clear();
  for (auto& value : headers_) value.clear();
  body_.clear();
  if (body_.capacity() > max_kept_capacity) std::string{}.swap(body_);
}

bool request::set_target(method verb, std::string_view target) {
  verb_ = verb;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equals_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    target = slash == std::string_view::npos ? std::string_view{"/"} : target.substr(slash);
    break;
  }
  if (target.empty() || target.front() != '/' || target.find('\0') != std::string_view::npos)
    return false;
  target = target.substr(0, target.find('#'));
  const auto mark = target.find('?');
  if (mark != std::string_view::npos) query_.assign(target.substr(mark + 1));
  const auto path = target.substr(0, mark);
  if (path.find('%') == std::string_view::npos) {
    path_.assign(path);
    return true;
  }
  return !encodes_unreserved(path) && decode(path, plus::literal, path_);
}

bool request::add(header which, std::string_view value) {
  auto& kept = headers_[static_cast<std::size_t>(which)];
  if (kept.empty()) {
    kept.assign(value);
    return true;
  }
  switch (which) {
    case header::cookie: kept.append("; ").append(value); return true;
    case header::accept_encoding:
    case header::if_none_match:
    case header::forwarded:
    case header::forwarded_for:
    case header::forwarded_proto:
    case header::upgrade: kept.append(", ").append(value); return true;
    default: return kept == value && which != header::host && which != header::authorization;
  }
}

bool has_token(std::string_view list, std::string_view token) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto item = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    while (!item.empty() && is_blank(item.front())) item.remove_prefix(1);
    while (!item.empty() && is_blank(item.back())) item.remove_suffix(1);
    if (equals_ignoring_case(item, token)) return true;
  }
  return false;
}

domain::result<std::optional<std::string>> form_field(std::string_view form,
                                                      std::string_view name) {
  std::string decoded;
  while (!form.empty()) {
    const auto end = form.find('&');
    const auto pair = form.substr(0, end);
    form = end == std::string_view::npos ? std::string_view{} : form.substr(end + 1);
    const auto equals = pair.find('=');
    if (!decode(pair.substr(0, equals), plus::space, decoded))
      return domain::fail(domain::errc::malformed, "A parameter name is not properly encoded.");
    if (decoded != name) continue;
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    if (!decode(value, plus::space, decoded) || !domain::is_utf8(decoded))
      return domain::fail(domain::errc::malformed,
                          "The parameter '" + std::string{name} + "' is not properly encoded.");
    if (decoded.empty()) return std::optional<std::string>{};
    return std::optional{std::move(decoded)};
  }
  return std::optional<std::string>{};
}

}  // namespace takeover::net::http
