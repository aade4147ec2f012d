#include "domain/text/email_address.hpp"

#include <boost/test/unit_test.hpp>

using namespace takeover::domain;

BOOST_AUTO_TEST_SUITE(email_addresses)

BOOST_AUTO_TEST_CASE(an_address_has_one_spelling) {
  for (const auto* given :
       {"pia@example.com", " Pia@Example.COM ", "pia@example.com\u00A0", "pia@example.com\u200B",
        "pia@example.com\u3000", "\u200Bpia@example.com", "\uFEFFpia@example.com",
        "\u202Epia@example.com", "pia@ｅｘａｍｐｌｅ.com"})
    BOOST_TEST(normal_email(given) == "pia@example.com", given);
  for (const auto* given : {"user@münchen.example", "user@MÜNCHEN.example",
                            "user@xn--mnchen-3ya.example", "USER@mu\u0308nchen.example"})
    BOOST_TEST(normal_email(given) == "user@münchen.example", given);
  BOOST_TEST(normal_email(" Not An Address ") == "not an address");
}

BOOST_AUTO_TEST_CASE(what_is_accepted_can_be_mailed) {
  const std::pair<const char*, const char*> addresses[] = {
      {"o'neil.test+shop@example.com", "o'neil.test+shop@example.com"},
      {"!$*'+-^_{|}~@example.com", "!$*'+-^_{|}~@example.com"},
      {"chef@münchen.example", "chef@xn--mnchen-3ya.example"},
      {"info@例え.テスト", "info@xn--r8jz45g.xn--zckzah"},
      {"a@b.co", "a@b.co"}};
  for (const auto& [given, mailed] : addresses) {
    const auto address = normal_email(given);
    BOOST_TEST(email_problem(address).empty(), given << ": " << email_problem(address));
    BOOST_TEST(mailable(address) == mailed);
    for (const char c : mailable(address)) BOOST_TEST(static_cast<unsigned char>(c) < 0x80);
  }
  BOOST_TEST(email_problem(std::string(64, 'a') + "@example.com").empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mailed_is_refused_in_words) {
  for (const auto& text : {std::string{},
                           std::string{"pia"},
                           std::string{"@example.com"},
                           std::string{"pia@"},
                           std::string{"pia@example"},
                           std::string{"pia@@example.com"},
                           std::string{"p ia@example.com"},
                           std::string{"pi\u200Ba@example.com"},
                           std::string{"pia@exa\u00ADmple.com"},
                           std::string{"pi\u202Ea@example.com"},
                           std::string{"pi\u00A0a@example.com"},
                           std::string{"josé@example.com"},
                           std::string{"用户@例え.テスト"},
                           std::string{".pia@example.com"},
                           std::string{"pia.@example.com"},
                           std::string{"pi..a@example.com"},
                           std::string{"pia@-example.com"},
                           std::string{"pia@example-.com"},
                           std::string{"pia@exa_mple.com"},
                           std::string{"pia@.example.com"},
                           std::string{"pia@example..com"},
                           std::string{"pia@example.com."},
                           std::string(65, 'a') + "@example.com",
                           "a@" + std::string(64, 'b') + ".example",
                           std::string{"pia@example.com\xFF"},
                           std::string{"pia@[10.0.0.1]"}})
    BOOST_TEST(!email_problem(normal_email(text)).empty(), text);
}

BOOST_AUTO_TEST_SUITE_END()
