#include <boost/test/unit_test.hpp>

#include "net/auth/token_claims.hpp"
#include "net/auth/visitor_token.hpp"
#include "tests/net/wire/wire_samples.hpp"

using namespace takeover;
using namespace takeover::net::auth;

namespace {

const domain::visitor_identity mia{samples::workspace, samples::agent, samples::visitor,
                                   samples::conversation};

}  // namespace

BOOST_AUTO_TEST_SUITE(token_claims_in_json)

BOOST_AUTO_TEST_CASE(claims_read_back_as_they_were_written) {
  const auto read = read_token_claims(write_token_claims({mia, 1'795'339'860}, 1'795'339'800));
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((read->who.visitor == mia.visitor));
  BOOST_TEST((read->who.conversation == mia.conversation));
  BOOST_TEST((read->who.agent == mia.agent));
  BOOST_TEST((read->who.workspace == mia.workspace));
  BOOST_TEST(read->expires == 1'795'339'860);
}

BOOST_AUTO_TEST_CASE(claims_that_lack_an_id_or_the_time_are_none) {
  BOOST_TEST(!read_token_claims("").has_value());
  BOOST_TEST(!read_token_claims("[]").has_value());
  BOOST_TEST(!read_token_claims(R"({"sub":"x","exp":1})").has_value());
}

BOOST_AUTO_TEST_CASE(an_unreadable_header_has_no_algorithm) {
  BOOST_TEST(read_token_algorithm(R"({"alg":"HS256","typ":"JWT"})") == "HS256");
  BOOST_TEST(read_token_algorithm("{}").empty());
  BOOST_TEST(read_token_algorithm("x").empty());
}

BOOST_AUTO_TEST_CASE(a_token_is_good_for_an_hour) {
  const visitor_tokens tokens{"the installation's secret"};
  const auto token = tokens.issue(mia, samples::at);
  BOOST_TEST(tokens.verify(token, samples::at + std::chrono::minutes{59}).has_value());
  BOOST_TEST((tokens.verify(token, samples::at + std::chrono::minutes{60}).error() ==
              domain::errc::token_expired));
  BOOST_TEST((visitor_tokens{"another"}.verify(token, samples::at).error() ==
              domain::errc::unauthenticated));
}

BOOST_AUTO_TEST_SUITE_END()
