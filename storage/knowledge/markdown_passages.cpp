#include "storage/knowledge/markdown_passages.hpp"

#include "domain/text/markdown.hpp"

namespace takeover::storage {
namespace {

/// Above this many bytes a section is parted at its next paragraph.
constexpr std::size_t long_passage = 1'200;

/// Length of `[text](target)` or `![text](target)` at the start of `rest`; 0 if there is none.
/// `label` receives the text. Looks no further than the next `[`, so that a line of brackets is
/// read once and not once for each of them.
std::size_t link_length(std::string_view rest, std::string_view& label) {
  const std::size_t open = rest.starts_with("![") ? 1 : 0;
  if (rest.size() <= open || rest[open] != '[') return 0;
  auto middle = rest.find_first_of("[]", open + 1);
  while (middle != std::string_view::npos && !rest.substr(middle).starts_with("](")) {
    if (rest[middle] == '[') return 0;
    middle = rest.find_first_of("[]", middle + 1);
  }
  if (middle == std::string_view::npos) return 0;
  label = rest.substr(open + 1, middle - open - 1);
  return rest.find(')', middle) + 1;  // npos becomes 0
}

/// A line without links, emphasis and code marks. A single `_` or `*` stays: it may belong to a
/// word.
std::string without_markup(std::string_view line) {
  std::string plain;
  plain.reserve(line.size());
  const auto last_close = line.rfind(')') + 1;  // 0: there is none, so no link either
  for (std::size_t at = 0; at < line.size();) {
    const auto rest = line.substr(at);
    std::string_view label;
    if (const auto length = at < last_close ? link_length(rest, label) : 0; length > 0) {
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
    const auto line = domain::trim(raw);
    const char fence = domain::code_fence(line);
    if (fence != '\0' && (code_fence_ == '\0' || code_fence_ == fence)) {
      code_fence_ = code_fence_ == '\0' ? fence : '\0';
      return;
    }
    if (code_fence_ == '\0') {
      if (domain::heading_level(line) > 0) {
        close();
        heading_ = without_markup(domain::heading_text(line));
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
  while (!markdown.empty()) parts.take(domain::take_line(markdown));
  return parts.finish();
}

}  // namespace takeover::storage
