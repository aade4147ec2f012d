// What a shard does with all of its connections at once: its clock, its end, and making room.
#include <fmt/chrono.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "net/http/connection.hpp"
#include "net/http/rate_limit.hpp"

namespace takeover::net::http {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds sweep_period{500};

/// `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110, section 5.6.7.
std::string http_date() {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto now = fmt::gmtime(std::time(nullptr));
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     days[static_cast<std::size_t>(now.tm_wday)], now.tm_mday,
                     months[static_cast<std::size_t>(now.tm_mon)], now.tm_year + 1900, now.tm_hour,
                     now.tm_min, now.tm_sec);
}

}  // namespace

void shard_connections::set_date() { date = http_date(); }

std::optional<peer> peer_of(const asio::ip::tcp::socket& socket, const client_rules& rules) {
  boost::system::error_code ec;
  const auto end = socket.remote_endpoint(ec);
  if (ec) return peer{};  // it is lost, which shows at the first read
  peer from{normal_address(end.address())};
  from.is_proxy = rules.trusted_proxies.contain(from.address);
  if (from.is_proxy) return from;
  auto account = rules.counted->open(address_key(from.address.to_string()));
  if (!account) return std::nullopt;
  from.account = std::move(*account);
  return from;
}

void shard_connections::tick(time_point to, ticking how) {
  now = to;
  if (how == ticking::by_shards && to < next_sweep) return;
  next_sweep = to + sweep_period;
  set_date();
  const auto all = open;  // a connection that ends leaves the list
  for (auto* each : all) {
    each->give_up_if_abandoned();
    each->end_if_late();
  }
}

void shard_connections::begin_stop() {
  stopping = true;
  const auto all = open;
  for (auto* each : all) each->end_soon();
}

void shard_connections::cut_all() {
  const auto all = open;
  for (auto* each : all) each->close();
}

void shard_connections::shed_idle() {
  is_shedding.store(false, std::memory_order_relaxed);
  std::vector<connection*> idle;
  for (auto* each : open)
    if (each->phase_ == connection::phase::idle) idle.push_back(each);
  constexpr std::size_t part = 16;
  const auto most = std::min(idle.size(), open.size() / part + 1);
  std::partial_sort(
      idle.begin(), idle.begin() + static_cast<std::ptrdiff_t>(most), idle.end(),
      [](const connection* a, const connection* b) { return a->deadline_ < b->deadline_; });
  idle.resize(most);
  for (auto* each : idle) each->end_soon();
}

}  // namespace takeover::net::http
