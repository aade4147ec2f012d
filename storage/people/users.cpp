#include "storage/people/users.hpp"

#include "storage/sql/sql_session.hpp"

namespace takeover::storage::people {
namespace {

constexpr const char* select_user_by_email =
    "SELECT id, name, email, password_hash FROM users WHERE lower(email) = lower(:email)";
constexpr const char* insert_user = R"sql(
  INSERT INTO users (id, name, email, password_hash, created_at)
  VALUES (:id, :name, :email, :password_hash, :now)
  ON CONFLICT DO NOTHING)sql";

constexpr const char* delete_user = R"sql(
  DELETE FROM users
  WHERE id = :user
    AND NOT EXISTS (SELECT 1 FROM timeline_entries e WHERE e.author_user_id = users.id)
    AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.claimed_by_user_id = users.id)
    AND NOT EXISTS (SELECT 1 FROM audit_logs a WHERE a.actor_user_id = users.id))sql";
constexpr const char* anonymise_user =
    "UPDATE users SET email = 'removed ' || id, password_hash = '' WHERE id = :user";

}  // namespace

std::optional<user_record> user_by_email(reader& rows, const std::string& email) {
  user_record user;
  if (!rows.sql().query_one(select_user_by_email, in(email), out(user.id), out(user.name),
                            out(user.email), out(user.password_hash)))
    return std::nullopt;
  return user;
}

domain::result<void> create_user(writer& rows, const user_record& user, domain::timestamp now) {
  if (rows.sql().run(insert_user, in(user.id), in(user.name), in(user.email),
                     in(user.password_hash), in(now)) == 0) {
    auto taken = domain::fail(domain::errc::invalid, "A user with this email already exists.");
    taken.fields["email"] = "is already taken";
    return taken;
  }
  return {};
}

void forget_user(writer& rows, domain::user_id user) {
  rows.sql().note_erasure();
  if (rows.sql().run(delete_user, in(user)) == 0) rows.sql().run(anonymise_user, in(user));
}

}  // namespace takeover::storage::people
