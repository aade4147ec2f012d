#include "app/cli/cli.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>

#include "app/application.hpp"
#include "app/cli/front_matter.hpp"
#include "app/delivery_settings.hpp"
#include "domain/conversations/timeline.hpp"
#include "domain/leads/lead.hpp"
#include "domain/text/utf8.hpp"
#include "net/auth/passwords.hpp"
#include "net/auth/same_origin.hpp"
#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/store.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::commands {
namespace {

constexpr std::size_t max_name_bytes = 200;

domain::error wrong(std::string line) {
  return domain::fail(domain::errc::invalid, std::move(line));
}

/// The store with the clock and ids that it needs; opened for one command.
struct opened_store {
  domain::wall_clock clock;
  domain::random_ids ids;
  std::unique_ptr<storage::store> store;

  domain::result<void> open(const config& settings) {
    if (sodium_init() < 0)
      return domain::fail(domain::errc::internal, "the system gives no random numbers");
    storage::open_options options;
    options.url = settings.database.url;
    options.readers = 1;
    auto opened = storage::open_store(options, ids, clock);
    if (!opened) return opened.error();
    store = std::move(*opened);
    return {};
  }
  ~opened_store() {
    if (store) store->stop();
  }
};

domain::result<void> check_name(std::string_view what, const std::string& name) {
  const bool blank = name.find_first_not_of(" \t") == std::string::npos;
  const bool control = std::any_of(name.begin(), name.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (blank || control || name.size() > max_name_bytes || !domain::is_utf8(name))
    return wrong(fmt::format("{} must be one line of 1 to {} bytes", what, max_name_bytes));
  return {};
}

domain::result<domain::workspace_id> known_workspace(storage::reader& from,
                                                     const std::string& text) {
  const auto id = domain::workspace_id::parse(text);
  if (!id || !storage::people::workspace(from, *id))
    return wrong(fmt::format("there is no workspace {}", text));
  return *id;
}

/// The e-mail in its normal form; the same rule as for leads.
domain::result<std::string> checked_email(const std::string& email) {
  domain::lead_fields fields;
  fields.email = email;
  const auto checked = domain::check_lead(fields);
  if (!checked)
    return wrong(fmt::format("--email {}: {}", email, checked.error().fields.begin()->second));
  return checked->email;
}

domain::result<std::vector<std::string>> checked_origins(const std::vector<std::string>& origins) {
  std::vector<std::string> normal;
  for (const auto& origin : origins) {
    auto one = origin == "*" ? origin : auth::normal_origin(origin);
    if (one.empty())
      return wrong(fmt::format(
          "--origin {}: must be * or scheme://host[:port], as https://shop.example.com", origin));
    normal.push_back(std::move(one));
  }
  return normal;
}

domain::result<domain::user_id> join(storage::writer& to, domain::workspace_id workspace,
                                     const storage::user_record& fresh, domain::role role,
                                     const std::string& password, domain::timestamp now) {
  auto user = fresh.id;
  if (const auto known = storage::people::user_by_email(to, fresh.email)) {
    if (!auth::password_matches(known->password_hash, password))
      return wrong(fmt::format(
          "{} has an account already; to add it to this workspace give its password", fresh.email));
    user = known->id;
    const auto memberships = storage::people::memberships(to, user);
    const bool belongs = std::any_of(memberships.begin(), memberships.end(), [&](const auto& one) {
      return one.workspace.id == workspace;
    });
    if (belongs) return wrong(fmt::format("{} is a member of this workspace already", fresh.email));
  } else if (auto made = storage::people::create_user(to, fresh, now); !made) {
    return made.error();
  }
  storage::people::put_membership(to, workspace, user, role, now);
  return user;
}

storage::lead_form usual_form() {
  return {"Leave your details",
          "We will get back to you by e-mail.",
          {{"name", "Name", "text", false}, {"email", "E-mail", "email", true}}};
}

domain::result<std::string> file_text(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (!in || !text || std::filesystem::is_directory(file))
    return wrong(fmt::format("cannot read {}", file));
  return text.str();
}

domain::result<std::vector<storage::document>> read_documents(const std::vector<std::string>& files,
                                                              domain::id_source& ids,
                                                              domain::timestamp now) {
  std::vector<storage::document> documents;
  for (const auto& file : files) {
    const auto text = file_text(file);
    if (!text) return text.error();
    const auto page = read_page(*text, std::filesystem::path{file}.stem().string());
    if (!page) return wrong(fmt::format("{}: {}", file, page.error().detail));
    documents.push_back(
        {ids.make<domain::document_id>(now), page->title, page->url, page->markdown});
  }
  return documents;
}

constexpr int rows_checked_at_once = 10'000;

storage::audit_check check_whole_log(storage::store& store, domain::workspace_id workspace) {
  storage::audit_check so_far;
  do {
    storage::read_and_wait(store, [&](storage::reader& from) {
      so_far = storage::audit::check(from, workspace, so_far.checked, rows_checked_at_once);
    });
  } while (!so_far.fault && so_far.checked < so_far.length);
  return so_far;
}

std::string sentence(const storage::audit_check& check) {
  if (!check.fault)
    return fmt::format("{} {}, all as they were written", check.length,
                       check.length == 1 ? "row" : "rows");
  const auto& fault = *check.fault;
  const auto which = fault.row_id.empty() ? fmt::format("row {}", fault.position)
                                          : fmt::format("row {} ({}, {})", fault.position,
                                                        fault.row_id, fault.action);
  switch (fault.what) {
    case storage::audit_fault::kind::removed: return which + " was removed";
    case storage::audit_fault::kind::added: return which + " was added past the log";
    case storage::audit_fault::kind::changed: break;
  }
  return which + " was changed, or swapped with another one";
}

}  // namespace

domain::result<bool> verify_audit(const config& settings, std::ostream& out) {
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened.error();
  std::vector<storage::workspace_record> workspaces;
  storage::read_and_wait(
      *at.store, [&](storage::reader& from) { workspaces = storage::people::workspaces(from); });
  bool intact = true;
  for (const auto& one : workspaces) {
    const auto checked = check_whole_log(*at.store, one.id);
    intact = intact && !checked.fault;
    out << (checked.fault ? "broken  " : "ok      ") << one.id.str() << ' ' << one.name << ": "
        << sentence(checked) << '\n';
  }
  return intact;
}

domain::result<void> migrate(const config& settings, std::ostream& out) {
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened;
  out << "the database " << storage::shown_database_url(settings.database.url)
      << " is up to date\n";
  return {};
}

bool doctor(const domain::result<config>& settings, std::ostream& out) {
  bool well = true;
  const auto say = [&](std::string_view what, const domain::result<void>& found,
                       const std::string& fine) {
    well = well && found.has_value();
    out << (found ? "ok       " : "problem  ") << what << ": "
        << (found ? fine : found.error().detail) << '\n';
  };
  if (!settings) {
    say("settings", settings.error(), {});
    return false;
  }
  say("settings", {}, "all keys are known and right");
  const auto in_a_transaction = [&]() -> domain::result<void> {
    opened_store at;
    if (auto opened = at.open(*settings); !opened) return opened;
    return storage::write_and_wait(*at.store,
                                   [](storage::writer&) -> domain::result<void> { return {}; });
  };
  say("database", in_a_transaction(),
      storage::shown_database_url(settings->database.url) + " opens and takes writes");
  const auto mailer = [&]() -> domain::result<void> {
    const auto how = outbound::courier_settings(*settings);
    const auto found = outbound::check_mail_server(how.mail, how.mail_limits);
    if (found.outcome == domain::attempt::fate::delivered) return {};
    return wrong(found.detail);
  };
  if (settings->mail.url.empty())
    out << "note     mail: no mailer is configured (mail.url, mail.from): mail to owners and "
           "admins waits in the queue\n";
  else
    say("mail", mailer(), "the mail server answers");
  const auto listening = listen_on(settings->server.listen);
  say("port", listening ? domain::result<void>{} : listening.error(),
      settings->server.listen + " is free");
  return well;
}

domain::result<void> create_workspace(const config& settings, const std::string& name,
                                      std::ostream& out) {
  if (auto fine = check_name("the workspace's name", name); !fine) return fine;
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened;
  const auto now = at.clock.now();
  const auto id = at.ids.make<domain::workspace_id>(now);
  auto done = storage::write_and_wait(*at.store, [&](storage::writer& to) -> domain::result<void> {
    storage::people::create_workspace(to, {id, name}, now);
    return {};
  });
  if (done) out << id.str() << '\n';
  return done;
}

domain::result<void> add_user(const config& settings, const new_user& wanted, std::ostream& out) {
  if (auto fine = check_name("--name", wanted.name); !fine) return fine;
  const auto email = checked_email(wanted.email);
  if (!email) return email.error();
  const auto role = domain::parse_role(wanted.role);
  if (!role) return wrong("--role must be owner, admin or member");
  const auto hash = auth::hash_password(wanted.password);
  if (!hash) return hash.error();
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened;
  const auto now = at.clock.now();
  storage::user_record user{at.ids.make<domain::user_id>(now), wanted.name, *email, *hash};
  domain::user_id joined;
  auto done = storage::write_and_wait(*at.store, [&](storage::writer& to) -> domain::result<void> {
    const auto workspace = known_workspace(to, wanted.workspace);
    if (!workspace) return workspace.error();
    const auto who = join(to, *workspace, user, *role, wanted.password, now);
    if (!who) return who.error();
    joined = *who;
    return {};
  });
  if (done) out << joined.str() << '\n';
  return done;
}

domain::result<void> create_agent(const config& settings, const new_agent& wanted,
                                  std::ostream& out) {
  if (auto fine = check_name("--name", wanted.name); !fine) return fine;
  auto origins = checked_origins(wanted.origins);
  if (!origins) return origins.error();
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened;
  const auto now = at.clock.now();
  storage::agent_record agent;
  agent.id = at.ids.make<domain::agent_id>(now);
  agent.name = wanted.name;
  agent.greeting = "Hi! How can I help?";
  agent.allowed_origins = std::move(*origins);
  agent.form = usual_form();
  auto done = storage::write_and_wait(*at.store, [&](storage::writer& to) -> domain::result<void> {
    const auto workspace = known_workspace(to, wanted.workspace);
    if (!workspace) return workspace.error();
    agent.workspace = *workspace;
    storage::agents::create(to, agent, now);
    return {};
  });
  if (done) out << agent.id.str() << '\n';
  return done;
}

domain::result<void> import_documents(const config& settings, const std::string& agent,
                                      const std::vector<std::string>& files, std::ostream& out) {
  opened_store at;
  if (auto opened = at.open(settings); !opened) return opened;
  const auto now = at.clock.now();
  const auto documents = read_documents(files, at.ids, now);
  if (!documents) return documents.error();
  auto done = storage::write_and_wait(*at.store, [&](storage::writer& to) -> domain::result<void> {
    const auto id = domain::agent_id::parse(agent);
    if (!id || !storage::agents::by_id(to, *id))
      return wrong(fmt::format("there is no agent {}", agent));
    for (const auto& one : *documents) storage::knowledge::put_document(to, *id, one, now);
    return {};
  });
  if (done)
    out << "imported " << documents->size()
        << (documents->size() == 1 ? " document\n" : " documents\n");
  return done;
}

}  // namespace takeover::net::commands
