/// Conversations and their entries as JSON, and the bodies of what members do in them. Owns the
/// fields' names and what each viewer is shown; decides nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "actors/events.hpp"
#include "domain/conversations/commands.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/timeline.hpp"

namespace takeover::net::wire {

/// Whom a shape is for. Members see everything; visitors see what docs/protocol.md allows them.
enum class viewer { member, visitor };

[[nodiscard]] boost::json::object entry(const domain::entry& e, viewer who);
[[nodiscard]] boost::json::array entries(const std::vector<domain::entry>& list, viewer who);
/// `{entries, last_seq, more}`.
[[nodiscard]] boost::json::object timeline(const storage::timeline_page& page, viewer who);
[[nodiscard]] boost::json::object conversation(const actors::live_view& view, viewer who);
/// `{claimed_by|null, messages: {visitor, agent, member}, first_message_at|null,
/// last_message_at|null, open_question, lead_id|null}`.
[[nodiscard]] boost::json::object summary(const domain::conversation_view& view,
                                          const storage::message_counts& messages);
[[nodiscard]] boost::json::value last_message_or_null(
    const std::optional<domain::last_message>& last);
[[nodiscard]] boost::json::object counts(const storage::conversation_counts& counts);

enum class deletion_outcome { deleted, already_deleted, not_found, kept, failed };
struct deletion {
  std::string id;
  deletion_outcome outcome;
};
/// `{deleted, items:[{id, outcome}]}`.
[[nodiscard]] boost::json::object deletions(const std::vector<deletion>& all);
/// `{deleted, kept, failed, next_cursor|null}`: of many, their numbers.
[[nodiscard]] boost::json::object sweep(const std::vector<deletion>& all,
                                        std::string_view next_cursor);

// Errors of all below: malformed (not JSON …), invalid (which fields), and those named.

/// `{force?}`.
[[nodiscard]] domain::result<domain::takeover_mode> read_claim(std::string_view body);
/// `{user_id}`. Also not_found.
[[nodiscard]] domain::result<domain::user_id> read_transfer(std::string_view body);
/// `{client_id, body}`, of a visitor, a member or a note.
struct message_body {
  std::string client_id;
  std::string body;
};
/// Also too_large: the text is over 65,536 bytes.
[[nodiscard]] domain::result<message_body> read_message(std::string_view body);

inline constexpr std::size_t max_ids = 500;
/// The conversations to be deleted, each once. `unreadable`: what is no id of ours.
struct ids_body {
  std::vector<domain::conversation_id> ids;
  std::vector<std::string> unreadable;
};
[[nodiscard]] domain::result<ids_body> read_ids(std::string_view body);
/// Where a list goes on; empty at its beginning.
[[nodiscard]] domain::result<std::string> read_cursor(std::string_view body);

}  // namespace takeover::net::wire
