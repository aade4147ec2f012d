#include <boost/test/unit_test.hpp>

#include "net/http/route_table.hpp"

using namespace takeover::net::http;

namespace {

/// An endpoint that is only known by its number.
struct numbered {
  int number = 0;
};
using numbered_route = route<numbered>;

constexpr numbered_route talks[] = {
    {method::get, "/api/talks", 1},       {method::get, "/api/talks/{id}", 2},
    {method::del, "/api/talks/{id}", 3},  {method::post, "/api/talks/{id}/notes", 4},
    {method::post, "/api/talks/bulk", 5},
};
constexpr numbered_route pages[] = {
    {method::get, "/", 10},
    {method::get, "/app/*", 11},
    {method::get, "/app/leads/feed", 12},
};

struct table_fixture {
  [[nodiscard]] int found(method verb, std::string_view path) const {
    const auto match = table.find(verb, path);
    return match.found == nullptr ? 0 : match.found->number;
  }
  [[nodiscard]] std::string_view id(method verb, std::string_view path) const {
    return table.find(verb, path).id;
  }
  const route_table<numbered> table{talks, pages};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(route_tables, table_fixture)

BOOST_AUTO_TEST_CASE(route_is_found_by_method_and_path_across_features) {
  BOOST_TEST(found(method::get, "/api/talks") == 1);
  BOOST_TEST(found(method::get, "/api/talks/7") == 2);
  BOOST_TEST(found(method::del, "/api/talks/7") == 3);
  BOOST_TEST(found(method::post, "/api/talks/7/notes") == 4);
  BOOST_TEST(found(method::get, "/") == 10);
}

BOOST_AUTO_TEST_CASE(head_finds_the_route_for_get) {
  BOOST_TEST(found(method::head, "/api/talks/7") == 2);
  BOOST_TEST(found(method::head, "/api/talks/7/notes") == 0);
}

BOOST_AUTO_TEST_CASE(wildcard_stands_for_one_segment_or_for_the_rest) {
  BOOST_TEST(id(method::get, "/api/talks/7") == "7");
  BOOST_TEST(id(method::post, "/api/talks/7/notes") == "7");
  BOOST_TEST(id(method::get, "/app/inbox/7") == "inbox/7");
  BOOST_TEST(id(method::get, "/app/") == "");
  BOOST_TEST(id(method::get, "/api/talks") == "");
  for (const auto* path :
       {"/api/talks/", "/api/talks//notes", "/api/talks/7/8/notes", "/api/talks/7/", "/api/talk",
        "/api/talks/7/note", "/apps", "", "api/talks"})
    BOOST_TEST(found(method::get, path) + found(method::post, path) == 0, path);
}

BOOST_AUTO_TEST_CASE(most_specific_pattern_wins_whatever_the_order) {
  BOOST_TEST(found(method::get, "/app/leads/feed") == 12);
  BOOST_TEST(found(method::get, "/app/leads/other") == 11);
  BOOST_TEST(found(method::post, "/api/talks/bulk") == 5);
  BOOST_TEST(found(method::get, "/api/talks/bulk") == 2);
}

BOOST_AUTO_TEST_CASE(methods_that_fit_a_path_are_allowed_in_their_declared_order) {
  const auto match = table.find(method::put, "/api/talks/bulk");
  BOOST_TEST(match.found == nullptr);
  BOOST_TEST(match.path_is_known);
  BOOST_TEST(table.allowed_methods("/api/talks/bulk") == "GET, HEAD, DELETE, POST");
  BOOST_TEST(table.allowed_methods("/api/talks/7/notes") == "POST");
  BOOST_TEST(!table.find(method::put, "/nowhere").path_is_known);
  BOOST_TEST(table.allowed_methods("/nowhere") == "");
}

BOOST_AUTO_TEST_CASE(pattern_that_cannot_be_matched_is_refused) {
  for (const auto* pattern :
       {"/app*", "/app/*/x", "/talks/x{id}", "/talks/{id", "/talks/{id}/{id}", "{id}"}) {
    const numbered_route broken[] = {{method::get, pattern, 1}};
    BOOST_CHECK_THROW(route_table<numbered>{broken}, std::invalid_argument);
  }
}

BOOST_AUTO_TEST_SUITE_END()
