#include "app/cli/agent.hpp"

#include <fmt/format.h>

#include <ostream>

#include "app/cli/opened_store.hpp"
#include "net/auth/same_origin.hpp"
#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"

namespace takeover::app::cli {
namespace {

domain::result<std::vector<std::string>> checked_origins(const std::vector<std::string>& origins) {
  std::vector<std::string> normal;
  for (const auto& origin : origins) {
    auto checked = origin == "*" ? origin : net::auth::normal_origin(origin);
    if (checked.empty())
      return refused(fmt::format(
          "--origin {}: must be * or scheme://host[:port], e.g. https://shop.example.com", origin));
    normal.push_back(std::move(checked));
  }
  return normal;
}

domain::lead_form usual_form() {
  return {"Leave your details",
          "We'll get back to you by email.",
          {{"name", "Name", "text", false}, {"email", "Email", "email", true}}};
}

}  // namespace

domain::result<void> create_agent(const config& settings, const new_agent& agent,
                                  std::ostream& out) {
  if (auto checked = check_name("--name", agent.name); !checked) return checked;
  auto origins = checked_origins(agent.origins);
  if (!origins) return origins.error();
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  const auto now = database.clock.now();
  storage::agent_record record;
  record.id = database.ids.make<domain::agent_id>(now);
  record.name = agent.name;
  record.greeting = "Hi! How can I help?";
  record.allowed_origins = std::move(*origins);
  record.form = usual_form();
  auto done =
      storage::write_and_wait(*database.store, [&](storage::writer& rows) -> domain::result<void> {
        const auto workspace = known_workspace(rows, agent.workspace);
        if (!workspace) return workspace.error();
        record.workspace = *workspace;
        storage::agents::create(rows, record, now);
        storage::audit::append_from_command_line(rows, *workspace,
                                                 {"agent.create", "agent", record.id.str()},
                                                 {{"name", record.name}}, now);
        return {};
      });
  if (done) out << record.id.str() << '\n';
  return done;
}

}  // namespace takeover::app::cli
