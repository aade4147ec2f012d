#include "domain/conversations/views.hpp"

#include <algorithm>

#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::domain {

last_message summarize(const entry& message, std::string_view agent) {
  constexpr std::size_t snippet_characters = 160;
  last_message out;
  out.role = message.role;
  if (message.author)
    out.author_name = message.author->name;
  else if (message.role == message_role::agent)
    out.author_name = agent;
  out.created_at = message.created_at;
  out.offers_human = message.role == message_role::agent && message.meta.offer_human;
  out.snippet =
      grapheme_prefix(message.body, first_characters(message.body, snippet_characters).size());
  std::replace_if(
      out.snippet.begin(), out.snippet.end(),
      [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return out;
}

}  // namespace takeover::domain
