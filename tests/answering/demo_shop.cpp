#include "tests/answering/demo_shop.hpp"

#include <unistd.h>

#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>

#include "answering/builtin/builtin_answerer.hpp"
#include "storage/agents/agents.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/tokens.hpp"
#include "tests/support/source_dir.hpp"

namespace takeover::answering::test {
namespace {

void must(const domain::result<void>& outcome) {
  if (!outcome) throw std::runtime_error{outcome.error().detail};
}

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Reads the demo's own files: `---`, `title: …`, `url: …`, `---`, Markdown.
storage::document read_document(const std::filesystem::path& file) {
  constexpr std::string_view mark = "---\n";
  const auto text = contents_of(file);
  const auto end = text.find(mark, mark.size());
  if (!text.starts_with(mark) || end == std::string::npos)
    throw std::runtime_error{file.string() + " has no front matter"};
  const auto value_of = [&](std::string_view key) {
    const auto at = text.find("\n" + std::string{key} + ": ") + key.size() + 3;
    return text.substr(at, text.find('\n', at) - at);
  };
  storage::document page;
  page.title = value_of("title");
  page.url = value_of("url");
  page.markdown = text.substr(end + mark.size());
  return page;
}

}  // namespace

demo_shop::demo_shop() {
  auto pattern = (std::filesystem::temp_directory_path() / "takeover-answers-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  folder_ = pattern;
  auto opened =
      storage::open_store({"sqlite:" + (folder_ / "takeover.db").string(), 1, 64}, ids_, clock_);
  if (!opened) throw std::runtime_error{opened.error().detail};
  store_ = std::move(*opened);

  std::set<std::filesystem::path> files;
  for (const auto& file : std::filesystem::directory_iterator{
           std::filesystem::path{tests::source_dir()} / "demo" / "knowledge"})
    if (file.path().extension() == ".md") files.insert(file.path());
  must(storage::write_and_wait(*store_, [&](storage::writer& rows) -> domain::result<void> {
    const auto now = clock_.now();
    storage::agent_record agent;
    agent.workspace = ids_.make<domain::workspace_id>(now);
    agent.id = agent_ = ids_.make<domain::agent_id>(now);
    agent.name = "Wren";
    storage::people::create_workspace(rows, {agent.workspace, "Northline"}, now);
    storage::agents::create(rows, agent, now);
    for (const auto& file : files) {
      auto page = read_document(file);
      page.id = ids_.make<domain::document_id>(now);
      storage::knowledge::put_document(rows, agent_, page, now);
    }
    return {};
  }));
}

demo_shop::~demo_shop() {
  store_->stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

question demo_shop::asking(const std::vector<std::string_view>& messages,
                           const std::vector<std::string_view>& earlier) const {
  question made{agent_, {}, {}, {}};
  domain::seq_t seq = 0;
  const auto said = [&](std::string_view body) {
    domain::entry message;
    message.seq = ++seq;
    message.kind = domain::entry_kind::message;
    message.role = domain::message_role::visitor;
    message.body = body;
    return message;
  };
  for (const auto body : earlier) made.context.push_back(said(body));
  for (const auto body : messages) made.open.push_back(said(body));
  return made;
}

answer demo_shop::ask(std::string_view message, std::string_view earlier) {
  auto asked = asking({message});
  if (!earlier.empty()) asked = asking({message}, {earlier});
  std::optional<domain::result<answer>> made;
  storage::read_and_wait(*store_, [&](storage::reader& rows) { made = answer_from(rows, asked); });
  if (!made || !*made) throw std::runtime_error{"no answer was made"};
  return **made;
}

void demo_shop::add_curated(std::string_view phrase, std::string_view text, std::string_view url) {
  must(storage::write_and_wait(*store_, [&](storage::writer& rows) -> domain::result<void> {
    const auto now = clock_.now();
    storage::knowledge::put_curated(rows, agent_,
                                    {ids_.make<domain::curated_id>(now),
                                     {std::string{phrase}},
                                     std::string{text},
                                     std::string{url}},
                                    now);
    return {};
  }));
}

}  // namespace takeover::answering::test
