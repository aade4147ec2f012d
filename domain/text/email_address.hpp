/// Email addresses as people give them. Owns what an address may be, its one spelling, and what a
/// mail server is told; only delivery proves an address. Sources: RFC 5321, RFC 6068, RFC 5890.
#pragma once

#include <string>
#include <string_view>

namespace takeover::domain {

/// The address as it is stored and compared: trimmed, in lower case, its host as people read it.
/// Text that is no address comes back trimmed and in lower case.
[[nodiscard]] std::string normal_email(std::string_view text);

/// What keeps a normal address from being mailed, as a sentence; empty if it could exist.
[[nodiscard]] std::string email_problem(std::string_view address);

/// The address for a mail server: its host in ASCII.
[[nodiscard]] std::string mailable(std::string_view address);

}  // namespace takeover::domain
