/// A conversation's decision on its way to the disk, and what became of it: optimistic concurrency
/// by epoch and last seq. Owns no statement: see change_writer.
#pragma once

#include <functional>
#include <optional>
#include <variant>

#include "domain/conversations/decision.hpp"
#include "domain/leads/lead.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// Stored only if the row still has `expected_epoch` and `expected_last_seq` (the fence); else
/// another process was faster.
struct conversation_change {
  domain::epoch_t expected_epoch = 0;
  domain::seq_t expected_last_seq = 0;
  domain::decision decision;
  domain::timestamp now{};
  /// Set for a lapse: stored only if no process has reported the claim holder as connected since
  /// then; else `conflict`.
  std::optional<domain::timestamp> if_holder_unseen_since{};
};

struct committed {
  /// Set if the change captured a lead: as stored, merged with what was known of this e-mail.
  std::optional<domain::lead> lead;
  bool lead_is_new = false;
};
/// The client id is known in this conversation: nothing was stored, this is the first one's entry.
struct duplicate {
  domain::entry first;
};
/// An error means that nothing was stored, for one of several reasons. `conflict`: the fence was
/// missed; reload and decide again. `deleted`, `not_found`: there is no such conversation.
/// `unavailable`: unknown whether it was stored. `internal`: rolled back. `overloaded`: it did not
/// begin (the queue is full, another process holds the lock).
using commit_outcome = std::variant<committed, duplicate, domain::error>;

/// Called once, on the writer's thread, after the commit (or its failure). Must be quick and must
/// not throw.
using commit_done = std::function<void(commit_outcome)>;

/// The same as `store::submit`, for a job that is in a transaction already (the demo's seed).
[[nodiscard]] commit_outcome apply(writer& rows, const conversation_change& change);

}  // namespace takeover::storage
