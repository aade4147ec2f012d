/// Changes as the rows that a batch gives to PostgreSQL: JSON arrays of objects, a key for each
/// column.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "storage/conversations/conversation_change.hpp"

namespace takeover::storage {

/// Gives the text as the database can hold it.
using sanitize_text = std::function<std::string(const std::string&)>;

/// What becomes of each conversation, and the `expected_epoch` and `expected_last_seq` of its
/// fence.
[[nodiscard]] std::string encode_rows(const std::vector<const conversation_change*>& changes);
/// The entries of all of them.
[[nodiscard]] std::string encode_entries(const std::vector<const conversation_change*>& changes,
                                         const sanitize_text& sanitized);

}  // namespace takeover::storage
