/// The hash that chains a workspace's audit rows. Owns no table.
#pragma once

#include <cstdint>
#include <string>

#include "storage/records.hpp"

namespace takeover::storage {

/// SHA-256 in 64 hex characters over the hash before it (empty for the first), the workspace, the position and every field of
/// the row; each is written as `length:bytes,`, so that no two rows have the same text.
[[nodiscard]] std::string chain_hash(const std::string& previous, domain::workspace_id workspace, std::int64_t position, const audit_row& row);

}  // namespace takeover::storage
