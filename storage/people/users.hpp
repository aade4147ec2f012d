/// The table `users`: accounts of the installation, in whatever workspaces. Hashes no password.
#pragma once

#include <optional>
#include <string>

#include "domain/errors.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct user_record {
  domain::user_id id;
  std::string name;
  std::string email;
  std::string password_hash;  ///< argon2id in PHC format
};

}  // namespace takeover::storage

namespace takeover::storage::people {

/// Case-insensitive.
[[nodiscard]] std::optional<user_record> user_by_email(reader& rows, const std::string& email);
/// Error: invalid (the e-mail is taken).
[[nodiscard]] domain::result<void> create_user(writer& rows, const user_record& user,
                                               domain::timestamp now);

/// Of an account that belongs to no workspace: takes its email and its password, so that nobody
/// signs in with it and the email is free. The name stays where colleagues read who wrote or did
/// something; without that the account goes altogether.
void forget_user(writer& rows, domain::user_id user);

}  // namespace takeover::storage::people
