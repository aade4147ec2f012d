// What somebody types finds the same people on every database.
#include <boost/test/unit_test.hpp>
#include <set>

#include "storage/conversations/conversation_list.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/leads/leads.hpp"
#include "tests/storage/workspace_fixture.hpp"
#include "tests/support/tables.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;

namespace {

struct search_fixture : workspace_fixture {
  domain::lead_id given_lead(const domain::lead_fields& fields, const std::string& email) {
    auto chat = given_conversation();
    const auto outcome = chat.leave_lead(rows(), email, fields);
    return std::get<committed>(outcome).lead.value().id;
  }
  std::int64_t found(const std::string& typed) {
    return read(rows(), [&](reader& from) {
      const lead_query query{workspace, {}, typed, {}, 50};
      const auto list = storage::leads::list(from, query).value();
      BOOST_TEST(storage::leads::count(from, query) == std::ssize(list.items));
      return std::ssize(list.items);
    });
  }
  std::size_t conversations(const std::string& typed) {
    return read(rows(), [&](reader& from) {
      conversation_query query;
      query.workspace = workspace;
      query.filter = conversation_filter::all;
      query.text = typed;
      query.limit = 50;
      return conversation_list::page(from, query).value().items.size();
    });
  }
  void erase(domain::lead_id lead) {
    write(rows(), [&](writer& to) { storage::leads::remove(to, olga, lead, at(9)).value(); });
  }
};

std::vector<std::string> parts_of(const std::string& person) {
  std::vector<std::string> parts(1);
  for (const char c : person)
    if (c == ';')
      parts.emplace_back();
    else if (c != ' ' || !parts.back().empty())
      parts.back() += c;
  parts.resize(3);
  return parts;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lead_search, search_fixture)

BOOST_AUTO_TEST_CASE(people_of_many_languages_are_found) {
  std::set<std::string> languages;
  for (const auto& row : tests::language_rows("lead")) {
    languages.insert(row.language);
    const auto person = parts_of(row.text);
    const auto lead =
        given_lead({person[0], "", person[2], {}}, person[1].empty() ? "x@y.example" : person[1]);
    BOOST_TEST((found(row.sought) == 1) == row.hit,
               row.language << ": " << row.sought << " finds " << row.text);
    erase(lead);
  }
  BOOST_TEST(languages.size() >= 20U);
}

BOOST_AUTO_TEST_CASE(a_lead_is_found_by_its_new_name_and_no_longer_by_the_old_one) {
  auto chat = given_conversation();
  chat.leave_lead(rows(), "anna@example.com", {"Anna Grün", "", "", {}});
  BOOST_TEST(found("grun") == 1);
  chat.leave_lead(rows(), "anna@example.com", {"Anna Weiß", "", "030 1", {}});
  BOOST_TEST(found("grun") == 0);
  BOOST_TEST(found("WEISS") == 1);
  BOOST_TEST(conversations("weiss") == 1U);
}

BOOST_AUTO_TEST_CASE(conversations_are_found_by_their_visitor) {
  const auto lead = given_lead({"Łukasz", "", "", {}}, "l@example.com");
  BOOST_TEST(conversations("LUKASZ") == 1U);
  BOOST_TEST(conversations("l@EXAMPLE") == 1U);
  BOOST_TEST(conversations("pawel") == 0U);
  erase(lead);
  BOOST_TEST(conversations("lukasz") == 0U);
}

BOOST_AUTO_TEST_CASE(conversations_are_found_by_their_page_as_people_read_it) {
  (void)given_conversation("https://Shop.example/K%C3%A4se?Size=L");
  (void)given_conversation("https://shop.example/100%25");
  for (const auto* typed : {"shop.example/k", "Käse", "käse", "size=l", "Ka\u0308se"})
    BOOST_TEST(conversations(typed) == 1U, typed);
  BOOST_TEST(conversations("shop.example") == 2U);
  BOOST_TEST(conversations("100%25") == 1U);
  BOOST_TEST(conversations("shop_example") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
