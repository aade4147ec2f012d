#include <boost/test/unit_test.hpp>

#include "storage/audit_chain.hpp"
#include "storage/detail/sql_session.hpp"
#include "tests/storage/fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct audited_shop : shop {
  /// Ada claims and releases, Bob claims by force, Olga deletes another one: four rows.
  void given_history() {
    auto chat = given_conversation();
    auto doomed = given_conversation();
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{bob, domain::takeover_mode::force})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::release{bob})));
    write(rows(), [&](writer& to) { to.delete_conversation(doomed.id(), olga, at(9)).value(); });
    claimed = chat.id();
    deleted = doomed.id();
  }
  std::vector<audit_row> pages(audit_query query) {
    query.workspace = workspace;
    std::vector<audit_row> all;
    do {
      auto page = read(rows(), [&](reader& from) { return from.audit(query); }).value();
      for (auto& row : page.items) all.push_back(std::move(row));
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return all;
  }
  /// The position of the first row that does not follow from the one before it, by the columns alone; 0 if all do.
  std::int64_t first_broken() const {
    detail::sql_session past{file(), detail::access::read_only};
    std::int64_t position = 0;
    std::string prev_hash;
    std::string hash;
    audit_row row;
    auto found = past.query(
        "SELECT position, prev_hash, hash, id, actor_user_id, action, target_type, target_id, created_at FROM audit_logs WHERE workspace_id = "
        ":workspace ORDER BY position",
        detail::in(workspace), detail::out(position), detail::out(prev_hash), detail::out(hash), detail::out(row.id), detail::out(row.actor),
        detail::out(row.action), detail::out(row.target_type), detail::out(row.target_id), detail::out(row.created_at));
    std::string before;
    for (std::int64_t expected = 1; found.next(); ++expected) {
      if (position != expected || prev_hash != before || hash != chain_hash(before, workspace, position, row)) return expected;
      before = hash;
    }
    return 0;
  }

  domain::conversation_id claimed;
  domain::conversation_id deleted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit, audited_shop)

BOOST_AUTO_TEST_CASE(every_privileged_action_is_there_newest_first) {
  given_history();

  const auto log = pages({});

  BOOST_TEST_REQUIRE(log.size() == 4);
  BOOST_TEST(log[0].action == "conversation.delete");
  BOOST_TEST((log[0].actor == olga.user));
  BOOST_TEST(log[0].target_id == deleted.str());
  BOOST_TEST(log[1].action == "conversation.release");
  BOOST_TEST(log[2].action == "conversation.claim");
  BOOST_TEST((log[2].actor == bob.user));
  BOOST_TEST(log[3].target_type == "conversation");
  BOOST_TEST(log[3].target_id == claimed.str());
  BOOST_TEST((log[3].actor == ada.user));
}

BOOST_AUTO_TEST_CASE(the_system_is_nobody) {
  auto chat = given_conversation();
  BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
  BOOST_REQUIRE(stored(chat.run(rows(), domain::holder_is{domain::presence::away})));
  auto overdue = chat.now();
  overdue.last_activity_at += std::chrono::hours{1};
  BOOST_REQUIRE(stored(talk(overdue, ids).run(rows(), domain::deadline_passed{})));

  const auto log = pages({});

  BOOST_TEST_REQUIRE(log.size() == 2);
  BOOST_TEST(log[0].action == "conversation.lapse");
  BOOST_TEST(!log[0].actor.has_value());
  BOOST_TEST(first_broken() == 0);
}

BOOST_AUTO_TEST_CASE(a_filter_gives_what_it_names_and_pages_lose_nothing) {
  given_history();
  const auto of = [](auto set) {
    audit_query query;
    query.limit = 1;
    set(query);
    return query;
  };

  BOOST_TEST(pages(of([](auto&) {})).size() == 4);
  BOOST_TEST(pages(of([&](auto& q) { q.actor = bob.user; })).size() == 2);
  BOOST_TEST(pages(of([](auto& q) { q.action = "conversation.claim"; })).size() == 2);
  BOOST_TEST(pages(of([&](auto& q) { q.target = claimed.str(); })).size() == 3);
  BOOST_TEST(pages(of([&](auto& q) {
               q.actor = bob.user;
               q.action = "conversation.claim";
               q.target = claimed.str();
             })).size() == 1);
  BOOST_TEST(pages(of([](auto& q) { q.action = "conversation."; })).empty());
  BOOST_TEST(pages(of([&](auto& q) { q.actor = ids.make<domain::user_id>(at(0)); })).empty());
}

BOOST_AUTO_TEST_CASE(the_chain_holds_over_a_restart_and_an_edited_row_breaks_it_where_it_stands) {
  given_history();
  reopen();
  given_history();
  BOOST_TEST(first_broken() == 0);

  tamper("UPDATE audit_logs SET target_id = 'somebody else' WHERE position = 3");
  BOOST_TEST(first_broken() == 3);
  given_history();  // goes on from what is there, and heals nothing
  BOOST_TEST(first_broken() == 3);
}

BOOST_AUTO_TEST_CASE(a_row_that_is_taken_out_breaks_the_chain) {
  given_history();

  tamper("DELETE FROM audit_logs WHERE position = 2");

  BOOST_TEST(first_broken() == 2);
}

BOOST_AUTO_TEST_CASE(every_field_of_a_row_is_in_its_hash) {
  const audit_row row{ids.make<domain::audit_id>(at(1)), ada.user, "conversation.claim", "conversation", "x", at(2)};
  const auto hash = chain_hash("before", workspace, 7, row);
  const auto changed = [&](auto set) {
    auto other = row;
    set(other);
    return chain_hash("before", workspace, 7, other);
  };

  BOOST_TEST(hash.size() == 64);
  BOOST_TEST(hash == chain_hash("before", workspace, 7, row));
  BOOST_TEST(hash != chain_hash("Before", workspace, 7, row));
  BOOST_TEST(hash != chain_hash("before", workspace, 8, row));
  BOOST_TEST(hash != chain_hash("before", ids.make<domain::workspace_id>(at(0)), 7, row));
  BOOST_TEST(hash != changed([&](auto& r) { r.id = ids.make<domain::audit_id>(at(1)); }));
  BOOST_TEST(hash != changed([](auto& r) { r.actor.reset(); }));
  BOOST_TEST(hash != changed([](auto& r) { r.action += " "; }));
  BOOST_TEST(hash != changed([](auto& r) { r.created_at = at(3); }));
  // What moves from one field into the next is another row.
  BOOST_TEST(changed([](auto& r) { r.target_type = "conversationx", r.target_id = ""; }) != hash);
}

BOOST_AUTO_TEST_CASE(an_action_that_is_taken_back_leaves_no_row_and_no_hole) {
  auto chat = given_conversation();
  const auto outcome = write_and_wait(rows(), [&](writer& to) -> domain::result<void> {
    to.delete_conversation(chat.id(), olga, at(9)).value();
    return domain::fail(errc::forbidden);
  });
  BOOST_REQUIRE(!outcome);
  BOOST_TEST(pages({}).empty());
  BOOST_TEST(state(chat.id()).id.str() == chat.id().str());

  given_history();

  BOOST_TEST(first_broken() == 0);
}

BOOST_AUTO_TEST_CASE(each_workspace_has_a_chain_of_its_own) {
  given_history();
  const auto first = workspace;
  workspace = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) { to.create_workspace({workspace, "Other"}, at(0)); });
  olga = person("Olive", domain::role::owner);
  agent = given_agent("Robin");
  const auto chat = given_conversation();
  write(rows(), [&](writer& to) { to.delete_conversation(chat.id(), olga, at(9)).value(); });

  BOOST_TEST(pages({}).size() == 1);
  BOOST_TEST(first_broken() == 0);
  workspace = first;
  BOOST_TEST(pages({}).size() == 4);
  BOOST_TEST(first_broken() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
