/// Rows as the rest of the program sees them: plain values, no SQL type. Owns no query.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/agents/agent_profile.hpp"
#include "domain/conversations/views.hpp"
#include "domain/leads/behavior_rule.hpp"
#include "domain/live_chat/handoff.hpp"

namespace takeover::storage {

/// Secrets made once per database by `migrate`; they survive a kill.
struct secrets {
  std::string visitor_token_key;  ///< 32 random bytes, for HS256
  std::string realtime_key;       ///< public, 20 hex characters
  std::string realtime_secret;    ///< 32 hex characters
};

struct user_record {
  domain::user_id id;
  std::string name;
  std::string email;
  std::string password_hash;  ///< argon2id in PHC format
};

struct workspace_record {
  domain::workspace_id id;
  std::string name;
};

struct membership_record {
  workspace_record workspace;
  domain::role role = domain::role::member;
};

/// Somebody who works in a workspace, as the others see them.
struct colleague_record {
  domain::person who;
  domain::role role = domain::role::member;
  domain::member_switch available = domain::member_switch::available;
  std::string email;
};

/// Somebody who is no member any more, and the sessions that ended with it.
struct removed_member {
  std::vector<domain::session_id> sessions;
};

struct workspace_settings {
  domain::workspace_id workspace;
  domain::live_chat_settings settings;
};

/// Hours that an agent has of its own; none in it: always open.
struct own_hours {
  std::optional<domain::business_hours> hours;
};
struct agent_hours {
  domain::agent_id agent;
  own_hours own;
};
struct agent_hours_row {
  domain::agent_id agent;
  std::string name;
  std::optional<own_hours> own;  ///< none: the workspace's
};

/// A member who takes no new visitors now.
struct switched_off {
  domain::workspace_id workspace;
  domain::user_id user;
};

/// A member who is connected to some process.
struct present_member {
  domain::workspace_id workspace;
  domain::user_id user;
};

struct waiting_conversation {
  domain::workspace_id workspace;
  domain::conversation_id conversation;
  domain::timestamp since{};
};

/// A signed-in session, found by the hash of its token.
struct session_record {
  domain::member who;
  std::string workspace_name;
  domain::timestamp expires_at{};
};

using domain::form_field;
using domain::lead_form;

struct agent_record {
  domain::agent_id id;
  domain::workspace_id workspace;
  std::string name;
  std::string greeting;
  std::vector<std::string> starters;
  std::string accent;       ///< `#RRGGBB` or empty
  std::string privacy_url;  ///< or empty
  std::vector<std::string> allowed_origins;
  double confidence_threshold = 0.55;
  lead_form form;
  std::vector<domain::behavior_rule> rules;  ///< the first goes first
};

struct visitor_record {
  domain::visitor_id id;
  domain::agent_id agent;
  std::string anon_id;
  std::string name;
  std::string email;
};

/// A fixed answer and the phrases that ask for it.
struct curated_answer {
  domain::curated_id id;
  std::vector<std::string> phrases;
  std::string answer;
  std::string url;  ///< or empty
};

/// A piece of a document that matched a question.
struct passage {
  domain::document_id document;
  std::string title;
  std::string url;  ///< or empty
  std::string heading;
  std::string text;
  double rank = 0;  ///< bm25 of SQLite's FTS5: lower is better
};

struct document {
  domain::document_id id;
  std::string title;
  std::string url;
  std::string markdown;
};

struct audit_row {
  domain::audit_id id;
  std::optional<domain::user_id> actor;
  std::string action;
  std::string target_type;
  std::string target_id;
  domain::timestamp created_at{};
};

/// A row as it stands in the log, with the names that its ids had when it was read.
struct audit_entry {
  audit_row row;
  std::int64_t position = 0;  ///< in the workspace's chain, from 1
  std::string prev_hash;
  std::string hash;
  std::string actor_name;   ///< empty: the system
  std::string target_name;  ///< how people know the target; empty: it is gone, or has no name
};

/// What does not hold in a workspace's chain, and where it shows first.
struct audit_fault {
  enum class kind {
    changed,  ///< the row is not what was written: edited, or swapped with another one
    removed,  ///< the row is not there
    added,    ///< the row was written past the log
  };
  kind what = kind::changed;
  std::int64_t position = 0;
  std::string row_id;  ///< of the row that stands there now; empty: there is none
  std::string action;  ///< what that row tells
};

/// How far a chain was checked.
struct audit_check {
  std::int64_t checked = 0;  ///< the rows up to this position follow from each other
  std::int64_t length = 0;   ///< of the whole chain
  std::optional<audit_fault> fault;
};

/// One page of a list, with where the next one starts.
template <class Row>
struct page {
  std::vector<Row> items;
  std::string next_cursor;  ///< empty: this is the last one
  std::size_t damaged = 0;  ///< rows that could not be read, and are left out
};

enum class conversation_filter { all, engaged, empty, live, needs_human, mine };

struct conversation_query {
  domain::workspace_id workspace;
  conversation_filter filter = conversation_filter::all;
  domain::user_id asked_by;  ///< for `mine`
  /// Part of a name, an e-mail or the page; empty: any
  std::string text;
  std::vector<domain::conversation_id> visitors_online;  ///< for `live`
  domain::timestamp live_since{};                        ///< for `live`: wrote after this
  std::string cursor;
  int limit = 50;
};

struct conversation_counts {
  /// `engaged` and `empty` are counted up to this; this number says: or more. So they cost the same
  /// in a workspace of any size, and less than the page that they stand beside.
  static constexpr std::int64_t most = 500;
  std::int64_t live = 0;
  std::int64_t needs_human = 0;
  std::int64_t mine = 0;
  std::int64_t engaged = 0;
  std::int64_t empty = 0;
};

struct lead_query {
  domain::workspace_id workspace;
  std::optional<domain::lead_status> status;
  std::string text;
  std::string cursor;
  int limit = 50;
};

/// Leads in the order of their capture.
struct lead_feed {
  std::vector<domain::lead_view> leads;
  std::int64_t position = 0;  ///< the feed number to ask from next
  bool more = false;          ///< there are leads beyond these
};

struct audit_query {
  domain::workspace_id workspace;
  std::optional<domain::user_id> actor;
  std::string action;
  std::string target;
  std::string cursor;
  int limit = 50;
  bool by_system = false;  ///< only what no member did
};

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

}  // namespace takeover::storage
