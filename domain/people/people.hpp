/// Who acts: members of a workspace with a role, and visitors. Owns no passwords and no sessions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"

namespace takeover::domain {

enum class role { member, admin, owner };

[[nodiscard]] std::string_view name_of(role value) noexcept;
[[nodiscard]] std::optional<role> parse_role(std::string_view text) noexcept;

/// A signed-in member, in the workspace that they work in now.
struct member {
  workspace_id workspace;
  user_id user;
  session_id session;
  std::string name;
  std::string email;
  domain::role role = role::member;
};

/// What a visitor's token proves.
struct visitor_identity {
  workspace_id workspace;
  agent_id agent;
  visitor_id visitor;
  conversation_id conversation;
};

/// `Visitor 4K7Q`: a handle for people without a name, from the last four characters of the id.
[[nodiscard]] std::string visitor_label(visitor_id id);

}  // namespace takeover::domain
