// How the workspace receives visitors, as it is kept: settings, hours of agents, switches, shifts,
// calls of members.
#include <boost/test/unit_test.hpp>

#include "storage/audit/audit.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/conversations/conversations.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/live_chat/live_chat.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

domain::business_hours odd_hours() {
  domain::business_hours out;
  out.time_zone = "America/Argentina/Buenos_Aires";
  out.week[0] = {{std::chrono::minutes{0}, std::chrono::minutes{1}},
                 {std::chrono::minutes{540}, std::chrono::minutes{1440}}};
  out.week[6] = {{std::chrono::minutes{720}, std::chrono::minutes{780}}};
  out.dates_off = {std::chrono::year{2026} / 12 / 24, std::chrono::year{2028} / 2 / 29};
  return out;
}

struct live_chat_fixture : workspace_fixture {
  domain::live_chat_settings settings() {
    return read(rows(),
                [&](reader& from) { return storage::live_chat::settings(from, workspace); });
  }
  std::optional<hours_override> hours_of(domain::agent_id wanted) {
    for (const auto& one : read(rows(), [&](reader& from) {
           return storage::live_chat::agents_with_hours(from, workspace);
         }))
      if (one.agent == wanted) return one.own;
    return std::nullopt;
  }
  domain::context with(domain::timestamp now) {
    domain::context out;
    out.now = now;
    out.ids = &ids;
    return out;
  }
  /// Decides under conditions of its own, submits, and follows.
  bool put(talk& chat, const domain::command& wanted, const domain::context& context) {
    const conversation_change change{chat.now().epoch, chat.now().last_seq,
                                     domain::decide(chat.now(), wanted, context).value(),
                                     context.now};
    const bool done = stored(submitted(rows(), change));
    if (done) chat.follow(change);
    return done;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(live_chat, live_chat_fixture)

BOOST_AUTO_TEST_CASE(a_workspace_is_always_open_until_it_says_otherwise) {
  BOOST_TEST((settings() == domain::live_chat_settings{}));
  BOOST_TEST(
      read(rows(), [](reader& from) { return storage::live_chat::all_settings(from); }).empty());
  BOOST_TEST(!hours_of(agent).has_value());
}

BOOST_AUTO_TEST_CASE(settings_come_back_as_they_were_stored_and_are_replaced_as_a_whole) {
  const domain::live_chat_settings first{odd_hours(), domain::queue_position::shown};
  write(rows(),
        [&](writer& to) { storage::live_chat::set_settings(to, bob, first, at(1)).value(); });
  BOOST_TEST((settings() == first));
  reopen();
  BOOST_TEST((settings() == first));
  const auto all =
      read(rows(), [](reader& from) { return storage::live_chat::all_settings(from); });
  BOOST_REQUIRE_EQUAL(all.size(), 1U);
  BOOST_TEST((all[0].workspace == workspace && all[0].settings == first));

  write(rows(), [&](writer& to) { storage::live_chat::set_settings(to, bob, {}, at(2)).value(); });
  BOOST_TEST((settings() == domain::live_chat_settings{}));
}

BOOST_AUTO_TEST_CASE(every_change_of_settings_is_audited) {
  write(rows(), [&](writer& to) {
    storage::live_chat::set_settings(to, bob, {odd_hours(), {}}, at(1)).value();
    storage::live_chat::set_agent_hours(to, olga, agent, hours_override{odd_hours()}, at(2))
        .value();
  });
  audit_query query;
  query.workspace = workspace;
  query.action = "live_chat.update";
  const auto rows_of_audit =
      read(rows(), [&](reader& from) { return storage::audit::list(from, query); }).value().items;
  BOOST_REQUIRE_EQUAL(rows_of_audit.size(), 2U);
  BOOST_TEST(rows_of_audit[0].row.target_type == "agent");
  BOOST_TEST((rows_of_audit[0].row.actor == olga.user));
  BOOST_TEST(rows_of_audit[1].row.target_id == workspace.str());
}

BOOST_AUTO_TEST_CASE(an_agent_has_its_own_hours_or_its_workspaces) {
  write(rows(), [&](writer& to) {
    storage::live_chat::set_agent_hours(to, bob, agent, hours_override{odd_hours()}, at(1)).value();
  });
  BOOST_TEST((hours_of(agent).value().hours.value() == odd_hours()));
  write(rows(), [&](writer& to) {
    storage::live_chat::set_agent_hours(to, bob, agent, hours_override{}, at(2)).value();
  });
  BOOST_TEST(!hours_of(agent).value().hours.has_value());
  BOOST_TEST(read(rows(), [](reader& from) {
               return storage::live_chat::all_agent_hours(from);
             }).size() == 1U);
  write(rows(), [&](writer& to) {
    storage::live_chat::set_agent_hours(to, bob, agent, std::nullopt, at(3)).value();
  });
  BOOST_TEST(!hours_of(agent).has_value());
}

BOOST_AUTO_TEST_CASE(hours_of_a_foreign_agent_are_not_touched) {
  auto stranger = olga;
  stranger.workspace = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {stranger.workspace, "Other"}, at(0));
    storage::people::put_membership(to, stranger.workspace, stranger.user, domain::role::owner,
                                    at(0));
  });
  const auto outcome = write_and_wait(rows(), [&](writer& to) {
    return storage::live_chat::set_agent_hours(to, stranger, agent, hours_override{odd_hours()},
                                               at(1));
  });
  BOOST_TEST((outcome.error() == errc::not_found));
  BOOST_TEST(!hours_of(agent).has_value());
}

BOOST_AUTO_TEST_CASE(a_switch_is_kept_for_each_membership) {
  const auto off = [&] {
    return read(rows(),
                [](reader& from) { return storage::live_chat::members_switched_off(from); });
  };
  BOOST_TEST(off().empty());
  write(rows(), [&](writer& to) {
    storage::live_chat::put_switch(to, workspace, ada.user, domain::member_switch::away);
  });
  reopen();
  BOOST_REQUIRE_EQUAL(off().size(), 1U);
  BOOST_TEST((off()[0].user == ada.user));
  const auto ada_now = read(rows(), [&](reader& from) {
                         return storage::people::member(from, workspace, ada.user);
                       }).value();
  BOOST_TEST((ada_now.available == domain::member_switch::away));
  write(rows(), [&](writer& to) {
    storage::live_chat::put_switch(to, workspace, ada.user, domain::member_switch::available);
  });
  BOOST_TEST(off().empty());
}

BOOST_AUTO_TEST_CASE(the_shift_of_a_claim_is_kept_found_when_it_ends_and_goes_with_the_claim) {
  auto chat = given_conversation();
  auto context = with(at(10));
  context.shift_ends_at = at(100);
  BOOST_REQUIRE(put(chat, domain::take_over{ada}, context));
  BOOST_TEST((state(chat.id()).shift.value() == domain::shift{at(100), std::nullopt}));
  const auto due = [&](std::int64_t seconds) {
    return read(rows(),
                [&](reader& from) { return storage::conversations::due(from, at(seconds), 10); });
  };
  BOOST_TEST(due(99).empty());
  BOOST_REQUIRE_EQUAL(due(100).size(), 1U);

  BOOST_REQUIRE(put(chat, domain::end_of_shift{}, with(at(100))));
  BOOST_TEST((state(chat.id()).shift->asked_at.value() == at(100)));
  BOOST_TEST((state(chat.id()).deadline_at.value() == at(220)));
  BOOST_TEST(due(219).empty());
  BOOST_TEST(due(220).size() == 1U);

  BOOST_REQUIRE(put(chat, domain::release{ada}, with(at(150))));
  BOOST_TEST(!state(chat.id()).shift.has_value());
  BOOST_TEST(number("SELECT count(*) FROM shifts") == 0);
}

BOOST_AUTO_TEST_CASE(a_shift_goes_with_its_conversation) {
  auto chat = given_conversation();
  auto context = with(at(10));
  context.shift_ends_at = at(100);
  BOOST_REQUIRE(put(chat, domain::take_over{ada}, context));
  write(rows(),
        [&](writer& to) { storage::conversations::remove(to, chat.id(), bob, at(20)).value(); });
  BOOST_TEST(number("SELECT count(*) FROM shifts") == 0);
}

BOOST_AUTO_TEST_CASE(a_change_that_misses_its_fence_moves_no_shift_and_calls_nobody) {
  auto chat = given_conversation();
  auto other = chat;
  BOOST_REQUIRE(stored(chat.run(rows(), domain::post_visitor_message{"c1", "first"})));
  auto context = with(at(10));
  context.shift_ends_at = at(100);
  context.availability.now = domain::availability::nobody;
  BOOST_TEST(!put(other, domain::take_over{ada}, context));
  BOOST_TEST(!put(other, domain::ask_for_human{"handoff"}, context));
  BOOST_TEST(number("SELECT count(*) FROM shifts") == 0);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 0);
}

BOOST_AUTO_TEST_CASE(a_wait_with_nobody_there_queues_one_mail_to_every_member) {
  const auto members = number("SELECT count(*) FROM memberships");
  auto chat = given_conversation();
  auto context = with(at(10));
  context.availability.now = domain::availability::nobody;
  BOOST_REQUIRE(
      put(chat, domain::post_visitor_message{"c1", "I want to talk to a human"}, context));
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE payload LIKE '%conversation_id%'") == members);
  const auto waiting =
      read(rows(), [](reader& from) { return storage::conversations::waiting(from); });
  BOOST_REQUIRE_EQUAL(waiting.size(), 1U);
  BOOST_TEST((waiting[0].conversation == chat.id() && waiting[0].workspace == workspace &&
              waiting[0].since == at(10)));
  // What misses its fence calls nobody.
  auto again = given_conversation();
  const conversation_change repeat{
      0, 0, domain::decide(state(again.id()), domain::ask_for_human{"handoff"}, context).value(),
      context.now};
  BOOST_TEST(stored(submitted(rows(), repeat)));
  BOOST_TEST((refusal(submitted(rows(), repeat)) == errc::conflict));
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE payload LIKE '%conversation_id%'") ==
             2 * members);
}

BOOST_AUTO_TEST_CASE(held_conversations_are_found_whoever_holds_them) {
  auto first = given_conversation();
  auto second = given_conversation();
  (void)given_conversation();
  BOOST_REQUIRE(stored(first.run(rows(), domain::take_over{ada})));
  BOOST_REQUIRE(stored(second.run(rows(), domain::take_over{bob})));
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::conversations::held_in(from, workspace);
             }).size() == 2U);
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::conversations::held_in(from, ids.make<domain::workspace_id>(at(0)));
             }).empty());
}

BOOST_AUTO_TEST_CASE(the_last_message_tells_whether_it_offers_a_human) {
  auto chat = given_conversation();
  chat.say(rows());
  domain::finish_answer unsure{1, 0, 1, "I don't know that one.", {}};
  unsure.meta.offer_human = true;
  BOOST_REQUIRE(stored(chat.run(rows(), unsure)));
  const auto last = [&] {
    return read(rows(), [&](reader& from) { return storage::conversations::view(from, chat.id()); })
        .value()
        .last.value();
  };
  BOOST_TEST(last().offers_human);
  chat.say(rows());
  BOOST_TEST(!last().offers_human);
}

BOOST_AUTO_TEST_SUITE_END()
