/// Idempotency of commands: a command with a client id that was stored before is answered like the
/// first time. Owns no storage: the caller finds the first entry.
#pragma once

#include "domain/conversations/commands.hpp"
#include "domain/conversations/timeline.hpp"

namespace takeover::domain {

/// The client id that makes a command idempotent; empty for commands without one.
[[nodiscard]] const std::string& client_id_of(const command& sent) noexcept;

/// Whether `first`, stored under the command's client id, is what this command would have written:
/// same kind, same author, same content. If not, the client id was reused for something else.
[[nodiscard]] bool is_repeat_of(const command& repeated, const entry& first);

}  // namespace takeover::domain
