#include "net/http/client/forwarded.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <ostream>

using namespace takeover::net::http;

namespace {

boost::asio::ip::address address(std::string_view text) { return parse_address(text).value(); }

struct forwarding_case {
  std::string_view peer, for_, forwarded, client;
};
std::ostream& operator<<(std::ostream& to, const forwarding_case& c) {
  return to << c.peer << " | " << c.for_ << " | " << c.forwarded;
}

// Trusted: 10.0.0.0/8, 127.0.0.1, fd00::/8.
const forwarding_case cases[] = {
    {"127.0.0.1", "", "", "127.0.0.1"},
    {"127.0.0.1", "198.51.100.7", "", "198.51.100.7"},
    {"127.0.0.1", "203.0.113.9, 198.51.100.7", "", "198.51.100.7"},
    {"127.0.0.1", "203.0.113.9, 198.51.100.7, 10.1.2.3", "", "198.51.100.7"},
    {"127.0.0.1", "10.9.9.9, 10.1.2.3", "", "10.9.9.9"},
    {"127.0.0.1", "198.51.100.7:4711", "", "198.51.100.7"},
    {"127.0.0.1", "[2001:db8::7]:4711", "", "2001:db8::7"},
    {"127.0.0.1", "2001:db8::7", "", "2001:db8::7"},
    {"127.0.0.1", "::ffff:198.51.100.7", "", "198.51.100.7"},
    {"127.0.0.1", "198.51.100.7, unknown", "", "127.0.0.1"},
    {"127.0.0.1", "198.51.100.7, 10.1.2.3, unknown, 10.4.4.4", "", "10.4.4.4"},
    {"127.0.0.1", "unknown, 198.51.100.7", "", "198.51.100.7"},
    {"127.0.0.1", "198.51.100.7,", "", "127.0.0.1"},
    {"127.0.0.1", "'; DROP TABLE--", "", "127.0.0.1"},
    {"127.0.0.1", "198.51.100.7:99999", "", "127.0.0.1"},
    {"127.0.0.1", "fe80::1%eth0", "", "127.0.0.1"},
    {"127.0.0.1", "[198.51.100.7]", "", "127.0.0.1"},
    {"fd00::2", "198.51.100.7", "", "198.51.100.7"},
    {"127.0.0.1", "", "for=198.51.100.7", "198.51.100.7"},
    {"127.0.0.1", "", "For=\"[2001:db8::7]:4711\";proto=https", "2001:db8::7"},
    {"127.0.0.1", "", "for=203.0.113.9, for=198.51.100.7;by=10.1.1.1", "198.51.100.7"},
    {"127.0.0.1", "", "for=198.51.100.7, for=10.1.2.3", "198.51.100.7"},
    {"127.0.0.1", "", "for=_hidden", "127.0.0.1"},
    {"127.0.0.1", "", "for=unknown", "127.0.0.1"},
    {"127.0.0.1", "", "by=10.0.0.1;for=\"198.51.100.7\"", "198.51.100.7"},
    {"127.0.0.1", "", "for=\"203.0.113.9, for=198.51.100.7", "127.0.0.1"},
    {"127.0.0.1", "", "for=\"a,b\", for=198.51.100.7", "198.51.100.7"},
    {"127.0.0.1", "198.51.100.7", "for=203.0.113.9", "198.51.100.7"},
};

networks trusted() { return networks::parse("10.0.0.0/8, 127.0.0.1, fd00::/8").value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(forwarded)

BOOST_DATA_TEST_CASE(the_client_is_the_last_hop_that_is_no_trusted_proxy,
                     boost::unit_test::data::make(cases)) {
  const auto client =
      client_of(address(sample.peer), {sample.for_, "", sample.forwarded}, trusted());
  BOOST_TEST(client.address.to_string() == sample.client);
}

BOOST_AUTO_TEST_CASE(the_scheme_is_what_the_nearest_proxy_says) {
  const auto how = [](std::string_view proto, std::string_view forwarded) {
    return client_of(address("127.0.0.1"), {"", proto, forwarded}, trusted()).how;
  };
  BOOST_CHECK(how("https", "") == scheme::https);
  BOOST_CHECK(how("HTTP", "") == scheme::http);
  BOOST_CHECK(how("https, http", "") == scheme::http);
  BOOST_CHECK(how("gopher", "") == scheme::unknown);
  BOOST_CHECK(how("", "for=198.51.100.7;proto=https") == scheme::https);
  BOOST_CHECK(how("", "") == scheme::unknown);
}

BOOST_AUTO_TEST_CASE(a_list_that_never_ends_is_read_from_its_end_only) {
  std::string hops;
  for (int i = 0; i < 5'000; ++i) hops += "10.0.0.1, ";
  const auto client = client_of(address("127.0.0.1"), {hops + "10.0.0.2", "", ""}, trusted());
  BOOST_TEST(client.address.to_string() == "10.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_network_is_read_with_and_without_its_prefix) {
  const auto all = networks::parse("192.0.2.0/23 2001:db8::/47,198.51.100.7").value();
  BOOST_TEST(all.contain(address("192.0.3.255")));
  BOOST_TEST(!all.contain(address("192.0.4.0")));
  BOOST_TEST(all.contain(address("2001:db8:1::1")));
  BOOST_TEST(!all.contain(address("2001:db8:2::1")));
  BOOST_TEST(all.contain(address("198.51.100.7")));
  BOOST_TEST(!all.contain(address("198.51.100.8")));
  BOOST_TEST(networks::parse("0.0.0.0/0").value().contain(address("8.8.8.8")));
  BOOST_TEST(!networks::parse("0.0.0.0/0").value().contain(address("2001:db8::1")));
  BOOST_TEST(networks::parse(" ").value().empty());
}

BOOST_AUTO_TEST_CASE(a_part_that_is_no_network_is_named) {
  for (const std::string_view wrong : {"10.0.0.0/33", "10.0.0/8", "::1/129", "nginx", "10.0.0.0/",
                                       "10.0.0.0/-1", "fe80::1%lo", "::ffff:10.0.0.0/200"}) {
    const auto parsed = networks::parse(std::string{"127.0.0.1, "} + std::string{wrong});
    BOOST_REQUIRE(!parsed);
    BOOST_TEST(parsed.error().detail.find(wrong) != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
