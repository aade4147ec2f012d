#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "storage/agents/visitors.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct conversations_fixture : workspace_fixture {
  domain::result<void> remove(domain::conversation_id id, const domain::member& by) {
    return write_and_wait(
        rows(), [&](writer& to) { return storage::conversations::remove(to, id, by, at(9)); });
  }
  bool was_deleted(domain::conversation_id id) {
    return read(rows(), [&](reader& from) {
      return storage::conversations::deleted_from(from, id).has_value();
    });
  }
  std::optional<domain::conversation_id> resumed(domain::visitor_id who, domain::timestamp since) {
    return read(rows(),
                [&](reader& from) { return storage::conversations::to_resume(from, who, since); });
  }
  void run(talk& chat, const domain::command& wanted) {
    BOOST_REQUIRE(stored(chat.run(rows(), wanted)));
  }
};

using list = std::vector<domain::conversation_id>;

list sorted(list of) {
  std::sort(of.begin(), of.end());
  return of;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(single_conversations, conversations_fixture)

BOOST_AUTO_TEST_CASE(a_new_conversation_belongs_to_the_agent_and_is_empty) {
  const auto chat = given_conversation("https://shop.example/tea");

  const auto found = state(chat.id());

  BOOST_TEST((found.controller == domain::controller::bot));
  BOOST_TEST(!found.claim.has_value());
  BOOST_TEST(found.epoch == 0);
  BOOST_TEST(found.last_seq == 0);
  BOOST_TEST(!found.engaged());
  BOOST_TEST(found.page_url == "https://shop.example/tea");
  BOOST_TEST((found.created_at == at(0)));
  BOOST_TEST((found.last_activity_at == at(0)));
}

BOOST_AUTO_TEST_CASE(a_page_is_stored_once_and_of_existing_conversations_alone) {
  const auto chat = given_conversation("https://shop.example/tea");
  const auto set_page = [&](domain::conversation_id id, const std::string& page) {
    bool is_news = false;
    BOOST_REQUIRE(write_and_wait(rows(), [&](writer& to) {
      is_news = storage::conversations::set_page(to, id, page);
      return domain::result<void>{};
    }));
    return is_news;
  };

  BOOST_TEST(set_page(chat.id(), "https://shop.example/cups"));
  BOOST_TEST(!set_page(chat.id(), "https://shop.example/cups"));
  BOOST_TEST(!set_page(domain::conversation_id{}, "https://shop.example/cups"));

  BOOST_TEST(state(chat.id()).page_url == "https://shop.example/cups");
}

BOOST_AUTO_TEST_CASE(every_change_of_the_rules_comes_back_from_the_file) {
  auto chat = given_conversation();
  const auto as_decided = [&](const domain::command& wanted) {
    run(chat, wanted);
    BOOST_TEST((state(chat.id()) == chat.now()));
  };

  as_decided(domain::post_visitor_message{"c1", "hello"});
  as_decided(domain::ask_for_human{"handoff"});
  as_decided(domain::post_visitor_message{"c2", "anybody?"});
  as_decided(domain::take_over{ada});
  as_decided(domain::holder_is{domain::presence::away});
  as_decided(domain::post_visitor_message{"c3", "still there?"});
  as_decided(domain::holder_is{domain::presence::connected});
  as_decided(domain::post_reply{ada, "r1", "yes"});
  as_decided(domain::take_over{bob, domain::takeover_mode::force});
  as_decided(domain::post_note{ada, "n1", "note"});
  as_decided(domain::release{bob});
  as_decided(
      domain::capture_lead{"l1", domain::lead_source::cta, {"Lou", "lou@example.com", "", {}}});
  as_decided(domain::post_visitor_message{"c4", "and now?"});
  as_decided(
      domain::finish_answer{1, chat.now().epoch, chat.now().last_question_seq, "an answer", {}});
}

BOOST_AUTO_TEST_CASE(a_deleted_conversation_leaves_a_tombstone_and_nothing_else) {
  auto chat = given_conversation();
  auto other = given_conversation();
  chat.say(rows(), 3);
  other.say(rows());

  BOOST_TEST(remove(chat.id(), olga).has_value());

  BOOST_TEST(was_deleted(chat.id()));
  BOOST_TEST(!read(rows(), [&](reader& from) {
                return storage::conversations::view(from, chat.id());
              }).has_value());
  BOOST_TEST(timeline(chat.id()).empty());
  BOOST_TEST(timeline(other.id()).size() == 1);
  BOOST_TEST(!was_deleted(other.id()));
  BOOST_TEST((remove(chat.id(), olga).error() == errc::deleted));
  reopen();
  BOOST_TEST(was_deleted(chat.id()));
}

BOOST_AUTO_TEST_CASE(
    a_conversation_of_another_workspace_is_not_found_before_and_after_its_deletion) {
  const auto chat = given_conversation();
  auto stranger = olga;
  stranger.workspace = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {stranger.workspace, "Other"}, at(0));
    storage::people::put_membership(to, stranger.workspace, stranger.user, domain::role::owner,
                                    at(0));
  });

  BOOST_TEST((remove(chat.id(), stranger).error() == errc::not_found));
  BOOST_TEST((state(chat.id()) == chat.now()));
  BOOST_REQUIRE(remove(chat.id(), olga));
  BOOST_TEST((remove(chat.id(), stranger).error() == errc::not_found));
  BOOST_TEST((remove(ids.make<domain::conversation_id>(at(0)), olga).error() == errc::not_found));
  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == 1);
}

BOOST_AUTO_TEST_CASE(a_visitor_goes_on_with_the_newest_one_that_is_recent_and_not_cleared) {
  const auto older = given_conversation();
  const auto visitor = read(rows(), [&](reader& from) {
                         return storage::visitors::by_id(from, older.now().visitor);
                       }).value();
  const domain::conversation_id newer = ids.make<domain::conversation_id>(at(100));
  write(rows(), [&](writer& to) {
    storage::conversations::create(to, {newer, visitor, workspace, "", at(100)});
  });
  BOOST_TEST((resumed(visitor.id, at(0)) == newer));

  write(rows(), [&](writer& to) { storage::conversations::mark_cleared(to, newer, at(101)); });
  BOOST_TEST((resumed(visitor.id, at(0)) == older.id()));
  BOOST_TEST(!resumed(visitor.id, at(1)).has_value());
  auto awake = older;
  awake.say(rows());
  BOOST_TEST((resumed(visitor.id, at(1)) == older.id()));
  BOOST_TEST(!resumed(ids.make<domain::visitor_id>(at(0)), at(0)).has_value());
  BOOST_TEST((read(rows(),
                   [&](reader& from) {
                     return storage::visitors::by_anon_id(from, agent, visitor.anon_id);
                   })
                  .value()
                  .id == visitor.id));
}

BOOST_AUTO_TEST_CASE(deadlines_come_due_the_oldest_first) {
  auto late = given_conversation_of(agent, at(100));
  auto early = given_conversation_of(agent, at(0));
  auto held = given_conversation_of(agent, at(50));
  run(late, domain::ask_for_human{"handoff"});
  run(early, domain::ask_for_human{"handoff"});
  run(held, domain::take_over{ada});
  const auto due = [&](domain::timestamp now, int limit) {
    return read(rows(),
                [&](reader& from) { return storage::conversations::due(from, now, limit); });
  };

  BOOST_TEST(due(at(120), 10).empty());
  BOOST_TEST((due(at(121), 10) == list{early.id()}));
  BOOST_TEST((due(at(1'000), 10) == list{early.id(), late.id()}));
  BOOST_TEST((due(at(1'000), 1) == list{early.id()}));
}

BOOST_AUTO_TEST_CASE(after_a_restart_claims_without_a_deadline_get_one_and_others_keep_theirs) {
  auto held = given_conversation();
  auto left = given_conversation();
  auto queued = given_conversation();
  const auto free = given_conversation();
  run(held, domain::take_over{ada});
  run(left, domain::take_over{ada});
  run(left, domain::holder_is{domain::presence::away});
  run(queued, domain::ask_for_human{"handoff"});
  std::int64_t given = 0;

  write(rows(), [&](writer& to) {
    given =
        storage::conversations::start_claim_grace(to, at(400), std::chrono::seconds{100}, at(0));
  });

  BOOST_TEST(given == 1);
  BOOST_TEST((state(held.id()).deadline_at == at(500)));
  BOOST_TEST((state(left.id()).deadline_at == left.now().deadline_at));
  BOOST_TEST((state(queued.id()).deadline_at == queued.now().deadline_at));
  BOOST_TEST(!state(free.id()).deadline_at.has_value());
}

BOOST_AUTO_TEST_CASE(a_claim_that_is_younger_than_the_restart_has_the_grace_from_itself) {
  auto held = given_conversation();
  run(held, domain::take_over{ada});
  const auto claimed_at = state(held.id()).claim->since;

  write(rows(), [&](writer& to) {
    storage::conversations::start_claim_grace(to, claimed_at - std::chrono::seconds{50},
                                              std::chrono::seconds{60}, at(0));
  });

  BOOST_TEST((state(held.id()).deadline_at == claimed_at + std::chrono::seconds{60}));
}

BOOST_AUTO_TEST_CASE(questions_that_nobody_answered_are_found_page_by_page) {
  list open;
  for (int n = 0; n < 5; ++n) {
    auto chat = given_conversation();
    chat.say(rows());
    open.push_back(chat.id());
  }
  auto answered = given_conversation();
  answered.say(rows());
  run(answered, domain::finish_answer{1, 0, 1, "an answer", {}});
  auto held = given_conversation();
  held.say(rows());
  run(held, domain::take_over{ada});

  list found;
  for (domain::conversation_id after;;) {
    const auto some = read(
        rows(), [&](reader& from) { return storage::conversations::unanswered(from, after, 2); });
    if (some.empty()) break;
    found.insert(found.end(), some.begin(), some.end());
    after = some.back();
  }

  BOOST_TEST((found == sorted(open)));
}

BOOST_AUTO_TEST_CASE(claims_of_a_member_are_listed_by_workspace) {
  auto one = given_conversation();
  auto two = given_conversation();
  auto of_bob = given_conversation();
  run(one, domain::take_over{ada});
  run(two, domain::take_over{ada});
  run(of_bob, domain::take_over{bob});
  const auto held = [&](domain::workspace_id where) {
    return read(rows(), [&](reader& from) {
      return storage::conversations::held_by(from, where, ada.user);
    });
  };

  BOOST_TEST((held(workspace) == sorted({one.id(), two.id()})));
  BOOST_TEST(held(ids.make<domain::workspace_id>(at(0))).empty());
}

BOOST_AUTO_TEST_CASE(newest_activity_is_that_of_any_conversation_used_or_not) {
  const auto newest = [&] { return read(rows(), &storage::conversations::newest_activity); };
  BOOST_TEST(!newest().has_value());
  auto used = given_conversation();
  used.say(rows());
  BOOST_CHECK(newest() == state(used.id()).last_activity_at);
  // Holds and waits are compared with the clock, too.
  BOOST_REQUIRE(stored(used.run(rows(), domain::ask_for_human{"handoff"})));
  BOOST_REQUIRE(stored(used.run(rows(), domain::take_over{ada})));
  BOOST_CHECK(newest() == used.now().claim.value().since);
  BOOST_CHECK(newest() > used.now().last_activity_at);
  const auto unused = given_conversation_of(agent, at(9'000), "late");
  BOOST_CHECK(newest() == at(9'000));
}

BOOST_AUTO_TEST_CASE(a_sweep_of_unused_conversations_spares_those_used_meanwhile) {
  auto unused = given_conversation();
  auto written = given_conversation();
  auto held = given_conversation();
  written.say(rows());
  run(held, domain::take_over{ada});
  const auto sweep = [&](domain::conversation_id id) {
    return write_and_wait(rows(), [&](writer& to) {
      return storage::conversations::remove(to, id, olga, at(9), domain::deletion::only_unused);
    });
  };

  BOOST_TEST((sweep(written.id()).error() == errc::conflict));
  BOOST_TEST((sweep(held.id()).error() == errc::conflict));
  BOOST_TEST(sweep(unused.id()).has_value());

  BOOST_TEST(was_deleted(unused.id()));
  BOOST_TEST(!was_deleted(written.id()));
  BOOST_TEST(!was_deleted(held.id()));
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'conversation.delete'") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
