#include <boost/test/unit_test.hpp>

#include "net/crypto/base64.hpp"
#include "net/outbound/webhook/webhook_signature.hpp"

namespace takeover::net::outbound {
namespace {

using namespace crypto;

BOOST_AUTO_TEST_SUITE(webhook_signatures)

/// The vector that the libraries of Standard Webhooks test themselves with.
BOOST_AUTO_TEST_CASE(the_standard_signature_is_that_of_the_specification) {
  BOOST_TEST(standard_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "msg_p5jXN8AQM9LWM0D4loKWxJek", 1'614'265'330,
                                R"({"test": 2432232314})") ==
             "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

/// Computed with `printf '1614265330.{"a":1}' | openssl dgst -sha256 -hmac
/// whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw`.
BOOST_AUTO_TEST_CASE(our_own_signature_covers_time_and_body_under_the_secret_as_shown) {
  BOOST_TEST(
      takeover_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1'614'265'330, R"({"a":1})") ==
      "t=1614265330,v1=1ab9289e001574cd47b050aeb73ea3df7ce1db2c42990eb3fb82c03ec0f1ac6a");
}

BOOST_AUTO_TEST_CASE(secrets_have_256_bits_and_differ) {
  const auto one = new_webhook_secret();
  BOOST_TEST(one.starts_with("whsec_"));
  BOOST_TEST(from_base64(one.substr(6)).size() == 32U);
  BOOST_TEST(one != new_webhook_secret());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::net::outbound
