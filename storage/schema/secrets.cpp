#include "storage/schema/secrets.hpp"

#include <sodium.h>

#include "storage/digest.hpp"
#include "storage/sql/sql_session.hpp"

namespace takeover::storage {
namespace {

constexpr const char* insert_secret =
    "INSERT INTO secrets (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING";
constexpr const char* select_secret = "SELECT value FROM secrets WHERE name = :name";

// Random bytes; all are kept in hex.
struct kept_secret {
  std::string name;
  std::size_t bytes;
};
const kept_secret visitor_token_key{"visitor_token_key", 32};
const kept_secret realtime_key{"realtime_key", 10};
const kept_secret realtime_secret{"realtime_secret", 16};

std::string hex_of(sql_session& sql, const kept_secret& which) {
  std::string hex;
  if (!sql.query_one(select_secret, in(which.name), out(hex)) || hex.size() != 2 * which.bytes)
    throw db_error(db_problem::other, 0, "the secret " + which.name + " is missing or unreadable");
  return hex;
}

std::string bytes_of(const std::string& hex) {
  std::string raw(hex.size() / 2, '\0');
  std::size_t length = 0;
  sodium_hex2bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), hex.data(), hex.size(),
                 nullptr, &length, nullptr);
  if (length != raw.size()) throw db_error(db_problem::other, 0, "a secret is unreadable");
  return raw;
}

}  // namespace

void make_secrets(sql_session& sql) {
  for (const auto* which : {&visitor_token_key, &realtime_key, &realtime_secret}) {
    const auto value = random_hex(which->bytes);
    sql.run(insert_secret, in(which->name), in(value));
  }
}

secrets load_secrets(sql_session& sql) {
  return {bytes_of(hex_of(sql, visitor_token_key)), hex_of(sql, realtime_key),
          hex_of(sql, realtime_secret)};
}

}  // namespace takeover::storage
