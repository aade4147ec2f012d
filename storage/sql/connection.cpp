#include "storage/sql/connection.hpp"

namespace takeover::storage {
namespace {

constexpr const char* is_anybody_there = "SELECT 1";

}  // namespace

connection::connection(database_place where, access how)
    : connection(where, how, std::make_unique<sql_session>(where, how)) {}

connection::connection(database_place where, access how, std::unique_ptr<sql_session> made)
    : where_(std::move(where)), how_(how), sql_(std::move(made)) {}

void connection::lose() noexcept {
  if (may_be_lost() && !lost_since_) lost_since_ = std::chrono::steady_clock::now();
}

bool connection::restore(const pause& wait) {
  if (!lost()) return true;
  lose();
  const auto out_of_patience = [this] {
    return std::chrono::steady_clock::now() - *lost_since_ >= patience;
  };
  // Who comes when it is known to be away for long is told so at once.
  if (out_of_patience() && std::chrono::steady_clock::now() - last_try_ < between_looks)
    return false;
  while (!try_once())
    if (out_of_patience() || !wait(between_tries)) return false;
  return true;
}

bool connection::look() {
  if (!lost()) {
    try {
      int one = 0;
      (void)sql_->query_one(is_anybody_there, out(one));
      return true;
    } catch (const db_error&) {
    }
  }
  lose();
  return !lost();
}

bool connection::try_once() {
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
