#include "answering/builtin/page_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "domain/text/markdown.hpp"

namespace takeover::answering {
namespace {

using domain::is_whitespace;
using domain::trim;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_beyond_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

/// Where the text of a list item begins; 0: the line is none. Expects a trimmed line.
std::size_t item_text(std::string_view line) {
  std::size_t at = 0;
  if (!line.empty() && (line[0] == '-' || line[0] == '*' || line[0] == '+')) {
    at = 1;
  } else {
    while (at < line.size() && at < 4 && is_digit(line[at])) ++at;
    if (at == 0 || at >= line.size() || (line[at] != '.' && line[at] != ')')) return 0;
    ++at;
  }
  return at < line.size() && is_whitespace(line[at]) ? at + 1 : 0;
}

bool is_rule(std::string_view line) {
  if (line.size() < 3 || (line[0] != '-' && line[0] != '*' && line[0] != '_' && line[0] != '='))
    return false;
  return std::ranges::all_of(line, [&](char c) { return c == line[0] || is_whitespace(c); });
}

bool is_table_rule(std::string_view line) {
  return line.find('-') != std::string_view::npos && std::ranges::all_of(line, [](char c) {
           return c == '|' || c == '-' || c == ':' || is_whitespace(c);
         });
}

std::vector<std::string> cells_of(std::string_view line) {
  if (line.starts_with('|')) line.remove_prefix(1);
  if (line.ends_with('|')) line.remove_suffix(1);
  std::vector<std::string> cells;
  for (;;) {
    auto end = line.find('|');
    cells.push_back(plain_line(line.substr(0, end)));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

/// A dot after these ends no sentence.
bool ends_with_abbreviation(std::string_view text) {
  static constexpr std::array<std::string_view, 14> short_forms{
      "e.g.",  "i.e.", "approx.", "ca.", "no.", "nos.", "incl.",
      "excl.", "max.", "min.",    "vs.", "st.", "mr.",  "dr."};
  return std::ranges::any_of(short_forms, [&](std::string_view form) {
    if (text.size() < form.size()) return false;
    auto tail = text.substr(text.size() - form.size());
    bool same = std::ranges::equal(tail, form, {}, domain::ascii_lower);
    return same &&
           (text.size() == form.size() || is_whitespace(text[text.size() - form.size() - 1]) ||
            text[text.size() - form.size() - 1] == '(');
  });
}

/// Cuts a paragraph after `.`, `!` and `?` where a new sentence begins: a space and then no
/// lower-case letter.
std::vector<std::string> split_prose(std::string_view paragraph) {
  std::vector<std::string> sentences;
  std::size_t start = 0;
  for (std::size_t at = 0; at < paragraph.size(); ++at) {
    if (paragraph[at] != '.' && paragraph[at] != '!' && paragraph[at] != '?') continue;
    auto end = at + 1;
    while (end < paragraph.size() &&
           (paragraph[end] == ')' || paragraph[end] == '"' || paragraph[end] == '\''))
      ++end;
    if (end < paragraph.size()) {
      if (!is_whitespace(paragraph[end])) continue;
      auto next = paragraph[end + 1];
      if (!is_upper(next) && !is_digit(next) && !is_beyond_ascii(next) && next != '"' &&
          next != '(')
        continue;
      if (ends_with_abbreviation(paragraph.substr(start, at + 1 - start))) continue;
    }
    sentences.emplace_back(trim(paragraph.substr(start, end - start)));
    start = end;
    at = end;
  }
  if (auto rest = trim(paragraph.substr(std::min(start, paragraph.size()))); !rest.empty())
    sentences.emplace_back(rest);
  return sentences;
}

/// Collects lines into snippets.
class snippet_builder {
 public:
  explicit snippet_builder(std::size_t max_snippets) : max_snippets_(max_snippets) {}

  void take(std::string_view raw) {
    auto line = trim(raw);
    if (domain::code_fence(line) != 0) {
      end_paragraph();
      in_code_ = !in_code_;
      return;
    }
    if (in_code_) return;
    while (line.starts_with('>')) line = trim(line.substr(1));
    if (line.empty() || is_rule(line)) {
      end_paragraph();
      table_header_.clear();
    } else if (domain::heading_level(line) > 0) {
      end_paragraph();
      end_list();
      heading_ = plain_line(domain::heading_text(line));
      lead_in_ = -1;
    } else if (line.starts_with('|')) {
      end_paragraph();
      take_row(line);
    } else if (auto text = item_text(line)) {
      end_paragraph();
      in_item_ = true;
      number_ = 0;
      for (auto c : line.substr(0, text)) {
        if (is_digit(c)) number_ = number_ * 10 + (c - '0');
      }
      paragraph_ = line.substr(text);
    } else {
      if (!in_item_ && paragraph_.empty()) lead_in_ = -1;
      if (!paragraph_.empty()) paragraph_ += ' ';
      paragraph_ += line;
    }
  }

  std::vector<text_snippet> finish() {
    end_paragraph();
    return std::move(snippets_);
  }

 private:
  void add(snippet_kind kind, std::string text, int number, int lead_in) {
    if (!text.empty() && snippets_.size() < max_snippets_)
      snippets_.push_back({kind, std::move(text), heading_, block_, number, lead_in});
  }

  void end_paragraph() {
    auto text = plain_line(paragraph_);
    paragraph_.clear();
    if (text.empty()) {
      in_item_ = false;
      return;
    }
    if (in_item_) {
      in_list_ = true;
      add(snippet_kind::item, std::move(text), number_, lead_in_);
      in_item_ = false;
      return;
    }
    end_list();
    for (auto& sentence : split_prose(text))
      add(snippet_kind::sentence, std::move(sentence), 0, -1);
    ++block_;
    if (!snippets_.empty() && snippets_.back().text.ends_with(':'))
      lead_in_ = static_cast<int>(snippets_.size()) - 1;
  }

  void take_row(std::string_view line) {
    if (is_table_rule(line)) return;
    auto cells = cells_of(line);
    if (table_header_.empty()) {
      table_header_ = std::move(cells);
      return;
    }
    std::string text;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      if (!text.empty()) text += i == 1 ? ": " : "; ";
      if (i > 0 && cells.size() > 2 && i < table_header_.size() && !table_header_[i].empty())
        text += table_header_[i] + " ";
      text += cells[i];
    }
    in_list_ = true;
    add(snippet_kind::item, std::move(text), 0, lead_in_);
  }

  void end_list() {
    if (in_list_) ++block_;
    in_list_ = false;
  }

  std::size_t max_snippets_;
  std::vector<text_snippet> snippets_;
  std::string paragraph_;
  std::string heading_;
  std::vector<std::string> table_header_;
  int block_ = 0;
  int lead_in_ = -1;
  bool in_code_ = false;
  bool in_item_ = false;
  bool in_list_ = false;
  int number_ = 0;  // of the item that is read
};

/// The end of `<tag …>` that begins at `at`; `at` if none does.
std::size_t tag_end(std::string_view text, std::size_t at) {
  auto next = at + 1 < text.size() ? text[at + 1] : ' ';
  if (std::isalpha(static_cast<unsigned char>(next)) == 0 && next != '/' && next != '!') return at;
  auto end = text.find('>', at);
  return end == std::string_view::npos ? at : end + 1;
}

/// Appends the text of `[text](target)` that begins at `at`; returns where it ends, or `at` if it
/// is no link.
std::size_t take_link(std::string_view text, std::size_t at, std::string& to) {
  auto close = text.find(']', at);
  if (close == std::string_view::npos || close + 1 >= text.size() || text[close + 1] != '(')
    return at;
  auto end = text.find(')', close);
  if (end == std::string_view::npos) return at;
  for (char c : text.substr(at + 1, close - at - 1)) {
    if (c != '*' && c != '`') to += c;
  }
  return end + 1;
}

/// The end of a `[12]` that begins at `at`, since an answer's own numbers look like it; `at` if
/// none does.
std::size_t footnote_end(std::string_view text, std::size_t at) {
  auto end = at + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end > at + 1 && end < text.size() && text[end] == ']' ? end + 1 : at;
}

}  // namespace

std::string plain_line(std::string_view markdown) {
  std::string bare;
  bare.reserve(markdown.size());
  for (std::size_t at = 0; at < markdown.size();) {
    char c = markdown[at];
    if (c == '\\' && at + 1 < markdown.size() &&
        std::ispunct(static_cast<unsigned char>(markdown[at + 1])) != 0) {
      bare += markdown[at + 1];
      at += 2;
    } else if (c == '!' && at + 1 < markdown.size() && markdown[at + 1] == '[') {
      std::string alternative;
      auto end = take_link(markdown, at + 1, alternative);
      if (end == at + 1) bare += c;
      at = std::max(end, at + 1);
    } else if (c == '[') {
      auto end = take_link(markdown, at, bare);
      if (end == at) end = footnote_end(markdown, at);
      if (end == at) bare += c;
      at = std::max(end, at + 1);
    } else if (c == '<') {
      auto end = tag_end(markdown, at);
      if (end == at) bare += c;
      at = std::max(end, at + 1);
    } else if (c == '*' || c == '`' ||
               (c == '_' && (bare.empty() || is_whitespace(bare.back()) ||
                             at + 1 == markdown.size() || is_whitespace(markdown[at + 1])))) {
      ++at;
    } else if (is_whitespace(c)) {
      if (!bare.empty() && bare.back() != ' ') bare += ' ';
      ++at;
    } else {
      bare += c;
      ++at;
    }
  }
  if (bare.ends_with(' ')) bare.pop_back();
  return bare;
}

std::vector<text_snippet> snippets_of(std::string_view markdown, std::size_t max_snippets) {
  snippet_builder builder{max_snippets};
  while (!markdown.empty()) builder.take(domain::take_line(markdown));
  return builder.finish();
}

}  // namespace takeover::answering
