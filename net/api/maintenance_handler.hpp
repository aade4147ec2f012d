/// What is served while the database does not answer: the program's health, and 503 for everything
/// else. Knows no store.
#pragma once

#include "net/http/request_handler.hpp"

namespace takeover::net {

class maintenance_handler final : public http::request_handler {
 public:
  std::unique_ptr<http::connection_state> new_connection() override;
  std::size_t body_limit(const http::request& head) override;
  boost::asio::awaitable<domain::result<std::size_t>> verified_body_limit(
      io_shard& shard, const http::request& head, http::connection_state& state) override;
  boost::asio::awaitable<http::response> answer(io_shard& shard, const http::request& in,
                                                http::connection_state& state) override;
  bool wants_upgrade(const http::request&) override { return false; }
  void upgrade(io_shard&, boost::asio::ip::tcp::socket, http::accounts::holder,
               const http::request&, std::string_view, http::capacity) override {}
  [[nodiscard]] std::size_t upgraded() const override { return 0; }
};

}  // namespace takeover::net
