#include "domain/text/host_name.hpp"

#include <boost/test/unit_test.hpp>

#include "domain/agents/agent_profile.hpp"

using namespace takeover::domain;

BOOST_AUTO_TEST_SUITE(host_names)

BOOST_AUTO_TEST_CASE(names_are_written_as_dns_has_them) {
  const std::pair<const char*, const char*> hosts[] = {
      {"Shop.Example", "shop.example"},
      {"münchen.example", "xn--mnchen-3ya.example"},
      {"MÜNCHEN.example", "xn--mnchen-3ya.example"},
      {"mu\u0308nchen.example", "xn--mnchen-3ya.example"},
      {"XN--MNCHEN-3YA.example", "xn--mnchen-3ya.example"},
      {"straße.example", "xn--strae-oqa.example"},
      {"例え。テスト", "xn--r8jz45g.xn--zckzah"},
      {"ｓｈｏｐ.example", "shop.example"},
      {"президент.рф", "xn--d1abbgf6aiiy.xn--p1ai"},
      {"موقع.مثال", "xn--4gbrim.xn--mgbh0fb"},
      {"a_b.example", "a_b.example"},
      {"r3---sn.example", "r3---sn.example"},
      {"127.0.0.1", "127.0.0.1"},
  };
  for (const auto& [given, ascii] : hosts)
    BOOST_TEST(ascii_host(given).value_or("") == ascii, given);
  BOOST_TEST(readable_host("xn--mnchen-3ya.example").value() == "münchen.example");
  BOOST_TEST(readable_host("MÜNCHEN.example").value() == "münchen.example");
  BOOST_TEST(readable_host("Shop.example").value() == "shop.example");
}

BOOST_AUTO_TEST_CASE(what_can_be_no_host_is_none) {
  const std::string long_label(64, 'a');
  for (const std::string& text :
       {std::string{}, std::string{"."}, std::string{"a..b"}, std::string{".a"}, std::string{"a b"},
        std::string{"a/b"}, std::string{"a?b"}, std::string{"a@b"}, std::string{"a%20b"},
        std::string{"a\u200Bb"}, std::string{"a\u00ADb"}, std::string{"ä\u202Eb"},
        std::string{"xn--\u00FC"}, std::string{"xn--zzzzzz--"}, std::string{"\xFF.example"},
        std::string{"*.example"}, std::string{"אa.example"}, long_label + ".example"})
    BOOST_TEST(!ascii_host(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(origins_are_those_that_browsers_send) {
  const std::pair<const char*, const char*> origins[] = {
      {"https://Shop.Example", "https://shop.example"},
      {"HTTPS://shop.example/", "https://shop.example"},
      {"https://münchen.example", "https://xn--mnchen-3ya.example"},
      {"https://shop.example:", "https://shop.example"},
      {"https://shop.example:443", "https://shop.example"},
      {"https://shop.example:0443", "https://shop.example"},
      {"https://shop.example:08443", "https://shop.example:8443"},
      {"http://shop.example:443", "http://shop.example:443"},
      {"http://shop.example:80", "http://shop.example"},
      {"https://[2001:db8:0:0:0:0:0:1]", "https://[2001:db8::1]"},
      {"https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"},
      {"http://localhost:3000", "http://localhost:3000"},
  };
  for (const auto& [given, normal] : origins) BOOST_TEST(normal_origin(given) == normal, given);
}

BOOST_AUTO_TEST_CASE(what_no_browser_sends_is_no_origin) {
  for (const auto* text :
       {"", "null", "shop.example", "ftp://shop.example", "http://[::1", "https://[::1]x",
        "https://[zz::1]", "https://shop.example:99999", "https://shop.example:x",
        "https://shop.example/a", "https://a@shop.example", "https://*.shop.example", "https://",
        "https:///", "https://shop.example//", "https://[]", "https://sh op.example"})
    BOOST_TEST(normal_origin(text).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
