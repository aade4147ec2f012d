#include "net/auth/device_cookie.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover;
using namespace takeover::net::auth;

namespace {

constexpr std::string_view key = "a secret of thirty-two bytes ....";

domain::user_id somebody() {
  domain::random_ids ids;
  return ids.make<domain::user_id>(domain::from_ms(1'750'000'000'000));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(device_cookie)

BOOST_AUTO_TEST_CASE(a_cookie_says_who_signed_in) {
  const auto user = somebody();
  const auto cookie = make_device_cookie(key, user);
  const auto device = read_device_cookie(key, cookie);
  BOOST_REQUIRE(device);
  BOOST_TEST(device->user.str() == user.str());
  BOOST_TEST(device->nonce.size() == 32);
  BOOST_TEST(make_device_cookie(key, user) != cookie);
}

BOOST_AUTO_TEST_CASE(nobody_else_can_make_or_change_one) {
  const auto cookie = make_device_cookie(key, somebody());
  BOOST_TEST(!read_device_cookie("another secret", cookie));
  const auto mac = cookie.substr(cookie.rfind('.'));
  BOOST_TEST(!read_device_cookie(key, somebody().str() + cookie.substr(26, 33) + mac));
  for (const std::string_view wrong : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d"})
    BOOST_TEST(!read_device_cookie(key, wrong));
  BOOST_TEST(!read_device_cookie(key, cookie + "A"));
  BOOST_TEST(!read_device_cookie(key, cookie.substr(0, cookie.size() - 1)));
}

BOOST_AUTO_TEST_SUITE_END()
