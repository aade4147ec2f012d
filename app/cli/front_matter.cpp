#include "app/cli/front_matter.hpp"

#include <algorithm>

#include "domain/conversations/timeline.hpp"
#include "domain/text/markdown.hpp"
#include "domain/text/text.hpp"
#include "domain/text/unicode.hpp"
#include "domain/text/utf8.hpp"

namespace takeover::app {
namespace {

using domain::errc;

using domain::take_line;
using domain::trim;

std::string_view unquoted(std::string_view value) {
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
      value.back() == value.front()) {
    return value.substr(1, value.size() - 2);
  }
  return value;
}

/// A title as one line: what cannot be shown in it becomes a blank.
std::string as_title(std::string_view text) {
  std::string title{text};
  std::replace_if(title.begin(), title.end(), domain::is_control, ' ');
  return domain::trimmed(title);
}

domain::error wrong_line(int number, std::string_view what) {
  return domain::fail(errc::malformed, "line " + std::to_string(number) + ": " + std::string{what});
}

/// The text of the first heading, without its marks. Empty: there is none.
std::string first_heading(std::string_view markdown) {
  while (!markdown.empty()) {
    auto line = trim(take_line(markdown));
    if (domain::heading_level(line) == 0) continue;
    if (auto title = as_title(domain::heading_text(line)); !title.empty()) return title;
  }
  return {};
}

}  // namespace

domain::result<markdown_page> read_page(std::string_view file, std::string_view fallback_title) {
  if (file.size() > max_page_bytes)
    return domain::fail(errc::too_large, "a page can be at most 1 MiB");
  if (!domain::is_utf8(file) || file.find('\0') != std::string_view::npos)
    return domain::fail(errc::malformed, "the file is not UTF-8 text");
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);

  markdown_page page;
  auto rest = file;
  if (trim(take_line(rest)) == "---") {
    int number = 1;
    for (;;) {
      if (rest.empty()) return wrong_line(1, "the front matter is not closed with ---");
      auto line = trim(take_line(rest));
      ++number;
      if (line == "---") break;
      if (line.empty() || line.starts_with('#')) continue;
      auto colon = line.find(':');
      if (colon == std::string_view::npos || colon == 0)
        return wrong_line(number, "front matter lines must look like key: value");
      auto key = trim(line.substr(0, colon));
      auto value = unquoted(trim(line.substr(colon + 1)));
      if (key == "title") page.title = as_title(value);
      if (key == "url") page.url = value;
    }
    file = rest;
  }
  if (trim(file).empty()) return domain::fail(errc::invalid, "the file has no text");
  if (page.url.find(' ') != std::string::npos ||
      std::any_of(page.url.begin(), page.url.end(), domain::is_control))
    return domain::fail(errc::invalid, "the url contains a space or a control character");
  if (page.title.empty()) page.title = first_heading(file);
  if (page.title.empty()) page.title = fallback_title;
  page.markdown = trim(file);
  return page;
}

}  // namespace takeover::app
