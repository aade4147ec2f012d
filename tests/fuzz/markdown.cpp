/// Markdown as passages, and pages with front matter.
#include "domain/text/markdown.hpp"
#include "app/cli/front_matter.hpp"
#include "domain/text/utf8.hpp"
#include "storage/knowledge/markdown_passages.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace {

using namespace takeover;

void check_lines(std::string_view text) {
  while (!text.empty()) {
    const auto line = domain::trim(domain::take_line(text));
    const auto level = domain::heading_level(line);
    fuzz::require(level <= 6, "headings have six levels");
    if (level > 0)
      fuzz::require(domain::heading_text(line).size() + level <= line.size(),
                    "a heading's text is a part of its line");
  }
}

void check_passages(std::string_view text) {
  std::size_t bytes = 0;
  for (const auto& passage : storage::passages_of(text)) {
    fuzz::require(!passage.text.empty() || !passage.heading.empty(), "no passage is empty");
    if (domain::is_utf8(text))
      fuzz::require(domain::is_utf8(passage.text) && domain::is_utf8(passage.heading),
                    "text stays text");
    fuzz::require(passage.heading.find('\n') == std::string::npos, "a heading is one line");
    bytes += passage.text.size();
  }
  fuzz::require(bytes <= text.size(), "nothing is added");
}

void check_page(std::string_view file) {
  const auto page = app::read_page(file, "Untitled");
  if (!page) {
    fuzz::require(!page.error().detail.empty(), "what is wrong with a page is said");
    return;
  }
  fuzz::require(
      domain::is_utf8(page->title) && domain::is_utf8(page->url) && domain::is_utf8(page->markdown),
      "a page is text");
  fuzz::require(!page->title.empty() && !fuzz::has_control(page->title), "a title is one line");
  fuzz::require(!fuzz::has_control(page->url) && page->url.find(' ') == std::string::npos,
                "a url has neither blanks nor control characters");
  fuzz::require(!page->markdown.empty(), "a page has text");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check_lines(text);
  check_passages(text);
  check_page(text);
  return 0;
}
