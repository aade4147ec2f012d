#include <unistd.h>

#include "storage/agents/agents.hpp"
#include "storage/audit/audit.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/timeline.hpp"
#include "storage/knowledge/knowledge.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "storage/sql/sql_backend.hpp"
#include "storage/sql/sql_session.hpp"
#include "storage/tokens.hpp"
#include "tests/actors/fixture.hpp"
#include "tests/support/storage/postgresql_server.hpp"

namespace takeover::actors::test {

void recording_announcer::announce(const channel& where, const event& what, const reach& to,
                                   flush_token passed, listener) {
  const std::lock_guard lock{mutex_};
  const auto visitors = to.shards[static_cast<std::size_t>(listener_kind::visitor)] |
                        to.shards[static_cast<std::size_t>(listener_kind::visitor_stream)];
  heard_.push_back({where, what, visitors != 0});
  if (std::holds_alternative<answer_delta>(what)) ++deltas_[where.id];
  if (holding_ && passed) held_.push_back(std::move(passed));
  changed_.notify_all();
}

void recording_announcer::admit(const listener& who, const channel&, listener_kind,
                                const admission& from) {
  const std::lock_guard lock{mutex_};
  admitted_.emplace_back(who, from);
  changed_.notify_all();
}

void recording_announcer::refuse(const listener&, const channel&, const domain::error& why) {
  const std::lock_guard lock{mutex_};
  refused_.push_back(why.code);
  changed_.notify_all();
}

void recording_announcer::tell(const listener&, const channel& where, listener_kind,
                               const event& what) {
  const std::lock_guard lock{mutex_};
  heard_.push_back({where, what, true});
  changed_.notify_all();
}

void recording_announcer::close(const channel& where, ending how) {
  const std::lock_guard lock{mutex_};
  closed_.emplace_back(where, how);
  changed_.notify_all();
}

bool recording_announcer::wait_until(const std::function<bool(const std::vector<heard>&)>& found) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, wait_timeout, [&] { return found(heard_); });
}

std::size_t recording_announcer::deltas(const domain::ulid& conversation) const {
  const std::lock_guard lock{mutex_};
  const auto found = deltas_.find(conversation);
  return found == deltas_.end() ? 0 : found->second;
}

bool recording_announcer::wait_for_deltas(const domain::ulid& conversation, std::size_t count) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, wait_timeout, [&] { return deltas_[conversation] >= count; });
}

bool recording_announcer::wait_for_admissions(std::size_t count) {
  std::unique_lock lock{mutex_};
  return changed_.wait_for(lock, wait_timeout, [&] { return admitted_.size() >= count; });
}

std::vector<heard> recording_announcer::all() const {
  const std::lock_guard lock{mutex_};
  return heard_;
}

std::vector<std::pair<listener, admission>> recording_announcer::admitted() const {
  const std::lock_guard lock{mutex_};
  return admitted_;
}

std::vector<domain::errc> recording_announcer::refused() const {
  const std::lock_guard lock{mutex_};
  return refused_;
}

std::vector<std::pair<channel, announcer::ending>> recording_announcer::closed() const {
  const std::lock_guard lock{mutex_};
  return closed_;
}

void recording_announcer::hold_tokens() {
  const std::lock_guard lock{mutex_};
  holding_ = true;
}

void recording_announcer::release_tokens() {
  std::vector<flush_token> passed;
  const std::lock_guard lock{mutex_};
  holding_ = false;
  passed.swap(held_);
}

void recording_announcer::end_session(domain::session_id session) {
  const std::lock_guard lock{mutex_};
  ended_sessions_.push_back(session);
  changed_.notify_all();
}

std::vector<domain::session_id> recording_announcer::ended_sessions() const {
  const std::lock_guard lock{mutex_};
  return ended_sessions_;
}

void recording_announcer::forget() {
  const std::lock_guard lock{mutex_};
  heard_.clear();
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

const std::string& actor_fixture::story() {
  static const std::string text = [] {
    std::string out = "Once";
    for (int n = 1; n <= 200; ++n) out += " upon " + std::to_string(n);
    return out + ".";
  }();
  return text;
}

std::string shared_database() {
  static int made = 0;
  const auto schema = "actors_" + std::to_string(++made);
  const auto& server = storage::test::postgresql_server::instance();
  storage::sql_session{storage::parse_database_url(server.url("public")).value(),
                       storage::access::read_write}
      .run_script("CREATE SCHEMA " + schema);
  return server.url(schema);
}

actor_fixture::actor_fixture(const actor_fixture& first, tree_options wanted)
    : clock(first.clock),
      options(wanted),
      shop(first.shop),
      agent_id(first.agent_id),
      database_(first.database_) {
  start();
}

actor_fixture::actor_fixture(tree_options wanted, const domain::clock* given, std::string database)
    : clock(given ? *given : wall),
      options(wanted),
      database_(database.empty() ? folder.database() : std::move(database)) {
  start();
  shop = ids.make<domain::workspace_id>(clock.now());
  agent_id = ids.make<domain::agent_id>(clock.now());
  const auto made =
      storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
        storage::people::create_workspace(rows, {shop, "Shop"}, clock.now());
        storage::agent_record a;
        a.id = agent_id;
        a.workspace = shop;
        a.name = "Wren";
        a.allowed_origins = {"*"};
        storage::agents::create(rows, a, clock.now());
        storage::knowledge::put_curated(
            rows, agent_id,
            {ids.make<domain::curated_id>(clock.now()), {story_question}, story(), {}},
            clock.now());
        return {};
      });
  if (!made) throw std::runtime_error{"the fixture could not be set up: " + made.error().detail};
}

actor_fixture::~actor_fixture() { stop(); }

void actor_fixture::start() {
  auto opened = storage::open_store({database_, 2, 8'192}, ids, clock);
  if (!opened) throw std::runtime_error{"the store did not open: " + opened.error().detail};
  store = std::move(*opened);
  agent = std::make_unique<answering::builtin_answerer>(*store);
  tree = std::make_unique<actor_tree>(
      tree_parts{*store, announcements, *agent, ids, clock, outgoing}, options);
  tree->recover();
}

void actor_fixture::stop() {
  // In the order of the program: a reader's thread that has made an actor keeps a part of the actor
  // system until it ends.
  if (tree) tree->stop();
  if (store) store->stop();
  tree.reset();
  agent.reset();
  store.reset();
}

domain::visitor_identity actor_fixture::given_conversation() {
  const domain::visitor_identity made{shop, agent_id, ids.make<domain::visitor_id>(clock.now()),
                                      ids.make<domain::conversation_id>(clock.now())};
  const auto done =
      storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
        storage::conversations::create(rows, {made.conversation,
                                              {made.visitor, agent_id, made.visitor.str(), {}, {}},
                                              shop,
                                              "https://shop.example/",
                                              clock.now()});
        return {};
      });
  if (!done) throw std::runtime_error{"no conversation: " + done.error().detail};
  return made;
}

domain::member actor_fixture::member_named(const std::string& name, domain::role as) {
  const domain::member who{shop,
                           ids.make<domain::user_id>(clock.now()),
                           ids.make<domain::session_id>(clock.now()),
                           name,
                           name + "@example.com",
                           as};
  const auto done =
      storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
        if (auto made = storage::people::create_user(
                rows, {who.user, who.name, who.user.str() + "@example.com", "x"}, clock.now());
            !made)
          return made;
        storage::people::put_membership(rows, shop, who.user, as, clock.now());
        return {};
      });
  if (!done) throw std::runtime_error{"no member: " + done.error().detail};
  return who;
}

namespace {

template <class T>
domain::result<T> ask(actor_tree& tree, domain::conversation_id to, command_request request) {
  waiting_reply<T> waiting;
  request.done = waiting.promise();
  if (auto sent = tree.conversations().send(to, std::move(request)); !sent) return sent.error();
  return waiting.get();
}

}  // namespace

domain::result<posted> actor_fixture::say(const domain::visitor_identity& who,
                                          std::string client_id, std::string body,
                                          waiting_reply<answered>* done) {
  return ask<posted>(
      *tree, who.conversation,
      requests::visitor_message(who, {std::move(client_id), std::move(body)}, {},
                                {done ? done->promise() : domain::promise<answered>{}, {}}));
}

domain::result<shared_view> actor_fixture::claim(const domain::visitor_identity& chat,
                                                 const domain::member& by,
                                                 domain::takeover_mode mode) {
  return ask<shared_view>(*tree, chat.conversation, requests::claim(by, mode));
}

domain::result<shared_view> actor_fixture::transfer(const domain::visitor_identity& chat,
                                                    const domain::member& by,
                                                    const domain::member& to) {
  return ask<shared_view>(*tree, chat.conversation, requests::transfer(by, {to.user, to.name}));
}

domain::result<shared_view> actor_fixture::release(const domain::visitor_identity& chat,
                                                   const domain::member& by) {
  return ask<shared_view>(*tree, chat.conversation, requests::release(by));
}

domain::result<posted> actor_fixture::answer(const domain::visitor_identity& chat,
                                             const domain::member& by, std::string client_id,
                                             std::string body) {
  return ask<posted>(*tree, chat.conversation,
                     requests::reply(by, std::move(client_id), std::move(body)));
}

domain::result<shared_view> actor_fixture::keep(const domain::visitor_identity& chat,
                                                const domain::member& by) {
  return ask<shared_view>(*tree, chat.conversation, requests::keep_going(by));
}

void actor_fixture::given_settings(const domain::member& by,
                                   const domain::live_chat_settings& settings) {
  const auto done =
      storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
        // Whoever the test names may, for as long as this takes.
        storage::people::put_membership(rows, shop, by.user, domain::role::admin, clock.now());
        auto set = storage::live_chat::set_settings(rows, by, settings, clock.now());
        storage::people::put_membership(rows, shop, by.user, by.role, clock.now());
        return set;
      });
  if (!done) throw std::runtime_error{"no settings: " + done.error().detail};
  tree->live_chat_changed(shop, settings);
}

void actor_fixture::given_agent_hours(const domain::member& by,
                                      const std::optional<storage::hours_override>& hours) {
  const auto done = storage::write_and_wait(*store, [&](storage::writer& rows) {
    storage::people::put_membership(rows, shop, by.user, domain::role::admin, clock.now());
    auto set = storage::live_chat::set_agent_hours(rows, by, agent_id, hours, clock.now());
    storage::people::put_membership(rows, shop, by.user, by.role, clock.now());
    return set;
  });
  if (!done) throw std::runtime_error{"no hours: " + done.error().detail};
  tree->agent_hours_changed(shop, agent_id, hours);
}

void actor_fixture::switch_to(const domain::member& who, domain::member_switch to) {
  const auto done =
      storage::write_and_wait(*store, [&](storage::writer& rows) -> domain::result<void> {
        storage::live_chat::put_switch(rows, shop, who.user, to);
        return {};
      });
  if (!done) throw std::runtime_error{"no switch: " + done.error().detail};
  tree->presence().switched(shop, who.user, to);
}

domain::result<shared_view> actor_fixture::handoff(const domain::visitor_identity& who) {
  return ask<shared_view>(*tree, who.conversation, requests::handoff(who, {"handoff"}));
}

listener actor_fixture::given_listener(const domain::visitor_identity& chat, listener_kind kind) {
  const listener who{0, next_listener_++};
  const auto before = announcements.admitted().size();
  (void)tree->conversations().send(
      chat.conversation,
      join_request{
          who, kind, shop, {ids.make<domain::user_id>(clock.now()), "Listener"}, chat.visitor});
  announcements.wait_for_admissions(before + 1);
  return who;
}

std::vector<domain::entry> actor_fixture::timeline(const domain::visitor_identity& chat) {
  std::vector<domain::entry> out;
  storage::read_and_wait(*store, [&](storage::reader& rows) {
    for (bool more = true; more;) {
      auto page =
          storage::timeline::page(rows, {chat.conversation, storage::timeline_audience::member,
                                         out.empty() ? 0 : out.back().seq, std::nullopt, 200});
      more = page.more;
      std::move(page.entries.begin(), page.entries.end(), std::back_inserter(out));
    }
  });
  return out;
}

std::vector<storage::audit_record> actor_fixture::audit() {
  std::vector<storage::audit_record> out;
  storage::read_and_wait(*store, [&](storage::reader& rows) {
    storage::audit_query query;
    query.workspace = shop;
    query.limit = 200;
    do {
      auto page = storage::audit::list(rows, query).value();
      for (auto& entry : page.items) out.push_back(std::move(entry.row));
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
  });
  return out;
}

domain::conversation actor_fixture::state(const domain::visitor_identity& chat) {
  domain::conversation out;
  storage::read_and_wait(*store, [&](storage::reader& rows) {
    out = storage::conversations::view(rows, chat.conversation).value().state;
  });
  return out;
}

}  // namespace takeover::actors::test
