/// The JSON shapes of docs/protocol.md, built from the domain's values. Owns names and formats, no
/// decision.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "actors/events.hpp"
#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"

namespace takeover::net::wire {

/// Members see everything; visitors see what docs/protocol.md allows them.
enum class eyes { member, visitor };

[[nodiscard]] boost::json::object entry(const domain::entry& e, eyes who);
[[nodiscard]] boost::json::object conversation(const actors::live_view& view, eyes who);
[[nodiscard]] boost::json::object lead(const domain::lead_view& row, bool online);
[[nodiscard]] boost::json::object person(const domain::person& who);
[[nodiscard]] boost::json::object audit(const storage::audit_entry& entry);
[[nodiscard]] boost::json::object agent(const storage::agent_record& agent);

}  // namespace takeover::net::wire
