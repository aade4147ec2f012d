#include "app/demo/workspace.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <ostream>

#include "app/demo/past.hpp"
#include "net/auth/passwords.hpp"
#include "net/auth/random.hpp"
#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/secrets.hpp"

namespace takeover::app {
namespace {

/// A password that only this database has and that is stored nowhere: it is derived from the
/// database's own secret.
std::string demo_password(const storage::secrets& keys) {
  constexpr std::string_view purpose = "password of the demo workspace";
  constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
  unsigned char digest[16];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(purpose.data()),
                     purpose.size(),
                     reinterpret_cast<const unsigned char*>(keys.visitor_token_key.data()),
                     keys.visitor_token_key.size());
  std::string password;
  for (const auto byte : digest) {
    if (password.size() == 4 || password.size() == 9) password += '-';
    if (password.size() < 14) password += letters[byte % letters.size()];
  }
  return password;
}

/// The agent of the demo that an earlier start made.
std::optional<domain::agent_id> known_demo(storage::reader& from, const demo_content& content) {
  const auto owner = storage::people::user_by_email(from, content.members.front().email);
  if (!owner) return std::nullopt;
  for (const auto& membership : storage::people::memberships(from, owner->id)) {
    if (membership.workspace.name != content.workspace_name) continue;
    if (const auto agents = storage::agents::of_workspace(from, membership.workspace.id);
        !agents.empty())
      return agents.front();
  }
  return std::nullopt;
}

/// The origins of the shop's page. Listening on every address, the server cannot know by which of
/// them it is reached.
std::vector<std::string> shop_origins(const std::string& url) {
  if (url.starts_with("http://0.0.0.0:") || url.starts_with("http://[::]:")) return {"*"};
  std::vector<std::string> origins{url};
  constexpr std::string_view loopback = "http://127.0.0.1:";
  if (url.starts_with(loopback))
    origins.push_back("http://localhost:" + url.substr(loopback.size()));
  return origins;
}

void print_welcome(std::ostream& out, const demo_content& content, const std::string& url,
                   const std::string& password, const net::outbound::mail_catcher* mails) {
  out << fmt::format("\n{} is open, and {} answers its visitors.\n\n", content.workspace_name,
                     content.agent.name);
  out << fmt::format("  The shop, with the widget   {}/demo\n", url);
  out << fmt::format("  The inbox                   {}/app/inbox\n", url);
  if (mails != nullptr) out << fmt::format("  The emails it would send    {}/demo/mails\n", url);
  out << '\n';
  for (const auto& member : content.members)
    out << fmt::format("  {:<10}{}\n", domain::name_of(member.role), member.email);
  out << fmt::format("  password  {}\n\n", password);
  out.flush();
}

}  // namespace

domain::result<domain::agent_id> make_demo_workspace(storage::writer& to,
                                                     const demo_content& content,
                                                     const std::string& password_hash,
                                                     domain::id_source& ids,
                                                     domain::timestamp now) {
  demo_cast cast;
  cast.workspace = ids.make<domain::workspace_id>(now);
  storage::people::create_workspace(to, {cast.workspace, content.workspace_name}, now);
  for (const auto& member : content.members) {
    const storage::user_record user{ids.make<domain::user_id>(now), member.name, member.email,
                                    password_hash};
    if (auto made = storage::people::create_user(to, user, now); !made) return made.error();
    storage::people::put_membership(to, cast.workspace, user.id, member.role, now);
    cast.members.emplace(
        member.email,
        domain::member{cast.workspace, user.id, {}, member.name, member.email, member.role});
  }
  auto agent = content.agent;
  agent.id = cast.agent = ids.make<domain::agent_id>(now);
  agent.workspace = cast.workspace;
  for (auto& rule : agent.rules) rule.id = ids.make<domain::rule_id>(now);
  storage::agents::create(to, agent, now);
  for (auto page : content.pages) {
    page.id = ids.make<domain::document_id>(now);
    cast.titles.emplace(page.url, page.title);
    storage::knowledge::put_document(to, agent.id, page, now);
  }
  for (auto answer : content.curated) {
    answer.id = ids.make<domain::curated_id>(now);
    storage::knowledge::put_curated(to, agent.id, answer, now);
  }
  // Oldest first, as they happened: the feed's numbers and the audit log follow time.
  std::vector<const demo_conversation*> talks;
  for (const auto& talk : content.conversations) talks.push_back(&talk);
  std::stable_sort(talks.begin(), talks.end(),
                   [](const auto* a, const auto* b) { return a->ago > b->ago; });
  for (const auto* talk : talks)
    if (auto played = play_demo_conversation(to, cast, *talk, ids, now); !played)
      return played.error();
  return agent.id;
}

start_options demo_start(std::ostream& out, const config& settings) {
  struct demo {
    demo_content content;
    std::string password;
    storage::store* store = nullptr;
    domain::agent_id agent;
    std::shared_ptr<net::outbound::mail_catcher> mails;
  };
  auto made = std::make_shared<demo>();
  if (settings.mail.url.empty())
    made->mails = std::make_shared<net::outbound::mail_catcher>(net::auth::random_hex(8));
  start_options options;
  options.prepare = [made](storage::store& store, domain::id_source& ids,
                           const domain::clock& clock) -> domain::result<start_options::prepared> {
    auto content = read_demo(embedded_demo_files());
    if (!content) return content.error();
    made->content = std::move(*content);
    made->store = &store;
    made->password = demo_password(store.keys());
    const auto hash = net::auth::hash_password(made->password);
    if (!hash) return hash.error();
    auto done = storage::write_and_wait(store, [&](storage::writer& to) -> domain::result<void> {
      if (const auto known = known_demo(to, made->content)) {
        made->agent = *known;
        return {};
      }
      const auto fresh = make_demo_workspace(to, made->content, *hash, ids, clock.now());
      if (!fresh) return fresh.error();
      made->agent = *fresh;
      storage::jobs::purge(
          to, storage::agents::by_id(to, *fresh)->workspace);  // no mails about the past
      return {};
    });
    if (!done) return done.error();
    return start_options::prepared{made->agent, made->mails, made->content.mails_from};
  };
  // Only now is the port known, if the settings left it open.
  options.listening = [made, &out](const std::string& url) -> domain::result<void> {
    auto opened = storage::write_and_wait(*made->store, [&](storage::writer& to) {
      return storage::agents::set_allowed_origins(to, made->agent, shop_origins(url));
    });
    if (opened) print_welcome(out, made->content, url, made->password, made->mails.get());
    return opened;
  };
  return options;
}

}  // namespace takeover::app
