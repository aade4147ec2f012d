#include <boost/test/unit_test.hpp>

#include "net/crypto/base64.hpp"
#include "net/crypto/hmac.hpp"

namespace takeover::net::crypto {

BOOST_AUTO_TEST_SUITE(crypto)

/// Source: RFC 4648, section 10.
BOOST_AUTO_TEST_CASE(base64_has_padding_and_its_url_form_has_none) {
  BOOST_TEST(base64("foob") == "Zm9vYg==");
  BOOST_TEST(base64("") == "");
  BOOST_TEST(base64url("foob") == "Zm9vYg");
  BOOST_TEST(base64("\xFB\xFF") == "+/8=");
  BOOST_TEST(base64url("\xFB\xFF") == "-_8");
}

BOOST_AUTO_TEST_CASE(base64url_refuses_what_it_would_not_have_written) {
  BOOST_TEST(from_base64url("Zm9vYg").value() == "foob");
  for (const auto* text : {"Zm9vYg==", "+/8", "Zm9v Yg", "Z", "\xACm9vYg", "Zm9v\xAC"})
    BOOST_TEST(!from_base64url(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(base64_is_read_up_to_the_first_other_character) {
  BOOST_TEST(from_base64("Zm9v!Yg==") == "foo");
  BOOST_TEST(from_base64("Zm9v\xACg==") == "foo");
}

/// Source: RFC 4231, test case 2.
BOOST_AUTO_TEST_CASE(hmac_is_that_of_the_standard_however_the_text_is_cut) {
  constexpr auto expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  const auto hex = [](std::initializer_list<std::string_view> parts) {
    return storage::to_hex(storage::bytes_of(hmac_sha256("Jefe", parts)));
  };
  BOOST_TEST(hex({"what do ya want for nothing?"}) == expected);
  BOOST_TEST(hex({"what do ya ", "", "want for nothing?"}) == expected);
}

BOOST_AUTO_TEST_CASE(comparison_needs_every_byte) {
  BOOST_TEST(equal_in_constant_time("abc", "abc"));
  BOOST_TEST(equal_in_constant_time("", ""));
  BOOST_TEST(!equal_in_constant_time("abc", "abd"));
  BOOST_TEST(!equal_in_constant_time("abc", "ab"));
}

/// Source: FIPS 180-4, "abc".
BOOST_AUTO_TEST_CASE(sha256_is_that_of_the_standard) {
  BOOST_TEST(storage::to_hex(storage::bytes_of(storage::sha256("abc"))) ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::net::crypto
