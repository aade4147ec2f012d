#include "net/wire/json/json_text.hpp"

namespace takeover::net::wire {

namespace {

constexpr bool must_escape(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

void append_escaped(std::string& to, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"': to += "\\\""; return;
    case '\\': to += "\\\\"; return;
    case '\n': to += "\\n"; return;
    case '\r': to += "\\r"; return;
    case '\t': to += "\\t"; return;
    default: {
      const auto code = static_cast<unsigned char>(c);
      to += "\\u00";
      to += digits[code >> 4U];
      to += digits[code & 15U];
    }
  }
}

}  // namespace

void append_quoted(std::string& to, std::string_view text) {
  to += '"';
  std::size_t plain_from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!must_escape(text[i])) continue;
    to.append(text, plain_from, i - plain_from);
    append_escaped(to, text[i]);
    plain_from = i + 1;
  }
  to.append(text, plain_from);
  to += '"';
}

}  // namespace takeover::net::wire
