// Which codings a client takes, and what a packed body is.
#include <zlib.h>

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "net/http/coding/content_coding.hpp"

using namespace takeover::net;

namespace {

std::string unpacked(std::string_view packed) {
  z_stream stream{};
  BOOST_REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  std::string to(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(to.data());
  stream.avail_out = static_cast<uInt>(to.size());
  BOOST_REQUIRE(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  to.resize(stream.total_out);
  inflateEnd(&stream);
  return to;
}

boost::json::object rows(int count) {
  boost::json::array items;
  for (int n = 0; n < count; ++n)
    items.push_back(boost::json::object{{"id", n}, {"name", "Lou"}, {"status", "new"}});
  return {{"items", std::move(items)}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(content_coding)

BOOST_AUTO_TEST_CASE(a_coding_is_taken_if_it_is_named_with_a_weight_or_meant_by_the_star) {
  const auto takes = [](std::string_view accepted) {
    return http::accepts_coding(accepted, "gzip");
  };
  for (const auto* accepted : {"gzip", "GZIP", "x-gzip", "deflate, gzip", "gzip;q=1",
                               "gzip; q=0.001", "gzip;Q=0.5", "*", "br, *;q=0.1", "gzip;q=1.000"})
    BOOST_TEST_CONTEXT(accepted) BOOST_TEST(takes(accepted));
  for (const auto* accepted :
       {"", "br", "identity", "gzip;q=0", "gzip;q=0.0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
        "gzip;q=nonsense", "gzip;q=0.0001", "gzip;level=9", "gzipped"})
    BOOST_TEST_CONTEXT(accepted) BOOST_TEST(!takes(accepted));
}

BOOST_AUTO_TEST_CASE(a_client_that_likes_it_less_than_a_plain_body_gets_a_plain_body) {
  BOOST_TEST(http::prefers_gzip("gzip, deflate, br"));
  BOOST_TEST(http::prefers_gzip("gzip;q=0.5, identity;q=0.5"));
  BOOST_TEST(!http::prefers_gzip("gzip;q=0.5, identity"));
  BOOST_TEST(!http::prefers_gzip("gzip;q=0.2, identity;q=0.3"));
  BOOST_TEST(!http::prefers_gzip("br"));
}

BOOST_AUTO_TEST_CASE(a_packed_body_is_the_same_and_shorter_each_time) {
  for (const int count : {40, 5'000, 40}) {
    auto answer = http::json(200, rows(count));
    const auto plain = answer.body;
    BOOST_TEST(http::is_packable(answer));
    http::pack(answer);
    BOOST_TEST(http::is_packed(answer));
    BOOST_TEST(answer.body.size() < plain.size() / 2);
    BOOST_TEST(unpacked(answer.body) == plain);
  }
}

BOOST_AUTO_TEST_CASE(what_gets_no_shorter_stays_as_it_is) {
  http::response noise;
  noise.content_type = "application/json";
  std::uint32_t seed = 1;
  for (int n = 0; n < 4'000; ++n) {
    seed = seed * 1'664'525U + 1'013'904'223U;
    noise.body += static_cast<char>(seed >> 24U);
  }
  const auto before = noise.body;
  http::pack(noise);
  BOOST_TEST(!http::is_packed(noise));
  BOOST_TEST((noise.body == before));
}

BOOST_AUTO_TEST_CASE(small_answers_problems_and_texts_are_not_worth_it) {
  BOOST_TEST(!http::is_packable(http::json(200, rows(1))));
  BOOST_TEST(!http::is_packable(http::json(201, rows(100))));
  BOOST_TEST(!http::is_packable(http::text(200, std::string(5'000, 'x'))));
  BOOST_TEST(
      !http::is_packable(http::problem(400, "malformed-request", "Bad", std::string(5'000, 'x'))));
}

BOOST_AUTO_TEST_SUITE_END()
