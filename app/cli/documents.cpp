#include "app/cli/documents.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "app/cli/front_matter.hpp"
#include "app/cli/opened_store.hpp"
#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::app::cli {
namespace {

domain::result<std::string> file_text(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || !text || std::filesystem::is_directory(file))
    return refused(fmt::format("cannot read {}", file));
  return text.str();
}

domain::result<std::vector<storage::document>> read_documents(const std::vector<std::string>& files,
                                                              domain::id_source& ids,
                                                              domain::timestamp now) {
  std::vector<storage::document> documents;
  for (const auto& file : files) {
    const auto text = file_text(file);
    if (!text) return text.error();
    const auto page = read_page(*text, std::filesystem::path{file}.stem().string());
    if (!page) return refused(fmt::format("{}: {}", file, page.error().detail));
    documents.push_back(
        {ids.make<domain::document_id>(now), page->title, page->url, page->markdown});
  }
  return documents;
}

}  // namespace

domain::result<void> import_documents(const config& settings, const std::string& agent,
                                      const std::vector<std::string>& files, std::ostream& out) {
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  const auto now = database.clock.now();
  const auto documents = read_documents(files, database.ids, now);
  if (!documents) return documents.error();
  auto done =
      storage::write_and_wait(*database.store, [&](storage::writer& rows) -> domain::result<void> {
        const auto id = domain::agent_id::parse(agent);
        const auto known = id ? storage::agents::by_id(rows, *id) : std::nullopt;
        if (!known) return refused(fmt::format("there is no agent {}", agent));
        for (const auto& document : *documents)
          storage::knowledge::put_document(rows, *id, document, now);
        storage::audit::append_from_command_line(
            rows, known->workspace, {"agent.import", "agent", id->str()},
            {{"documents", std::to_string(documents->size())}}, now);
        return {};
      });
  if (done)
    out << "imported " << documents->size()
        << (documents->size() == 1 ? " document\n" : " documents\n");
  return done;
}

}  // namespace takeover::app::cli
