/// What an agent knows: curated answers, and documents with their full-text index. Judges no match.
#pragma once

#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// A fixed answer and the phrases that ask for it.
struct curated_answer {
  domain::curated_id id;
  std::vector<std::string> phrases;
  std::string answer;
  std::string url;  ///< or empty
};

struct document {
  domain::document_id id;
  std::string title;
  std::string url;
  std::string markdown;
};

/// A piece of a document that matched a question.
struct passage {
  domain::document_id document;
  std::string title;
  std::string url;  ///< or empty
  std::string heading;
  std::string text;
  double rank = 0;  ///< bm25 of SQLite's FTS5: lower is better
};

}  // namespace takeover::storage

namespace takeover::storage::knowledge {

/// Oldest first.
[[nodiscard]] std::vector<curated_answer> curated(reader& rows, domain::agent_id agent);
void put_curated(writer& rows, domain::agent_id agent, const curated_answer& answer,
                 domain::timestamp now);

/// Replaces the agent's document of the same url (or of the same title, if it has no url), and its
/// index.
void put_document(writer& rows, domain::agent_id agent, const document& doc, domain::timestamp now);
/// Passages with at least one of the terms, best first. A term is a plain word or phrase; the query
/// syntax of the full-text index is not the caller's concern. No terms, no passages.
[[nodiscard]] std::vector<passage> search(reader& rows, domain::agent_id agent,
                                          const std::vector<std::string>& terms, int limit);

}  // namespace takeover::storage::knowledge
