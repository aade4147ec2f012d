/// The bodies of HTTP answers in docs/protocol.md that hold more than one object. Owns their
/// fields' names; decides nothing.
#pragma once

#include <boost/json/object.hpp>

#include "net/wire/views.hpp"
#include "storage/agents/agents.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_list.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/sessions.hpp"

namespace takeover::net::wire {

/// The answer of `/api/session`; `token` only where it is not in a cookie.
[[nodiscard]] boost::json::object session(const storage::session_record& session,
                                          std::string_view realtime_key, std::string_view token);

/// `{items, next_cursor|null}`.
[[nodiscard]] boost::json::object list(boost::json::array items, std::string_view next_cursor);
/// `{entries, last_seq, more}`.
[[nodiscard]] boost::json::object timeline(const storage::timeline_page& page, eyes who);
[[nodiscard]] boost::json::array entries(const std::vector<domain::entry>& list, eyes who);
/// One of `/api/members`. E-mails are told to who manages members.
enum class told_emails { no, yes };
[[nodiscard]] boost::json::object colleague(const storage::member_record& one, bool online,
                                            told_emails emails);
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
/// `{leads, cursor, more}`.
[[nodiscard]] boost::json::object feed(boost::json::array leads, const storage::lead_feed& news);
/// `{checked, length, more, fault|null}`.
[[nodiscard]] boost::json::object audit_check(const storage::audit_check& check);

/// What a widget starts from.
struct opened_conversation {
  const domain::conversation_view& view;
  const storage::visitor_record& visitor;
  const storage::timeline_page& newest;
  const storage::agent_record& agent;
  std::string_view token;
  domain::timestamp expires_at;
  std::string_view realtime_key;
  std::string_view channel;
  std::optional<int> queue_position{};
};
[[nodiscard]] boost::json::object init(const opened_conversation& opened);

}  // namespace takeover::net::wire
