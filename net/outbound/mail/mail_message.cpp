#include "net/outbound/mail/mail_message.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "domain/conversations/timeline.hpp"
#include "domain/text/email_address.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"
#include "net/crypto/base64.hpp"

namespace takeover::net::outbound {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t line_length = 76;  // RFC 2045, section 6.8
constexpr std::size_t encoded_word_bytes =
    45;  // 60 characters of base 64; with what stands around it no more than 75
constexpr std::size_t longest_header_text = 200;
constexpr std::size_t longest_address = 254;

using crypto::base64;
using domain::is_control;

bool is_plain_text(std::string_view text) noexcept {
  return std::none_of(
             text.begin(), text.end(),
             [](char c) { return is_control(c) || static_cast<unsigned char>(c) > 0x7e; }) &&
         text.find("=?") == std::string_view::npos;
}

/// One line of well-formed UTF-8, not too long.
std::string header_text(std::string_view from) {
  std::string text{domain::grapheme_prefix(from, longest_header_text)};
  std::replace_if(text.begin(), text.end(), is_control, ' ');
  return text;
}

/// Encoded words, one a line. A character is never cut.
std::string encoded_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    auto piece = domain::grapheme_prefix(text, encoded_word_bytes);
    if (piece.empty()) piece = text.substr(0, 1);
    if (!words.empty()) words += "\r\n ";
    words += "=?UTF-8?B?" + base64(piece) + "?=";
    text.remove_prefix(piece.size());
  }
  return words;
}

std::string unstructured(std::string_view from) {
  const auto text = header_text(from);
  return is_plain_text(text) && text.size() <= line_length - std::string_view{"Subject: "}.size()
             ? text
             : encoded_words(text);
}

std::string display_name(std::string_view from) {
  const auto text = header_text(from);
  if (!is_plain_text(text) || text.size() > line_length / 2) return encoded_words(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string address_header(const mailbox& of) {
  return of.name.empty() ? of.address : display_name(of.name) + " <" + of.address + ">";
}

/// `Fri, 27 Nov 2026 02:06:00 +0000`: the names are English whatever the locale.
std::string date_text(domain::timestamp at) {
  constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000",
                     days[std::chrono::weekday{day}.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string part(std::string_view type, std::string_view body) {
  std::string text = fmt::format(
      "Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", type);
  const auto encoded = base64(body);
  for (std::size_t at = 0; at < encoded.size(); at += line_length)
    text.append(encoded.substr(at, line_length)).append(line_end);
  return text;
}

}  // namespace

bool is_plain_address(std::string_view text) noexcept {
  constexpr std::string_view special = " \"(),:;<>[\\]";
  const auto at = text.find('@');
  return text.size() <= longest_address && at != std::string_view::npos && at != 0 &&
         at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return !is_control(c) && static_cast<unsigned char>(c) < 0x7f &&
                  special.find(c) == std::string_view::npos;
         });
}

std::optional<mailbox> parse_mailbox(std::string_view text) {
  mailbox parsed{{}, std::string{text}};
  if (const auto open = text.find('<'); open != std::string_view::npos && text.ends_with('>')) {
    auto name = text.substr(0, open);
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
      name = name.substr(1, name.size() - 2);
    parsed = {std::string{name}, std::string{text.substr(open + 1, text.size() - open - 2)}};
  }
  parsed.address = domain::mailable(parsed.address);
  const bool valid = is_plain_address(parsed.address) && domain::is_utf8(parsed.name) &&
                     std::none_of(parsed.name.begin(), parsed.name.end(), is_control);
  return valid ? std::optional{parsed} : std::nullopt;
}

std::string write_message(const mail& what) {
  const auto boundary = "takeover-" + what.id;
  const auto host = what.from.address.substr(what.from.address.find('@') + 1);
  std::string text;
  const auto header = [&](std::string_view name, std::string_view value) {
    text.append(name).append(": ").append(value).append(line_end);
  };
  header("From", address_header(what.from));
  header("To", what.to);
  header("Subject", unstructured(what.subject));
  header("Date", date_text(what.date));
  header("Message-ID", "<" + what.id + "@" + host + ">");
  header("Auto-Submitted", "auto-generated");
  header("MIME-Version", "1.0");
  header("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
  text += line_end;
  text += "--" + boundary + "\r\n" + part("text/plain", what.text);
  text += "--" + boundary + "\r\n" + part("text/html", what.html);
  text += "--" + boundary + "--\r\n";
  return text;
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      default: escaped += c;
    }
  }
  return escaped;
}

}  // namespace takeover::net::outbound
