#include "net/http/client/proxy_protocol.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace takeover::net::http;
using progress = proxy_header::progress;

namespace {

constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};

std::string header(unsigned char version_and_command, unsigned char family,
                   std::string_view block) {
  std::string bytes{signature};
  bytes += static_cast<char>(version_and_command);
  bytes += static_cast<char>(family);
  bytes += static_cast<char>(block.size() >> 8U);
  bytes += static_cast<char>(block.size() & 0xFFU);
  return bytes.append(block);
}

const std::string ipv4_block{"\xC6\x33\x64\x07\x7F\x00\x00\x01\x12\x34\x1F\x90", 12};
const std::string ipv6_block = std::string{"\x20\x01\x0D\xB8", 4} + std::string(11, '\0') + "\x07" +
                               std::string(15, '\0') + "\x01" + "\x12\x34\x1F\x90";

}  // namespace

BOOST_AUTO_TEST_SUITE(proxy_protocol)

BOOST_AUTO_TEST_CASE(the_client_is_read_from_both_families) {
  const auto four = read_proxy_header(header(0x21, 0x11, ipv4_block) + "GET / HTTP/1.1");
  BOOST_CHECK(four.where == progress::complete);
  BOOST_TEST(four.used == 28);
  BOOST_TEST(four.client->to_string() == "198.51.100.7");
  const auto six = read_proxy_header(header(0x21, 0x21, ipv6_block));
  BOOST_TEST(six.used == 52);
  BOOST_TEST(six.client->to_string() == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(extensions_are_skipped) {
  const auto read = read_proxy_header(header(0x21, 0x11, ipv4_block + std::string(500, 'x')));
  BOOST_CHECK(read.where == progress::complete);
  BOOST_TEST(read.used == 528);
}

BOOST_AUTO_TEST_CASE(a_proxy_may_speak_for_itself_or_for_a_client_without_an_address) {
  const auto local = read_proxy_header(header(0x20, 0x00, ""));
  BOOST_CHECK(local.where == progress::complete);
  BOOST_TEST(!local.client);
  const auto unix_socket = read_proxy_header(header(0x21, 0x31, std::string(216, '\0')));
  BOOST_CHECK(unix_socket.where == progress::complete);
  BOOST_TEST(!unix_socket.client);
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_header_needs_more) {
  const auto whole = header(0x21, 0x11, ipv4_block);
  for (std::size_t size = 0; size < whole.size(); ++size)
    BOOST_CHECK(read_proxy_header({whole.data(), size}).where == progress::need_more);
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
  for (const auto& wrong :
       {std::string{"GET / HTTP/1.1\r\n"}, std::string{"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n"},
        header(0x11, 0x11, ipv4_block), header(0x22, 0x11, ipv4_block),
        header(0x21, 0x11, ipv4_block.substr(0, 8)), header(0x21, 0x21, ipv4_block),
        header(0x21, 0x11, std::string(3'000, 'x'))})
    BOOST_CHECK(read_proxy_header(wrong).where == progress::failed);
}

BOOST_AUTO_TEST_SUITE_END()
