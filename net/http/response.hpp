/// One HTTP response and its text form. Owns the headers that every response carries; writes to no
/// socket.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/errors.hpp"

namespace takeover::net::http {

class body_writer;

struct response {
  int status = 200;
  std::string_view content_type;  ///< a literal; empty: no body
  std::string body;
  /// Instead of `body`: bytes that live as long as the program
  std::span<const unsigned char> fixed_body;
  /// Names are literals
  std::vector<std::pair<std::string_view, std::string>> headers;
  std::string_view cache_control = "no-store";
  /// Instead of `body`: writes head and body itself, with `headers` in the head
  std::shared_ptr<body_writer> stream;

  [[nodiscard]] response with(std::string_view name, std::string value) && {
    headers.emplace_back(name, std::move(value));
    return std::move(*this);
  }
};

[[nodiscard]] response json(int status, const boost::json::value& body);
[[nodiscard]] response json(int status, const boost::json::object& body);
[[nodiscard]] response text(int status, std::string body);
[[nodiscard]] response no_content();
[[nodiscard]] response redirect(std::string to);

/// `application/problem+json` as docs/protocol.md says, with `Retry-After` where the error has one
/// (or is a 503).
[[nodiscard]] response problem(const domain::error& error);
/// A problem that only HTTP knows: 405, 408, 417, 431, 505 …
[[nodiscard]] response problem(int status, std::string_view type, std::string_view title,
                               std::string_view detail);

enum class after { keep_alive, close };

/// Appends the status line and headers to `head`. `date`: the value of `Date`.
void write_head(std::string& head, const response& answer, std::string_view date,
                after what_follows);
/// The lines of `headers` alone.
[[nodiscard]] std::string header_lines(const response& answer);

}  // namespace takeover::net::http
