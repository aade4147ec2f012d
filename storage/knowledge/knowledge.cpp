#include "storage/knowledge/knowledge.hpp"

#include <algorithm>

#include "storage/knowledge/markdown_passages.hpp"
#include "storage/sql/json_columns.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage::knowledge {
namespace {

constexpr const char* select_curated = R"sql(
  SELECT id, phrases, answer, url
  FROM curated_answers
  WHERE agent_id = :agent
  ORDER BY created_at, id)sql";
constexpr const char* upsert_curated = R"sql(
  INSERT INTO curated_answers (id, agent_id, phrases, answer, url, created_at, updated_at)
  VALUES (:id, :agent, :phrases, :answer, :url, :now, :now)
  ON CONFLICT (id) DO UPDATE SET phrases = excluded.phrases, answer = excluded.answer, url =
    excluded.url, updated_at = excluded.updated_at)sql";

constexpr const char* select_same_document = R"sql(
  SELECT id
  FROM documents
  WHERE agent_id = :agent AND url = :url AND (:url <> '' OR title = :title))sql";
constexpr const char* delete_document =
    "DELETE FROM documents WHERE id = :document";  // its passages go with it, index included
constexpr const char* insert_document = R"sql(
  INSERT INTO documents (id, agent_id, title, url, markdown, created_at)
  VALUES (:id, :agent, :title, :url, :markdown, :now))sql";
constexpr const char* insert_passage = R"sql(
  INSERT INTO passages (document_id, agent_id, title, heading, text)
  VALUES (:document, :agent, :title, :heading, :text))sql";

// The index reads an agent's id as a word, without its ending: it only narrows, the column decides.
// The weights of bm25: agent (none: it only selects), title, heading, text.
constexpr const char* select_matches = R"sql(
  SELECT p.document_id, p.title, d.url, p.heading, p.text, bm25(passage_index, 0.0, 6.0,
    4.0, 1.0) AS rank
  FROM passage_index
  JOIN passages p ON p.id = passage_index.rowid
  JOIN documents d ON d.id = p.document_id
  WHERE passage_index MATCH :terms AND p.agent_id = :agent
  ORDER BY rank
  LIMIT :count)sql";

// The weights of title, heading and text are SQLite's; the flag 1 counts the length against a
// passage. There more is better.
constexpr const char* select_matches_in_postgresql = R"sql(
  SELECT p.document_id, p.title, d.url, p.heading, p.text,
    -ts_rank('{0, 0.1667, 0.6667, 1}', p.words, q.any_word, 1) AS rank
  FROM (SELECT to_tsquery('takeover_words', takeover_unmarked(:terms)) AS any_word) q
  JOIN passages p ON p.words @@ q.any_word
  JOIN documents d ON d.id = p.document_id
  WHERE p.agent_id = :agent
  ORDER BY rank, p.id
  LIMIT :count)sql";

bool has_word(const std::string& term) {
  return std::any_of(term.begin(), term.end(),
                     [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; });
}

/// As a string of the query language, where nothing but the quote has a meaning. Source: SQLite
/// FTS5, "FTS5 Strings".
std::string quoted(const std::string& term) {
  std::string text = "\"";
  for (const char c : term) {
    if (c == '"') text += '"';
    text += c == '\0' ? ' ' : c;
  }
  return text + "\"";
}

std::string match_expression(domain::agent_id agent, const std::vector<std::string>& terms) {
  std::string any;
  for (const auto& term : terms) {
    if (!has_word(term)) continue;
    if (!any.empty()) any += " OR ";
    any += quoted(term);
  }
  if (any.empty()) return {};
  return "agent_id : " + quoted(agent.str()) + " AND {title heading text} : (" + any + ")";
}

/// The words of a term. Signs part words, as they do in the index.
std::vector<std::string> index_words(const std::string& term) {
  std::vector<std::string> words(1);
  for (const char c : term) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// As `to_tsquery` reads it: quoted words that follow each other, or one of the others. A word that
/// no index holds matches nothing.
/// Source: PostgreSQL, "Text Search Limitations": less than 2 KB a word.
std::string match_expression_in_postgresql(const std::vector<std::string>& terms) {
  constexpr std::size_t longest = 2'000;
  std::string any;
  for (const auto& term : terms) {
    const auto words = index_words(term);
    const bool too_long = std::any_of(words.begin(), words.end(),
                                      [&](const auto& word) { return word.size() > longest; });
    if (words.empty() || too_long) continue;
    any += any.empty() ? "'" : " | '";
    for (const auto& word : words) any += word + " ";
    any += "'";
  }
  return any;
}

}  // namespace

std::vector<curated_answer> curated(reader& rows, domain::agent_id agent) {
  curated_answer row;
  std::string phrases;
  auto result = rows.sql().query(select_curated, in(agent), out(row.id), out(phrases),
                                 out(row.answer), out(row.url));
  std::vector<curated_answer> list;
  while (result.next()) {
    row.phrases = decode_texts(phrases);
    list.push_back(row);
  }
  return list;
}

void put_curated(writer& rows, domain::agent_id agent, const curated_answer& answer,
                 domain::timestamp now) {
  const auto phrases = encode_texts(answer.phrases);
  rows.sql().run(upsert_curated, in(answer.id), in(agent), in(phrases), in(answer.answer),
                 in(answer.url), in(now));
}

void put_document(writer& rows, domain::agent_id agent, const document& doc,
                  domain::timestamp now) {
  domain::document_id old;
  if (rows.sql().query_one(select_same_document, in(agent), in(doc.url), in(doc.title), out(old)))
    rows.sql().run(delete_document, in(old));
  rows.sql().run(insert_document, in(doc.id), in(agent), in(doc.title), in(doc.url),
                 in(doc.markdown), in(now));
  for (const auto& part : passages_of(doc.markdown))
    rows.sql().run(insert_passage, in(doc.id), in(agent), in(doc.title), in(part.heading),
                   in(part.text));
}

std::vector<passage> search(reader& rows, domain::agent_id agent,
                            const std::vector<std::string>& terms, int limit) {
  const auto expression = rows.sql().kind() == dialect::sqlite
                              ? match_expression(agent, terms)
                              : match_expression_in_postgresql(terms);
  if (expression.empty()) return {};
  passage row;
  auto result =
      rows.sql().query(rows.sql().choose(select_matches, select_matches_in_postgresql),
                       in(expression), in(agent), in(limit), out(row.document), out(row.title),
                       out(row.url), out(row.heading), out(row.text), out(row.rank));
  std::vector<passage> list;
  while (result.next()) list.push_back(row);
  return list;
}

}  // namespace takeover::storage::knowledge
