/// A passage of Markdown as plain sentences and list items, ready to be quoted. Owns no choice of
/// what to quote. Reads inline marks differently from storage/knowledge/markdown_passages on
/// purpose: a quotation loses single `*`, footnotes and tags, the index keeps them as part of
/// words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace takeover::answering {

enum class snippet_kind { sentence, item };

/// The smallest part of a page that is quoted.
struct text_snippet {
  snippet_kind kind = snippet_kind::sentence;
  std::string text;     ///< one line, without marks
  std::string heading;  ///< the last heading within the passage before it; empty: none
  /// Paragraphs and lists are numbered; sentences of one paragraph share it, and so do the items of
  /// one list
  int block = 0;
  int number = 0;    ///< items of a numbered list: theirs
  int lead_in = -1;  ///< items: the snippet before their list that ends with a colon
};

/// At most `max_snippets` snippets, in their order. Headings, images, rules, code fences and HTML
/// are left out; of links the text stays; a row of a table becomes an item `Norway: 2–4 days; 79
/// kr`.
[[nodiscard]] std::vector<text_snippet> snippets_of(std::string_view markdown,
                                                    std::size_t max_snippets);

/// Markdown's inline marks away, spaces to one: `**Free** [shipping](/s)` → `Free shipping`.
[[nodiscard]] std::string plain_line(std::string_view markdown);

}  // namespace takeover::answering
