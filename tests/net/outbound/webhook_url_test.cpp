#include <arpa/inet.h>
#include <netinet/in.h>

#include <boost/test/unit_test.hpp>
#include <cstring>

#include "net/outbound/webhook/webhook_url.hpp"

namespace takeover::net::outbound {
namespace {

bool reaches_the_internet(const char* text) {
  sockaddr_storage room{};
  if (auto& four = reinterpret_cast<sockaddr_in&>(room);
      inet_pton(AF_INET, text, &four.sin_addr) == 1)
    four.sin_family = AF_INET;
  else if (auto& six = reinterpret_cast<sockaddr_in6&>(room);
           inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
    six.sin6_family = AF_INET6;
  return is_public(reinterpret_cast<const sockaddr&>(room));
}

std::string refusal(std::string_view url, private_addresses policy = private_addresses::refused) {
  const auto checked = check_webhook_url(url, policy);
  return checked ? std::string{} : checked.error().fields.at("url");
}

BOOST_AUTO_TEST_SUITE(webhook_urls)

BOOST_AUTO_TEST_CASE(a_url_is_kept_as_it_is_called) {
  const std::pair<const char*, const char*> urls[] = {
      {" https://crm.example.com/hooks?a=b \u200B", "https://crm.example.com/hooks?a=b"},
      {"https://MÜNCHEN.example/käse?q=ü", "https://xn--mnchen-3ya.example/k%C3%A4se?q=%C3%BC"},
      {"https://例え.テスト:8443/x", "https://xn--r8jz45g.xn--zckzah:8443/x"},
      {"https://ｃｒｍ.example/", "https://crm.example/"}};
  for (const auto& [given, called] : urls)
    BOOST_TEST(check_webhook_url(given, private_addresses::refused).value() == called, given);
}

BOOST_AUTO_TEST_CASE(a_private_host_in_other_letters_is_private) {
  for (const auto* url : {"http://１２７.0.0.1/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://10。0。0。1/",
                          "http://loc\u00ADalhost/", "http://crm．internal/"})
    BOOST_TEST(!refusal(url).empty(), url);
}

BOOST_AUTO_TEST_CASE(special_purpose_addresses_are_not_public) {
  for (const auto* text : {"0.0.0.0",
                           "0.1.2.3",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "100.127.255.255",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.0.1",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.1",
                           "192.0.2.7",
                           "192.88.99.1",
                           "192.168.0.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.9",
                           "224.0.0.1",
                           "239.1.2.3",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::7f00:1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::ffff:169.254.169.254",
                           "64:ff9b::a00:1",
                           "64:ff9b:1::1",
                           "100::1",
                           "fc00::1",
                           "fd00:ec2::254",
                           "fe80::1",
                           "febf::1",
                           "fec0::1",
                           "ff02::1",
                           "2001:db8::1",
                           "2001::1",
                           "2002:7f00:1::",
                           "2002:808:808::",
                           "3fff::1",
                           "4000::1"})
    BOOST_TEST(!reaches_the_internet(text), text);
}

BOOST_AUTO_TEST_CASE(neighbours_of_those_blocks_are_public) {
  for (const auto* text :
       {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",        "11.0.0.0",
        "100.63.255.255",  "100.128.0.0",     "126.255.255.255",      "128.0.0.1",
        "169.253.255.255", "169.255.0.0",     "172.15.255.255",       "172.32.0.0",
        "192.0.1.1",       "192.167.255.255", "192.169.0.0",          "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e",
        "2001:200::1",     "::ffff:8.8.8.8",  "64:ff9b::808:808"})
    BOOST_TEST(reaches_the_internet(text), text);
}

BOOST_AUTO_TEST_CASE(anything_but_ip_is_not_public) {
  sockaddr local{};
  local.sa_family = AF_UNIX;
  BOOST_TEST(!is_public(local));
}

BOOST_AUTO_TEST_CASE(a_url_is_http_or_https_and_holds_no_secret) {
  BOOST_TEST(refusal("https://crm.example.com/hooks/leads?team=1") == "");
  BOOST_TEST(refusal("http://crm.example.com:8080") == "");
  BOOST_TEST(refusal("https://8.8.8.8/") == "");
  for (const auto* url : {"", "crm.example.com", "ftp://crm.example.com/", "file:///etc/passwd",
                          "https://", "https:///path", "https://a b/", "javascript:alert(1)",
                          "https://user:secret@crm.example.com/", "https://crm.example.com/#part",
                          "https://crm.example.com:0/", "https://crm.example.com:99999/",
                          "http://[2606:4700::1111]@127.0.0.1/", "http://1.1.1.1.localhost/",
                          "http://[2606:4700::1111].localhost/", "http://1.1.1.1:80@localhost/"})
    BOOST_TEST(refusal(url) != "", url);
  BOOST_TEST(refusal("https://crm.example.com/" + std::string(2'048, 'a')) != "");
}

BOOST_AUTO_TEST_CASE(private_hosts_are_refused_in_every_spelling_unless_allowed) {
  for (const auto* url :
       {"http://127.0.0.1/", "http://127.1/", "http://0x7f000001/", "http://2130706433/",
        "http://0177.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/", "http://localhost:8080/", "http://LOCALHOST./",
        "http://a.localhost/", "http://[fe80::1]/", "http://10.0.0.1/"}) {
    BOOST_TEST(refusal(url) != "", url);
    BOOST_TEST(refusal(url, private_addresses::allowed) == "", url);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::net::outbound
