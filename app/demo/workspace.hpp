/// The demo: fills a database with the shop of `demo/` once, and opens it to the address it is
/// served from. Owns no content.
#pragma once

#include <iosfwd>
#include <memory>

#include "app/application.hpp"
#include "app/demo/content.hpp"
#include "storage/tokens.hpp"

namespace takeover::app {

/// A start that has the demo workspace, and that prints URLs and logins to `out` once the server
/// answers. Without `mail.url` its mails are caught, to be read at /demo/mails. What is in the
/// database already stays as it is; the password is the same at every start of one database.
[[nodiscard]] start_options demo_start(std::ostream& out, const config& settings);

/// Makes the workspace with everything in it, in one transaction. Ids that `content` does not set
/// are made.
[[nodiscard]] domain::result<domain::agent_id> make_demo_workspace(storage::writer& to,
                                                                   const demo_content& content,
                                                                   const std::string& password_hash,
                                                                   domain::id_source& ids,
                                                                   domain::timestamp now);

}  // namespace takeover::app
