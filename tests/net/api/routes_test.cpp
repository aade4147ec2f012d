#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>

#include "net/api/routes.hpp"

using namespace takeover;

namespace {

std::vector<std::string> lines() {
  std::vector<std::string> all;
  std::istringstream text{net::described_routes()};
  for (std::string line; std::getline(text, line);) all.push_back(line);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(routes)

BOOST_AUTO_TEST_CASE(the_messages_of_visitors_and_members_stand_first) {
  const auto all = lines();
  BOOST_REQUIRE(all.size() > 3U);
  BOOST_TEST(all[0] == "POST /v1/widget/messages visitor -");
  BOOST_TEST(all[1] == "POST /v1/widget/messages/stream visitor -");
  BOOST_TEST(all[2] == "POST /api/conversations/{id}/messages member member");
}

BOOST_AUTO_TEST_CASE(no_route_is_declared_twice) {
  std::set<std::string> seen;
  for (const auto& feature : net::all_routes())
    for (const auto& route : feature) {
      const auto name =
          std::string{net::http::name_of(route.verb)} + " " + std::string{route.pattern};
      BOOST_TEST_CONTEXT(name) BOOST_TEST(seen.insert(name).second);
    }
}

BOOST_AUTO_TEST_CASE(every_route_of_the_api_needs_a_member_except_signing_in) {
  for (const auto& line : lines())
    if (line.find(" /api/") != std::string::npos && !line.starts_with("POST /api/session "))
      BOOST_TEST_CONTEXT(line) BOOST_TEST(line.find(" member ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
