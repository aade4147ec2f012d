/// One HTTP request: method, path, query, the headers that are used, body. Parses no bytes of HTTP.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "net/http/client/forwarded.hpp"

namespace takeover::net::http {

enum class method : std::uint8_t { get, head, post, put, patch, del, options, other };
[[nodiscard]] std::string_view name_of(method verb) noexcept;

/// The headers that are kept; others are dropped while parsing.
enum class header : std::uint8_t {
  host,
  origin,
  cookie,
  authorization,
  sec_fetch_site,
  content_type,
  accept_encoding,
  if_none_match,
  expect,
  upgrade,
  websocket_key,
  websocket_version,
  preflight_method,  ///< Access-Control-Request-Method
  forwarded_for,     ///< X-Forwarded-For
  forwarded_proto,   ///< X-Forwarded-Proto
  forwarded,
};
inline constexpr std::size_t header_count = 16;

/// Reused by all requests of a connection: keeps its capacity, up to a bound.
class request {
 public:
  [[nodiscard]] method verb() const noexcept { return verb_; }
  /// Decoded (RFC 3986), begins with `/`.
  [[nodiscard]] std::string_view path() const noexcept { return path_; }
  /// As sent, without the question mark.
  [[nodiscard]] std::string_view query() const noexcept { return query_; }
  /// The value without surrounding whitespace; empty if the header is absent or empty.
  [[nodiscard]] std::string_view get(header which) const noexcept {
    return headers_[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  /// The client's address as text, without port: the peer's, or the one that a trusted proxy names.
  [[nodiscard]] std::string_view peer() const noexcept { return peer_; }
  /// How the client reached the trusted proxy in front of us, if one says so.
  [[nodiscard]] scheme client_scheme() const noexcept { return scheme_; }
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// True for HTTP/1.1, whose clients read chunked bodies; those of HTTP/1.0 read to the end of the
  /// connection.
  [[nodiscard]] bool reads_chunks() const noexcept { return reads_chunks_; }

  /// Not a safe method in the sense of RFC 9110, section 9.2.1.
  [[nodiscard]] bool unsafe() const noexcept {
    return verb_ != method::get && verb_ != method::head && verb_ != method::options;
  }
  /// The value of a cookie; empty if absent.
  [[nodiscard]] std::string_view cookie(std::string_view name) const noexcept;
  /// The token of `Authorization: Bearer`; empty if absent.
  [[nodiscard]] std::string_view bearer() const noexcept;
  /// A query parameter, decoded. An empty one counts as absent. Error: malformed.
  [[nodiscard]] domain::result<std::optional<std::string>> parameter(std::string_view name) const;

  // For the parser and tests:
  void clear();
  void set_client(std::string address, scheme how) {
    peer_ = std::move(address);
    scheme_ = how;
  }
  /// Accepts an origin-form (`/a?b`) or absolute-form (`http://host/a?b`) target. False if it is
  /// neither, or badly encoded, or encodes what needs no encoding in its path.
  [[nodiscard]] bool set_target(method verb, std::string_view target);
  /// Joins a repeated list header. False if a singleton header came twice.
  [[nodiscard]] bool add(header which, std::string_view value);
  void set_keep_alive(bool on) noexcept { keep_alive_ = on; }
  void set_reads_chunks(bool on) noexcept { reads_chunks_ = on; }
  std::string& body() noexcept { return body_; }

 private:
  method verb_ = method::other;
  bool keep_alive_ = false;
  bool reads_chunks_ = false;
  std::string path_;
  std::string query_;
  std::array<std::string, header_count> headers_;
  std::string body_;
  std::string peer_;
  scheme scheme_ = scheme::unknown;
};

/// Whether a comma-separated list has this token, ignoring case. Source: RFC 9110,
/// section 5.6.1.
[[nodiscard]] bool has_token(std::string_view list, std::string_view token) noexcept;

/// A field of `application/x-www-form-urlencoded` text, decoded; an empty one counts as absent.
/// Error: malformed (bad escape, not UTF-8).
[[nodiscard]] domain::result<std::optional<std::string>> form_field(std::string_view form,
                                                                    std::string_view name);

}  // namespace takeover::net::http
