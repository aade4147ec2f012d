#include "net/api/maintenance_handler.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>

#include "net/api/endpoint.hpp"

namespace takeover::net {
namespace {

domain::error not_now() {
  return domain::fail(domain::errc::overloaded,
                      "The database is not responding. The server will resume once it does.");
}

constexpr std::string_view waiting_for_database =
    "The database's server does not answer. Start it, or look at the network; this server goes on "
    "by itself.";

struct nothing final : http::connection_state {};

}  // namespace

std::unique_ptr<http::connection_state> maintenance_handler::new_connection() {
  return std::make_unique<nothing>();
}

std::size_t maintenance_handler::body_limit(const http::request&) {
  return unauthenticated_body_limit;
}

boost::asio::awaitable<domain::result<std::size_t>> maintenance_handler::verified_body_limit(
    io_shard&, const http::request&, http::connection_state&) {
  co_return not_now();  // nobody can be verified; 413 would be for good
}

/// GET /up → 200 | GET /health → 503 as the product's own | 503 with Retry-After
boost::asio::awaitable<http::response> maintenance_handler::answer(io_shard&,
                                                                   const http::request& in,
                                                                   http::connection_state&) {
  if (in.path() == "/up") co_return http::json(200, boost::json::object{{"health", "OK"}});
  if (in.path() == "/health")
    co_return http::json(
        503, boost::json::object{{"health", "FAILING"},
                                 {"problems", boost::json::array{waiting_for_database}},
                                 {"database", boost::json::object{{"healthy", false},
                                                                  {"waiting_writes", 0},
                                                                  {"waiting_reads", 0}}}});
  co_return http::problem(not_now());
}

}  // namespace takeover::net
