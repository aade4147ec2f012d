/// A blocking HTTP client on one kept-alive connection, for what prepares a measurement. Not for
/// the load itself.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace takeover::bench {

/// Who calls: empty, or a bearer token.
using bearer = std::string;

/// Throws std::runtime_error, with the answer's text, unless the status is 2xx.
class http_client {
 public:
  explicit http_client(std::uint16_t port);

  boost::json::value post(std::string_view path, const boost::json::value& body,
                          const bearer& token = {}, std::string_view origin = {});
  boost::json::value post_form(std::string_view path, std::string_view form, const bearer& token);
  std::string get(std::string_view path, const bearer& token = {});

 private:
  std::string exchange(std::string_view method, std::string_view path, std::string_view type,
                       std::string body, const bearer& token, std::string_view origin);

  boost::asio::io_context context_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer unread_;
};

/// True if GET /up is answered with 200.
[[nodiscard]] bool answers_up(std::uint16_t port);

/// The value of a plain metric in Prometheus text, all label sets added up. Throws if there is none
/// of that name.
[[nodiscard]] double metric(std::string_view text, std::string_view name);

}  // namespace takeover::bench
