#include <boost/test/unit_test.hpp>

#include "storage/agents/agents.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

struct knowledge_fixture : workspace_fixture {
  domain::document_id put(domain::agent_id whose, std::string title, std::string url,
                          std::string markdown) {
    const document doc{ids.make<domain::document_id>(at(0)), std::move(title), std::move(url),
                       std::move(markdown)};
    write(rows(), [&](writer& to) { storage::knowledge::put_document(to, whose, doc, at(0)); });
    return doc.id;
  }
  std::vector<passage> find(domain::agent_id whose, const std::vector<std::string>& terms,
                            int limit = 10) {
    return read(rows(), [&](reader& from) {
      return storage::knowledge::search(from, whose, terms, limit);
    });
  }
  std::vector<passage> find(const std::vector<std::string>& terms) { return find(agent, terms); }
  /// Whether the index and the passages that it stands for agree. Source: SQLite FTS5,
  /// "integrity-check".
  void check_index() const {
    if (tested() == dialect::sqlite)
      tamper("INSERT INTO passage_index (passage_index, rank) VALUES ('integrity-check', 1)");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(knowledge, knowledge_fixture)

BOOST_AUTO_TEST_CASE(a_passage_is_found_by_its_words_in_any_form_with_where_it_stands) {
  const auto id = put(agent, "Deliveries", "https://shop.example/deliveries",
                      "# Costs\nShipping a café table costs 5 euro.\n# Time\nTwo days.");

  for (const std::string term : {"shipping", "SHIPPED", "cafe", "costs"}) BOOST_TEST_CONTEXT(term) {
      const auto found = find({term});
      BOOST_TEST_REQUIRE(!found.empty());
      BOOST_TEST(found[0].heading == "Costs");
      BOOST_TEST(found[0].title == "Deliveries");
      BOOST_TEST(found[0].url == "https://shop.example/deliveries");
      BOOST_TEST(found[0].text == "Shipping a café table costs 5 euro.");
      BOOST_TEST((found[0].document == id));
    }
  BOOST_TEST(find({"deliveries"}).size() == 2);
  BOOST_TEST(find({"parrot"}).empty());
  BOOST_TEST(find({"two days"}).size() == 1);
  BOOST_TEST(find({"days two"}).empty());
}

BOOST_AUTO_TEST_CASE(more_and_rarer_words_come_first_and_the_limit_holds) {
  put(agent, "One", "", "tea tea and other things that fill the line");
  put(agent, "Two", "", "tea with lemon");
  put(agent, "Three", "", "coffee with milk");

  const auto found = find({"tea", "lemon"});

  BOOST_TEST_REQUIRE(found.size() == 2);
  BOOST_TEST(found[0].title == "Two");
  BOOST_TEST(found[0].rank <= found[1].rank);
  BOOST_TEST(find(agent, {"tea", "lemon", "coffee"}, 1).size() == 1);
}

BOOST_AUTO_TEST_CASE(hostile_terms_are_words_like_any_other) {
  put(agent, "Tea", "",
      "Green tea and black tea. NEAR the sea. AND so on. 50% off_ rank title agent_id");
  using namespace std::string_literals;
  const std::vector<std::string> hostile{
      "\"",   "\"\"",     "tea\"",   "\" OR \"",   "*",       "te*",     "tea AND",  "AND",
      "OR",   "NOT",      "NEAR",    "NEAR(a, 2)", "^tea",    "{title}", "title:",   "agent_id : x",
      "-",    "(",        ")",       "+",          "tea\0x"s, "\0"s,     "\xFF\xFE", "\xE2\x80\x94",
      "\xC3", "a' OR 'b", "tea; --", "\\",         "",        " "};

  for (const auto& term : hostile) BOOST_TEST_CONTEXT("term " << term) {
      std::vector<passage> found;
      BOOST_CHECK_NO_THROW(found = find({term}));
      BOOST_TEST(found.size() <= 1U);
      BOOST_TEST(find({term, "black"}).size() == 1);
    }
  BOOST_TEST(find(hostile).size() == 1);
  BOOST_TEST(find({}).empty());
  for (const std::string nothing : {"\"", "*", "", "\xE2\x80\x94", "(", "te*"})
    BOOST_TEST_CONTEXT(nothing) BOOST_TEST(find({nothing}).empty());
}

BOOST_AUTO_TEST_CASE(many_terms_are_no_failure) {
  put(agent, "Tea", "", "Green tea");
  std::vector<std::string> many;
  for (int n = 0; n < 2'000; ++n) many.push_back("word" + std::to_string(n));
  many.push_back("tea");

  BOOST_TEST(find(many).size() == 1);
  BOOST_TEST(find({std::string(60'000, 'x'), "tea"}).size() == 1);
}

BOOST_AUTO_TEST_CASE(a_document_of_the_same_url_is_replaced_with_its_passages) {
  put(agent, "Old title", "https://shop.example/tea", "# A\nGreen tea.\n# B\nBlack tea.");

  const auto id = put(agent, "New title", "https://shop.example/tea", "Only coffee.");

  BOOST_TEST(find({"tea"}).empty());
  BOOST_TEST(find({"old"}).empty());
  BOOST_TEST_REQUIRE(find({"coffee"}).size() == 1);
  BOOST_TEST((find({"coffee"})[0].document == id));
  BOOST_TEST(number("SELECT count(*) FROM documents") == 1);
  BOOST_TEST(number("SELECT count(*) FROM passages") == 1);
  BOOST_CHECK_NO_THROW(check_index());
}

BOOST_AUTO_TEST_CASE(without_a_url_the_title_tells_the_same_document) {
  put(agent, "Tea", "", "Green tea.");
  put(agent, "Tea", "https://shop.example/tea", "Black tea.");
  put(agent, "Tea", "", "White tea.");

  BOOST_TEST(find({"green"}).empty());
  BOOST_TEST(find({"black"}).size() == 1);
  BOOST_TEST(find({"white"}).size() == 1);
  BOOST_TEST(number("SELECT count(*) FROM documents") == 2);
}

BOOST_AUTO_TEST_CASE(an_agent_finds_its_own_documents_only) {
  const auto other = given_agent("Robin");
  put(agent, "Ours", "https://shop.example/tea", "Green tea.");
  put(other, "Theirs", "https://shop.example/tea", "Black tea.");

  BOOST_TEST_REQUIRE(find(agent, {"tea"}).size() == 1);
  BOOST_TEST(find(agent, {"tea"})[0].title == "Ours");
  BOOST_TEST_REQUIRE(find(other, {"tea"}).size() == 1);
  BOOST_TEST(find(other, {"tea"})[0].title == "Theirs");
  // The id of the other one as a word of the question.
  BOOST_TEST(find(agent, {other.str()}).empty());
  BOOST_TEST(find(agent, {"tea\" OR agent_id : \"" + other.str()}).empty());
}

BOOST_AUTO_TEST_CASE(agents_whose_ids_are_one_word_to_the_index_are_kept_apart_too) {
  // The index reads words without their endings, and an id is a word there.
  std::vector<domain::agent_id> agents;
  for (const std::string text : {"01JAAAAAAAAAAAAAAAAAAAABXE", "01JAAAAAAAAAAAAAAAAAAAABXS"}) {
    agent_record made;
    made.id = domain::agent_id::parse(text).value();
    made.workspace = workspace;
    write(rows(), [&](writer& to) { storage::agents::create(to, made, at(0)); });
    put(made.id, text, "", "Green tea.");
    agents.push_back(made.id);
  }

  for (const auto& one : agents) {
    const auto found = find(one, {"tea"});
    BOOST_TEST_REQUIRE(found.size() == 1);
    BOOST_TEST(found[0].title == one.str());
  }
}

BOOST_AUTO_TEST_CASE(curated_answers_come_oldest_first_and_the_same_id_replaces) {
  const curated_answer first{ids.make<domain::curated_id>(at(0)),
                             {"hours", "when are you open"},
                             "Nine to five.",
                             "https://shop.example/hours"};
  const curated_answer second{ids.make<domain::curated_id>(at(0)), {}, "Yes.", ""};
  auto changed = first;
  changed.answer = "Ten to six.";
  changed.phrases = {"\"hours\"", "Öffnungszeiten"};
  write(rows(), [&](writer& to) {
    storage::knowledge::put_curated(to, agent, first, at(1));
    storage::knowledge::put_curated(to, agent, second, at(2));
    storage::knowledge::put_curated(to, agent, changed, at(3));
  });

  const auto list =
      read(rows(), [&](reader& from) { return storage::knowledge::curated(from, agent); });

  BOOST_TEST_REQUIRE(list.size() == 2);
  BOOST_TEST((list[0].id == first.id));
  BOOST_TEST(list[0].answer == "Ten to six.");
  BOOST_TEST(list[0].phrases == changed.phrases);
  BOOST_TEST(list[0].url == first.url);
  BOOST_TEST(list[1].phrases.empty());
}

BOOST_AUTO_TEST_SUITE_END()
