/// Reads the rows of `timeline_entries`. Writes none: entries come with their conversation, see
/// change_writer.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/conversations/timeline.hpp"
#include "domain/conversations/views.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

enum class timeline_audience { member, visitor };

/// At most one of `after` and `before`; neither: the newest.
struct timeline_query {
  domain::conversation_id conversation;
  timeline_audience audience = timeline_audience::member;
  std::optional<domain::seq_t> after;
  std::optional<domain::seq_t> before;
  int limit = 50;
};

struct timeline_page {
  std::vector<domain::entry> entries;  ///< ascending
  domain::seq_t last_seq = 0;          ///< of what this audience may see
  bool more = false;                   ///< beyond the page, in the direction asked for
};

/// How many messages each side wrote, notes left out, and when.
struct message_counts {
  std::int64_t visitor = 0;
  std::int64_t agent = 0;
  std::int64_t member = 0;
  std::optional<domain::timestamp> first_at;  ///< nullopt without messages, as `last_at`
  std::optional<domain::timestamp> last_at;
};

}  // namespace takeover::storage

namespace takeover::storage::timeline {

[[nodiscard]] timeline_page page(reader& rows, const timeline_query& query);
[[nodiscard]] std::optional<domain::entry> by_client_id(reader& rows,
                                                        domain::conversation_id conversation,
                                                        const std::string& client_id);
/// The newest message, notes left out.
[[nodiscard]] std::optional<domain::last_message> last_message(
    reader& rows, domain::conversation_id conversation);
[[nodiscard]] message_counts count_messages(reader& rows, domain::conversation_id conversation);

}  // namespace takeover::storage::timeline
