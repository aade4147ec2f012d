/// The product's HTTP: finds a request's route, authorizes the caller, renders errors as problems,
/// adds CORS, and hands upgrades to realtime. Owns no socket and no rule of a handler.
#pragma once

#include "net/api/routes.hpp"
#include "net/http/request_handler.hpp"
#include "net/http/route_table.hpp"

namespace takeover::net {

class api_handler final : public http::request_handler {
 public:
  explicit api_handler(services& app);

  std::unique_ptr<http::connection_state> new_connection() override;
  std::size_t body_limit(const http::request& head) override;
  awaitable<domain::result<std::size_t>> verified_body_limit(
      io_shard& shard, const http::request& head, http::connection_state& state) override;
  awaitable<response> answer(io_shard& shard, const http::request& in,
                             http::connection_state& state) override;
  bool wants_upgrade(const http::request& in) override;
  void upgrade(io_shard& shard, boost::asio::ip::tcp::socket socket, http::accounts::holder client,
               const http::request& in, std::string_view unread, http::capacity left) override;
  [[nodiscard]] std::size_t upgraded() const override;

 private:
  /// Authorizes the caller as the route says, and calls the handler.
  handler_result call(const endpoint<handler>& to, request_context& ctx,
                      http::connection_state& state);
  /// A page's address looks the same but for the key.
  [[nodiscard]] bool names_realtime(const http::request& in) const;
  awaitable<response> preflight(io_shard& shard, const http::request& in);
  /// Names the origin that may read the answer, if one may.
  awaitable<void> add_cors(request_context& ctx, response& to);

  services& app_;
  const http::route_table<endpoint<handler>> table_;
};

}  // namespace takeover::net
