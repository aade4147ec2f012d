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
  std::string details{};        ///< empty: none
};
[[nodiscard]] audit_text text_of(const audit_record& row);

/// SHA-256 in 64 hex characters over the hash before it (empty for the first), the workspace, the
/// position and every field of the row; each is written as `length:bytes,`, so that no two rows
/// have the same text. Details are a field only where there are any: rows without are hashed as
/// they were before there were details.
[[nodiscard]] std::string chain_hash(const std::string& previous, domain::workspace_id workspace,
                                     std::int64_t position, const audit_text& row);

/// What of the chain a code proves.
enum class proved { row, end };
/// HMAC-SHA256 in 64 hex characters of the workspace, the position and the row's hash, by a key
/// from outside of the database. Source: RFC 2104.
[[nodiscard]] std::string chain_code(const std::string& key, proved what,
                                     domain::workspace_id workspace, std::int64_t position,
                                     const std::string& hash);

}  // namespace takeover::storage
