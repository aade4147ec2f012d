#include "storage/knowledge/markdown_passages.hpp"

#include <algorithm>

namespace takeover::storage {
namespace {

/// Above this many bytes a section is parted at its next paragraph.
constexpr std::size_t long_passage = 1'200;
constexpr std::size_t deepest_heading = 6;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// The level of `## Heading` (2), 0 for other lines. Source: CommonMark, ATX headings.
std::size_t heading_level(std::string_view line) {
  const auto level = std::min(line.find_first_not_of('#'), line.size());
  if (level == 0 || level > deepest_heading) return 0;
  return level == line.size() || line[level] == ' ' || line[level] == '\t' ? level : 0;
}

/// The character of a code fence, 0 for other lines. Source: CommonMark, fenced code blocks.
char fence_of(std::string_view line) {
  return line.starts_with("```") || line.starts_with("~~~") ? line.front() : '\0';
}

/// The closing sequence of a heading counts only after a blank: `C#` keeps its own. Source:
/// CommonMark, ATX headings.
std::string_view without_closing_marks(std::string_view text) {
  const auto last = text.find_last_not_of('#');
  if (last == std::string_view::npos) return {};
  return text[last] == ' ' || text[last] == '\t' ? trimmed(text.substr(0, last)) : text;
}

/// Length of `[text](target)` or `![text](target)` at the start of `rest`; 0 if there is none.
/// `label` receives the text.
std::size_t link_length(std::string_view rest, std::string_view& label) {
  const std::size_t open = rest.starts_with("![") ? 1 : 0;
  if (rest.size() <= open || rest[open] != '[') return 0;
  const auto middle = rest.find("](", open);
  if (middle == std::string_view::npos) return 0;
  const auto close = rest.find(')', middle);
  if (close == std::string_view::npos) return 0;
  label = rest.substr(open + 1, middle - open - 1);
  return label.find('[') == std::string_view::npos ? close + 1 : 0;
}

/// A line without links, emphasis and code marks. A single `_` or `*` stays: it may belong to a
/// word.
std::string without_markup(std::string_view line) {
  std::string plain;
  plain.reserve(line.size());
  for (std::size_t at = 0; at < line.size();) {
    const auto rest = line.substr(at);
    std::string_view label;
    if (const auto length = link_length(rest, label); length > 0) {
      plain += without_markup(label);
      at += length;
    } else if (rest.starts_with("**") || rest.starts_with("__")) {
      at += 2;
    } else if (rest.front() == '`') {
      at += 1;
    } else {
      plain += rest.front();
      at += 1;
    }
  }
  return plain;
}

class splitter {
 public:
  void take(std::string_view raw) {
    const auto line = trimmed(raw);
    const char fence = fence_of(line);
    if (fence != '\0' && (code_fence_ == '\0' || code_fence_ == fence)) {
      code_fence_ = code_fence_ == '\0' ? fence : '\0';
      return;
    }
    if (code_fence_ == '\0') {
      if (const auto level = heading_level(line); level > 0) {
        close();
        heading_ = heading_text(line.substr(level));
        return;
      }
    }
    if (line.empty()) {
      if (text_.size() >= long_passage) close();
      paragraph_ended_ = true;
      return;
    }
    if (!text_.empty()) text_ += paragraph_ended_ ? "\n\n" : "\n";
    paragraph_ended_ = false;
    text_ += code_fence_ != '\0' ? std::string{line} : without_markup(line);
  }

  std::vector<text_passage> finish() {
    close();
    return std::move(passages_);
  }

 private:
  static std::string heading_text(std::string_view line) {
    return without_markup(without_closing_marks(trimmed(line)));
  }

  void close() {
    if (!text_.empty()) passages_.push_back({heading_, std::move(text_)});
    text_.clear();
    paragraph_ended_ = false;
  }

  std::vector<text_passage> passages_;
  std::string heading_;
  std::string text_;
  char code_fence_ = '\0';  ///< what closes the code that is open; 0: none is
  bool paragraph_ended_ = false;
};

}  // namespace

std::vector<text_passage> passages_of(std::string_view markdown) {
  splitter parts;
  while (!markdown.empty()) {
    const auto end = std::min(markdown.find('\n'), markdown.size());
    parts.take(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return parts.finish();
}

}  // namespace takeover::storage
