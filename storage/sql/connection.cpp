#include "storage/sql/connection.hpp"

namespace takeover::storage {
namespace {

constexpr const char* ping_query = "SELECT 1";

}  // namespace

connection::connection(database_place where, access how)
    : connection(where, how, std::make_unique<sql_session>(where, how)) {}

connection::connection(database_place where, access how, std::unique_ptr<sql_session> made)
    : where_(std::move(where)), how_(how), sql_(std::move(made)) {}

void connection::mark_lost() noexcept {
  if (can_disconnect() && !lost_since_) lost_since_ = std::chrono::steady_clock::now();
}

bool connection::restore(const wait_function& wait) {
  if (!is_lost()) return true;
  mark_lost();
  const auto grace_is_over = [this] {
    return std::chrono::steady_clock::now() - *lost_since_ >= reconnect_grace;
  };
  // A caller that comes later does not wait again.
  if (grace_is_over() && std::chrono::steady_clock::now() - last_try_ < ping_interval) return false;
  while (!reconnect())
    if (grace_is_over() || !wait(retry_interval)) return false;
  return true;
}

bool connection::ping() {
  if (!is_lost()) {
    try {
      int answer = 0;
      (void)sql_->query_one(ping_query, out(answer));
      return true;
    } catch (const db_error&) {
    }
  }
  mark_lost();
  return !is_lost();
}

bool connection::reconnect() {
  last_try_ = std::chrono::steady_clock::now();
  try {
    sql_ = std::make_unique<sql_session>(where_, how_);
  } catch (const db_error&) {
    return false;
  }
  lost_since_.reset();
  return true;
}

}  // namespace takeover::storage
