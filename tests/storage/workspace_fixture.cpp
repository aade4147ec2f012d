#include <unistd.h>

#include <cstdlib>
#include <future>

#include "storage/agents/agents.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/sql_session.hpp"
#include "tests/storage/workspace_fixture.hpp"
#include "tests/support/storage/postgresql_server.hpp"

namespace takeover::storage::test {

dialect tested() {
  static const bool is_postgresql = [] {
    const char* wanted = std::getenv("TAKEOVER_TEST_DATABASE");
    return wanted != nullptr && std::string_view{wanted} == "postgresql";
  }();
  return is_postgresql ? dialect::postgresql : dialect::sqlite;
}

boost::test_tools::assertion_result on_sqlite(boost::unit_test::test_unit_id) {
  return tested() == dialect::sqlite;
}
boost::test_tools::assertion_result on_postgresql(boost::unit_test::test_unit_id) {
  return tested() == dialect::postgresql;
}

std::string fresh_database(const std::string& file) {
  if (tested() == dialect::sqlite) return "sqlite:" + file;
  static int made = 0;
  const auto schema = "test_" + std::to_string(++made);
  const auto& server = postgresql_server::instance();
  sql_session{parse_database_url(server.url("public")).value(), storage::access::read_write}
      .run_script("CREATE SCHEMA " + schema);
  return server.url(schema);
}

temporary_folder::temporary_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "takeover-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<store> opened(const std::string& url, domain::id_source& ids,
                              const domain::clock& clock, std::size_t max_waiting) {
  auto made = open_store({url, 2, max_waiting}, ids, clock);
  if (!made) throw std::runtime_error{made.error().detail};
  return std::move(*made);
}

void write(store& into, const std::function<void(writer&)>& job) {
  const auto done = write_and_wait(into, [&](writer& rows) -> domain::result<void> {
    job(rows);
    return {};
  });
  if (!done) throw std::runtime_error{"not stored: " + done.error().detail};
}

commit_outcome submitted(store& into, conversation_change change) {
  // Shared: the thread that answers may still be inside the promise when the one that waited has
  // gone on.
  auto answer = std::make_shared<std::promise<commit_outcome>>();
  auto outcome = answer->get_future();
  into.submit(std::move(change),
              [answer](commit_outcome out) { answer->set_value(std::move(out)); });
  return outcome.get();
}

std::optional<domain::errc> refusal(const commit_outcome& outcome) {
  const auto* problem = std::get_if<domain::error>(&outcome);
  return problem ? std::optional{problem->code} : std::nullopt;
}

conversation_change talk::deciding(const domain::command& wanted) const {
  domain::context with;
  with.now = std::max(now_.last_activity_at, changed_at_) + std::chrono::seconds{1};
  with.ids = ids_;
  return {now_.epoch, now_.last_seq, decide(now_, wanted, with).value(), with.now};
}

commit_outcome talk::run(store& into, const domain::command& wanted) {
  const auto change = deciding(wanted);
  auto outcome = submitted(into, change);
  if (stored(outcome)) follow(change);
  return outcome;
}

void talk::say(store& into, int count) {
  for (int n = 0; n < count; ++n) {
    const auto number = std::to_string(++said_);
    if (!stored(run(into, domain::post_visitor_message{"c" + number, "question " + number})))
      throw std::runtime_error{"a message was not stored"};
  }
}

commit_outcome talk::leave_lead(store& into, const std::string& email, domain::lead_fields others) {
  others.email = email;
  return run(into, domain::capture_lead{"lead-" + std::to_string(now_.last_seq),
                                        domain::lead_source::form, std::move(others)});
}

workspace_fixture::workspace_fixture(std::size_t max_waiting)
    : url_(fresh_database(file())),
      store_(opened(url_, ids, clock, max_waiting)),
      workspace(ids.make<domain::workspace_id>(clock.now())),
      agent(ids.make<domain::agent_id>(clock.now())) {
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {workspace, "Shop"}, clock.now());
  });
  agent = given_agent("Wren");
  ada = person("Ada", domain::role::member);
  bob = person("Bob", domain::role::admin);
  olga = person("Olga", domain::role::owner);
}

void workspace_fixture::close() { store_.reset(); }

void workspace_fixture::reopen() {
  close();
  store_ = opened(url_, ids, clock);
}

domain::member workspace_fixture::person(const std::string& name, domain::role as) {
  const domain::member made{workspace,
                            ids.make<domain::user_id>(clock.now()),
                            ids.make<domain::session_id>(clock.now()),
                            name,
                            name + "@shop.example",
                            as};
  write(rows(), [&](writer& to) {
    storage::people::create_user(to, {made.user, made.name, made.email, "hash"}, clock.now())
        .value();
    storage::people::put_membership(to, workspace, made.user, as, clock.now());
  });
  return made;
}

domain::agent_id workspace_fixture::given_agent(const std::string& name) {
  agent_record made;
  made.id = ids.make<domain::agent_id>(clock.now());
  made.workspace = workspace;
  made.name = name;
  write(rows(), [&](writer& to) { storage::agents::create(to, made, clock.now()); });
  return made.id;
}

talk workspace_fixture::given_conversation(const std::string& page_url) {
  return given_conversation_of(agent, clock.now(), page_url);
}

talk workspace_fixture::given_conversation_of(domain::agent_id with, domain::timestamp made,
                                              const std::string& page_url) {
  new_conversation fresh;
  fresh.id = ids.make<domain::conversation_id>(made);
  fresh.workspace = workspace;
  fresh.visitor.id = ids.make<domain::visitor_id>(made);
  fresh.visitor.agent = with;
  fresh.visitor.anon_id = fresh.visitor.id.str();
  fresh.page_url = page_url;
  fresh.now = made;
  write(rows(), [&](writer& to) { storage::conversations::create(to, fresh); });
  return {state(fresh.id), ids};
}

domain::conversation workspace_fixture::state(domain::conversation_id id) {
  return read(rows(), [&](reader& from) { return storage::conversations::view(from, id); })
      .value()
      .state;
}

std::vector<domain::entry> workspace_fixture::timeline(domain::conversation_id id) {
  timeline_query all;
  all.conversation = id;
  all.after = 0;
  all.limit = 1'000'000;
  return read(rows(), [&](reader& from) {
    std::vector<domain::entry> entries;
    for (bool more = true; more;) {  // a page ends at its bytes, too
      auto page = storage::timeline::page(from, all);
      more = page.more;
      for (auto& entry : page.entries) entries.push_back(std::move(entry));
      if (more) all.after = entries.back().seq;
    }
    return entries;
  });
}

std::int64_t workspace_fixture::number(const std::string& sql) const {
  sql_session past{place(), storage::access::read_only};
  std::int64_t value = 0;
  if (!past.query_one(sql, out(value))) throw std::runtime_error{"no number: " + sql};
  return value;
}

void workspace_fixture::tamper(const std::string& sql) const {
  sql_session past{place(), storage::access::read_write};
  past.run_script(sql);
}

}  // namespace takeover::storage::test
