/// The files of `demo/` as values. Owns their format (demo/README.md); stores nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/demo/embedded.hpp"
#include "domain/conversations/timeline.hpp"
#include "domain/leads/lead.hpp"
#include "domain/people/permissions.hpp"
#include "net/outbound/mail/mail_message.hpp"
#include "storage/agents/agents.hpp"
#include "storage/knowledge/knowledge.hpp"

namespace takeover::app {

struct demo_member {
  std::string name;
  std::string email;
  domain::role role = domain::role::member;
};

/// One entry of a past conversation. Which fields are set depends on the kind.
struct demo_entry {
  domain::milliseconds ago{};  ///< before the demo is made
  domain::entry_kind kind = domain::entry_kind::message;
  domain::message_role role = domain::message_role::none;
  std::string by;  ///< a member's e-mail
  std::string body;
  std::string reason;
  std::vector<std::string> citations;  ///< urls of pages; the first is [1]
  std::optional<double> confidence;
  bool interrupted = false;
  bool offer_human = false;
  domain::lead_source source = domain::lead_source::form;
  domain::lead_status status = domain::lead_status::incoming;
  domain::lead_fields fields;
};

struct demo_conversation {
  domain::milliseconds ago{};
  std::string page_url;
  std::string visitor_name;   ///< empty: unknown
  std::string visitor_email;  ///< empty: unknown
  std::vector<demo_entry> entries;
};

/// Ids are not set: they are made when it is stored.
struct demo_content {
  std::string workspace_name;
  net::outbound::mailbox mails_from;
  std::vector<demo_member> members;
  storage::agent_record agent;
  std::vector<storage::document> pages;
  std::vector<storage::curated_answer> curated;
  std::vector<demo_conversation> conversations;
};

/// Error: internal, with the file and what is wrong in it.
[[nodiscard]] domain::result<demo_content> read_demo(std::span<const embedded_demo_file> files);

}  // namespace takeover::app
