/// What a widget begins with as JSON, and the bodies of its calls that belong to no other topic.
/// Owns the fields' names; decides nothing.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "storage/agents/agents.hpp"
#include "storage/agents/visitors.hpp"
#include "storage/conversations/timeline.hpp"

namespace takeover::net::wire {

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
/// The answer of `/v1/widget/init`.
[[nodiscard]] boost::json::object init(const opened_conversation& opened);

// Errors of both: malformed (not JSON …), invalid (which fields), and those named.

struct init_body {
  domain::agent_id agent;
  std::string page_url;
  std::string anon_id;  ///< empty if the widget knows none
};
/// Also not_found (the agent).
[[nodiscard]] domain::result<init_body> read_init(std::string_view body);
/// The page that the visitor is on. Like that of `init` it refuses nothing: it is cut, cleaned, or
/// empty. Error: malformed (not JSON, whatever stands in its texts).
[[nodiscard]] domain::result<std::string> read_page(std::string_view body);
/// Why a human is asked for.
struct handoff_body {
  std::string reason;                   ///< `handoff` when nothing is said, `offer` or `rule`
  std::optional<domain::rule_id> rule;  ///< with `rule`
};
[[nodiscard]] domain::result<handoff_body> read_handoff(std::string_view body);

}  // namespace takeover::net::wire
