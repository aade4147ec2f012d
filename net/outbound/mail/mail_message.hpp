/// The text of a mail as servers pass it on. Source: RFC 5322, 2045 to 2047. Owns the escaping that
/// keeps visitors' words out of the headers; sends nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/time.hpp"

namespace takeover::net::outbound {

struct mailbox {
  std::string name;  ///< or empty
  std::string address;
};

/// Parses `name <address>` or `address`; nullopt if the address is not plain.
[[nodiscard]] std::optional<mailbox> parse_mailbox(std::string_view text);
/// An ASCII address without characters that are special in a header or to a mail server.
[[nodiscard]] bool is_plain_address(std::string_view text) noexcept;

struct mail {
  std::string id;  ///< the left half of the Message-ID: the same in every attempt
  mailbox from;
  std::string to;  ///< a plain address
  std::string subject;
  std::string text;
  std::string html;
  domain::timestamp date{};
};

/// The whole message with CRLF line ends and both parts in base 64.
[[nodiscard]] std::string write_message(const mail& what);

/// Escapes text for HTML elements and attributes.
[[nodiscard]] std::string escape_html(std::string_view text);

}  // namespace takeover::net::outbound
