/// The product's HTTP: its route table, who may call what, CORS, and the way to realtime. Owns no
/// socket and no rule of a handler.
#pragma once

#include "net/api/endpoint.hpp"
#include "net/api/handlers.hpp"
#include "net/http/request_handler.hpp"
#include "net/http/route_table.hpp"

namespace takeover::net {

class product_site final : public http::request_handler {
 public:
  explicit product_site(services& app);

  /// One line a route: method, path, who may call it (anyone, member, visitor), and for members the
  /// lowest role.
  [[nodiscard]] static std::string described_routes();

  std::unique_ptr<http::connection_state> new_connection() override;
  std::size_t body_limit(const http::request& head) override;
  awaitable<response> answer(io_shard& shard, const http::request& in,
                             http::connection_state& memory) override;
  bool wants_upgrade(const http::request& in) override;
  void upgrade(io_shard& shard, boost::asio::ip::tcp::socket socket, const http::request& in,
               std::string_view unread) override;
  [[nodiscard]] std::size_t upgraded() const override;

 private:
  using handler = awaitable<response> (*)(request_context&);

  /// Lets the caller in as the route says, and calls the handler.
  awaitable<response> call(const endpoint<handler>& to, request_context& ctx,
                           http::connection_state& memory);
  awaitable<response> preflight(io_shard& shard, const http::request& in);
  /// Names the origin that may read the answer, if there is one that may.
  awaitable<void> add_cors(request_context& ctx, response& to);

  static std::span<const http::route<endpoint<handler>>> routes();

  services& app_;
  const http::route_table<endpoint<handler>> table_;
};

}  // namespace takeover::net
