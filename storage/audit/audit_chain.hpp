/// The hash that chains a workspace's audit rows. Owns no table.
#pragma once

#include <cstdint>
#include <string>

#include "storage/audit/audit.hpp"

namespace takeover::storage {

/// A row's fields as they stand in the table, whether or not they can be read.
struct audit_text {
  std::string id;
  std::string actor;  ///< empty: none
  std::string action;
  std::string target_type;
  std::string target_id;
  std::int64_t created_at = 0;  ///< milliseconds
};
[[nodiscard]] audit_text text_of(const audit_record& row);

/// SHA-256 in 64 hex characters over the hash before it (empty for the first), the workspace, the
/// position and every field of the row; each is written as `length:bytes,`, so that no two rows
/// have the same text.
[[nodiscard]] std::string chain_hash(const std::string& previous, domain::workspace_id workspace,
                                     std::int64_t position, const audit_text& row);

}  // namespace takeover::storage
