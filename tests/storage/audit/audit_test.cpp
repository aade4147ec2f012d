#include <boost/test/unit_test.hpp>

#include "storage/audit/audit.hpp"
#include "storage/audit/audit_chain.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct audit_fixture : workspace_fixture {
  /// Ada claims and releases, Bob claims by force, Olga deletes another one: four rows.
  void given_history() {
    auto chat = given_conversation();
    auto doomed = given_conversation();
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{ada})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::take_over{bob, domain::takeover_mode::force})));
    BOOST_REQUIRE(stored(chat.run(rows(), domain::release{bob})));
    write(rows(), [&](writer& to) {
      storage::conversations::remove(to, doomed.id(), olga, at(9)).value();
    });
    claimed = chat.id();
    deleted = doomed.id();
  }
  std::vector<audit_record> pages(audit_query query) {
    query.workspace = workspace;
    std::vector<audit_record> all;
    do {
      auto page =
          read(rows(), [&](reader& from) { return storage::audit::list(from, query); }).value();
      for (auto& entry : page.items) all.push_back(std::move(entry.row));
      query.cursor = page.next_cursor;
    } while (!query.cursor.empty());
    return all;
  }
  /// The whole chain, checked in parts of `count` rows.
  audit_check checked(int count = 100) {
    audit_check so_far;
    do {
      so_far = read(rows(), [&](reader& from) {
        return storage::audit::check(from, workspace, so_far.checked, count);
      });
    } while (!so_far.fault && so_far.checked < so_far.length);
    return so_far;
  }
  /// The position of the first row that does not hold, the same whatever the size of the parts; 0
  /// if all do.
  std::int64_t first_broken() {
    const auto whole = checked();
    for (const int count : {1, 2, 3}) {
      const auto again = checked(count);
      BOOST_TEST(again.fault.has_value() == whole.fault.has_value());
      if (again.fault && whole.fault) BOOST_TEST(again.fault->position == whole.fault->position);
    }
    return whole.fault ? whole.fault->position : 0;
  }

  domain::conversation_id claimed;
  domain::conversation_id deleted;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit, audit_fixture)

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

BOOST_AUTO_TEST_CASE(what_the_system_did_is_listed_without_an_actor) {
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
  audit_query of_the_system;
  of_the_system.by_system = true;
  BOOST_TEST(pages(of_the_system).size() == 1);
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

BOOST_AUTO_TEST_CASE(a_check_says_how_long_the_chain_is_and_that_it_holds) {
  BOOST_TEST(checked().length == 0);
  BOOST_TEST(first_broken() == 0);

  given_history();

  BOOST_TEST(checked().length == 4);
  BOOST_TEST(checked().checked == 4);
  BOOST_TEST(first_broken() == 0);
}

BOOST_AUTO_TEST_CASE(rows_that_were_cut_off_at_the_end_are_missed_also_after_more_were_written) {
  given_history();
  tamper("DELETE FROM audit_logs WHERE position > 2");

  BOOST_TEST(first_broken() == 3);
  BOOST_TEST((checked().fault->what == audit_fault::kind::removed));
  BOOST_TEST(checked().fault->row_id == "");

  given_history();
  BOOST_TEST(first_broken() == 3);
  BOOST_TEST(checked().length == 8);
}

BOOST_AUTO_TEST_CASE(a_chain_whose_end_mark_is_gone_does_not_hold) {
  given_history();
  tamper("DELETE FROM audit_heads");
  BOOST_TEST(first_broken() == 5);
}

BOOST_AUTO_TEST_CASE(rows_that_changed_places_are_found_at_the_first_of_them) {
  given_history();
  tamper(
      "UPDATE audit_logs SET position = 99 WHERE position = 2; UPDATE audit_logs SET position = 2 "
      "WHERE position = 3; "
      "UPDATE audit_logs SET position = 3 WHERE position = 99");
  BOOST_TEST(first_broken() == 2);
}

BOOST_AUTO_TEST_CASE(a_row_with_a_new_hash_of_its_own_is_named_and_not_the_one_after_it) {
  given_history();
  const auto log = read(rows(),
                        [&](reader& from) {
                          return storage::audit::list(from, {workspace, {}, {}, {}, {}, 10});
                        })
                       .value()
                       .items;
  auto forged = log[2];
  BOOST_TEST_REQUIRE(forged.position == 2);
  forged.row.actor = olga.user;
  const auto hash = chain_hash(forged.prev_hash, workspace, 2, text_of(forged.row));
  tamper("UPDATE audit_logs SET actor_user_id = '" + olga.user.str() + "', hash = '" + hash +
         "' WHERE position = 2");

  BOOST_TEST(first_broken() == 2);
  BOOST_TEST(checked().fault->row_id == forged.row.id.str());
  BOOST_TEST(checked().fault->action == "conversation.claim");
}

BOOST_AUTO_TEST_CASE(the_last_row_with_a_new_hash_of_its_own_is_named) {
  given_history();
  auto forged = read(rows(),
                     [&](reader& from) {
                       return storage::audit::list(from, {workspace, {}, {}, {}, {}, 1});
                     })
                    .value()
                    .items.front();
  forged.row.target_id = "other";
  const auto hash = chain_hash(forged.prev_hash, workspace, 4, text_of(forged.row));
  tamper("UPDATE audit_logs SET target_id = 'other', hash = '" + hash + "' WHERE position = 4");
  BOOST_TEST(first_broken() == 4);
}

BOOST_AUTO_TEST_CASE(a_row_that_was_put_in_past_the_log_is_named) {
  given_history();
  const auto last = read(rows(),
                         [&](reader& from) {
                           return storage::audit::list(from, {workspace, {}, {}, {}, {}, 1});
                         })
                        .value()
                        .items.front();
  const audit_record extra{ids.make<domain::audit_id>(at(1)),
                           olga.user,
                           "conversation.claim",
                           "conversation",
                           "x",
                           at(2)};
  const auto hash = chain_hash(last.hash, workspace, 5, text_of(extra));
  tamper(
      "INSERT INTO audit_logs (id, workspace_id, position, actor_user_id, action, "
      "target_type, target_id, created_at, prev_hash, hash) VALUES ('" +
      extra.id.str() + "', '" + workspace.str() + "', 5, '" + olga.user.str() +
      "', 'conversation.claim', 'conversation', 'x', " +
      std::to_string(domain::to_ms(extra.created_at)) + ", '" + last.hash + "', '" + hash + "')");

  BOOST_TEST(first_broken() == 5);
  BOOST_TEST((checked().fault->what == audit_fault::kind::added));
}

BOOST_AUTO_TEST_CASE(what_no_program_writes_into_a_row_is_found_and_does_not_stop_the_check) {
  for (const auto* edit : {"actor_user_id = 'nobody'", "id = 'x'", "id = lower(id)",
                           "created_at = created_at + 1", "prev_hash = 'x'", "hash = ''"}) {
    tamper("DELETE FROM audit_logs; DELETE FROM audit_heads");
    given_history();
    tamper(std::string{"UPDATE audit_logs SET "} + edit + " WHERE position = 2");
    BOOST_TEST_INFO(edit);
    BOOST_TEST(first_broken() == 2);
  }
}

BOOST_AUTO_TEST_CASE(a_list_names_who_did_it_and_whom_it_was_about_while_they_are_there) {
  given_history();
  const auto log = read(rows(),
                        [&](reader& from) {
                          return storage::audit::list(from, {workspace, {}, {}, {}, {}, 10});
                        })
                       .value()
                       .items;
  BOOST_TEST(log[0].actor_name == olga.name);
  BOOST_TEST(log[0].target_name == "");
  BOOST_TEST(log[1].target_name.starts_with("Visitor "));
  BOOST_TEST(log[0].position == 4);
  BOOST_TEST(log[0].prev_hash == log[1].hash);
}

BOOST_AUTO_TEST_CASE(every_field_of_a_row_is_in_its_hash) {
  const audit_record written{ids.make<domain::audit_id>(at(1)),
                             ada.user,
                             "conversation.claim",
                             "conversation",
                             "x",
                             at(2)};
  const auto row = text_of(written);
  const auto hash = chain_hash("before", workspace, 7, row);
  const auto changed = [&](auto set) {
    auto other = written;
    set(other);
    return chain_hash("before", workspace, 7, text_of(other));
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
    storage::conversations::remove(to, chat.id(), olga, at(9)).value();
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
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {workspace, "Other"}, at(0));
  });
  olga = person("Olive", domain::role::owner);
  agent = given_agent("Robin");
  const auto chat = given_conversation();
  write(rows(),
        [&](writer& to) { storage::conversations::remove(to, chat.id(), olga, at(9)).value(); });

  BOOST_TEST(pages({}).size() == 1);
  BOOST_TEST(first_broken() == 0);
  workspace = first;
  BOOST_TEST(pages({}).size() == 4);
  BOOST_TEST(first_broken() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
