#include <boost/test/unit_test.hpp>

#include "app/listen_address.hpp"

using namespace takeover;
using app::parse_endpoint;

BOOST_AUTO_TEST_SUITE(listen_address)

BOOST_AUTO_TEST_CASE(host_and_port_are_read_apart) {
  const auto read = parse_endpoint("127.0.0.1:8080");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->host == "127.0.0.1");
  BOOST_TEST(read->port == 8080);
}

BOOST_AUTO_TEST_CASE(an_ipv6_host_stands_in_brackets) {
  const auto read = parse_endpoint("[::1]:0");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->host == "::1");
  BOOST_TEST(read->port == 0);
}

BOOST_AUTO_TEST_CASE(anything_else_is_invalid) {
  for (const auto* text : {"", "8080", ":8080", "localhost", "localhost:", "localhost:http",
                           "localhost:65536", "::1:8080", "[]:80", "[::1:80"})
    BOOST_TEST_CONTEXT(text) BOOST_TEST((parse_endpoint(text).error() == domain::errc::invalid));
}

BOOST_AUTO_TEST_CASE(the_bound_port_replaces_the_one_of_the_settings) {
  BOOST_TEST(app::with_port("127.0.0.1:0", 49152) == "127.0.0.1:49152");
  BOOST_TEST(app::with_port("[::1]:0", 80) == "[::1]:80");
}

BOOST_AUTO_TEST_SUITE_END()
