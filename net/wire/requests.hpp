/// What request bodies say, as values. Owns their fields' names and checks of form; decides
/// nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/leads/lead.hpp"
#include "domain/live_chat/handoff.hpp"
#include "domain/people/people.hpp"

namespace takeover::net::wire {

struct sign_in_body {
  std::string email;
  std::string password;
  bool bearer = false;
};
struct message_body {
  std::string client_id;
  std::string body;
};
struct init_body {
  domain::agent_id agent;
  std::string page_url;
  std::string anon_id;  ///< empty: none
};
struct lead_body {
  std::string client_id;
  domain::lead_source source = domain::lead_source::form;
  domain::lead_fields fields;
  std::optional<domain::rule_id> rule{};  ///< that the form came up by
};
enum class force { no, yes };

// Errors of all: malformed (not JSON …), invalid (which fields), and where said more.
[[nodiscard]] domain::result<sign_in_body> read_sign_in(std::string_view body);
/// Also not_found
[[nodiscard]] domain::result<domain::workspace_id> read_workspace(std::string_view body);
[[nodiscard]] domain::result<force> read_claim(std::string_view body);
/// Also not_found
[[nodiscard]] domain::result<domain::user_id> read_transfer(std::string_view body);
/// Also too_large: the body's text is over 65,536 bytes.
[[nodiscard]] domain::result<message_body> read_message(std::string_view body);
struct handoff_body {
  std::string reason;                   ///< `handoff` when nothing is said, `offer` or `rule`
  std::optional<domain::rule_id> rule;  ///< with `rule`
};
/// Why a human is asked for.
[[nodiscard]] domain::result<handoff_body> read_handoff(std::string_view body);
struct new_member_body {
  std::string name;
  std::string email;  ///< in its normal form
  std::string password;
  domain::role role = domain::role::member;
};
[[nodiscard]] domain::result<new_member_body> read_new_member(std::string_view body);
[[nodiscard]] domain::result<domain::role> read_role(std::string_view body);
[[nodiscard]] domain::result<domain::member_switch> read_switch(std::string_view body);
[[nodiscard]] domain::result<domain::lead_status> read_lead_status(std::string_view body);
/// Also not_found (the agent)
[[nodiscard]] domain::result<init_body> read_init(std::string_view body);
[[nodiscard]] domain::result<lead_body> read_lead(std::string_view body);
/// The conversations to be deleted, each once. `unreadable`: what is no id of ours.
struct ids_body {
  std::vector<domain::conversation_id> ids;
  std::vector<std::string> unreadable;
};
inline constexpr std::size_t most_ids = 500;
[[nodiscard]] domain::result<ids_body> read_ids(std::string_view body);
/// Where a list goes on; empty: at its beginning.
[[nodiscard]] domain::result<std::string> read_cursor(std::string_view body);
/// A body without fields: only its form is checked.
[[nodiscard]] domain::result<void> read_nothing(std::string_view body);

/// The claims of a visitor's token.
struct token_claims {
  domain::visitor_identity who;
  std::int64_t expires = 0;  ///< seconds since 1970
};
[[nodiscard]] std::string write_token_claims(const token_claims& claims, std::int64_t issued);
/// Empty for anything else than what `write_token_claims` wrote (more claims do no harm).
[[nodiscard]] std::optional<token_claims> read_token_claims(std::string_view text);
/// The `alg` of a token's header; empty if it cannot be read.
[[nodiscard]] std::string read_token_algorithm(std::string_view text);

}  // namespace takeover::net::wire
