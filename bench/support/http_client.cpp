#include "bench/support/http_client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <stdexcept>

namespace takeover::bench {
namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {
constexpr std::chrono::seconds call_timeout{30};
}

http_client::http_client(std::uint16_t port) : stream_(context_) {
  stream_.socket().connect(tcp::endpoint(boost::asio::ip::address_v4::loopback(), port));
  stream_.socket().set_option(tcp::no_delay(true));
}

std::string http_client::exchange(std::string_view method, std::string_view path,
                                  std::string_view type, std::string body, const bearer& token,
                                  std::string_view origin) {
  http::request<http::string_body> request(http::string_to_verb(method), path, 11, std::move(body));
  request.set(http::field::host, "127.0.0.1");
  if (!type.empty()) request.set(http::field::content_type, type);
  if (!token.empty()) request.set(http::field::authorization, "Bearer " + token);
  if (!origin.empty()) request.set(http::field::origin, origin);
  request.prepare_payload();
  stream_.expires_after(call_timeout);
  http::write(stream_, request);
  http::response_parser<http::string_body> parser;
  parser.body_limit(64 * 1024 * 1024);
  http::read(stream_, unread_, parser);
  auto response = parser.release();
  if (response.result_int() / 100 != 2) {
    throw std::runtime_error(std::string(method) + " " + std::string(path) + ": " +
                             std::to_string(response.result_int()) + " " + response.body());
  }
  return std::move(response.body());
}

boost::json::value http_client::post(std::string_view path, const boost::json::value& body,
                                     const bearer& token, std::string_view origin) {
  return boost::json::parse(
      exchange("POST", path, "application/json", boost::json::serialize(body), token, origin));
}

boost::json::value http_client::post_form(std::string_view path, std::string_view form,
                                          const bearer& token) {
  return boost::json::parse(
      exchange("POST", path, "application/x-www-form-urlencoded", std::string(form), token, {}));
}

std::string http_client::get(std::string_view path, const bearer& token) {
  return exchange("GET", path, {}, {}, token, {});
}

bool answers_up(std::uint16_t port) {
  try {
    http_client(port).get("/up");
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

double metric(std::string_view text, std::string_view name) {
  bool found = false;
  double sum = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    begin = end + 1;
    if (!line.starts_with(name) || line.size() <= name.size() ||
        (line[name.size()] != ' ' && line[name.size()] != '{'))
      continue;
    found = true;
    sum += std::stod(std::string(line.substr(line.rfind(' ') + 1)));
  }
  if (!found) throw std::runtime_error("/metrics does not show " + std::string(name));
  return sum;
}

}  // namespace takeover::bench
