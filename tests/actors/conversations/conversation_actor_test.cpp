#include <boost/test/unit_test.hpp>

#include "storage/conversations/conversations.hpp"
#include "tests/actors/fixture.hpp"

using namespace takeover;
using namespace takeover::actors;
using namespace takeover::actors::test;
using domain::entry_kind;
using domain::errc;
using domain::message_role;

namespace {

template <class T>
std::size_t count_of(const std::vector<heard>& all) {
  return static_cast<std::size_t>(std::count_if(
      all.begin(), all.end(), [](const heard& h) { return std::holds_alternative<T>(h.what); }));
}

bool has_entry(const std::vector<heard>& all, entry_kind kind) {
  return std::any_of(all.begin(), all.end(), [&](const heard& h) {
    const auto* e = std::get_if<entry_added>(&h.what);
    return e != nullptr && e->entry.kind == kind;
  });
}

tree_options paced(double words_per_second) {
  tree_options out;
  out.words_per_second = words_per_second;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_agent_answers_a_visitor_and_the_answer_is_kept) {
  actor_fixture h{paced(0)};
  const auto chat = h.given_conversation();
  h.given_listener(chat);
  waiting_reply<answered> answer;
  const auto mine = h.say(chat, "c1", actor_fixture::story_question, &answer);
  BOOST_REQUIRE(mine.has_value());
  BOOST_TEST(mine->entry.seq == 1);
  const auto outcome = answer.get().value();
  BOOST_REQUIRE_EQUAL(outcome.replies.size(), 1U);
  BOOST_TEST(outcome.replies[0].body == actor_fixture::story());
  BOOST_TEST(!outcome.interrupted);
  const auto rows = h.timeline(chat);
  BOOST_REQUIRE_EQUAL(rows.size(), 2U);
  BOOST_TEST((rows[1].role == message_role::agent));
}

BOOST_AUTO_TEST_CASE(a_takeover_in_the_middle_of_an_answer_keeps_exactly_what_was_announced) {
  actor_fixture h{paced(400)};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", actor_fixture::story_question, &answer).has_value());
  BOOST_REQUIRE(
      h.announcements.wait_until([](const auto& all) { return count_of<answer_delta>(all) >= 3; }));
  BOOST_REQUIRE(h.claim(chat, ada).has_value());

  const auto outcome = answer.get().value();
  BOOST_TEST(outcome.interrupted);
  std::string shown;
  bool claimed = false;
  for (const auto& what : h.announcements.all()) {
    if (const auto* piece = std::get_if<answer_delta>(&what.what)) {
      BOOST_TEST(!claimed);
      shown += piece->text;
    }
    const auto* e = std::get_if<entry_added>(&what.what);
    if (e != nullptr && e->entry.kind == entry_kind::claimed) claimed = true;
  }
  const auto rows = h.timeline(chat);
  BOOST_REQUIRE_EQUAL(rows.size(), 3U);
  BOOST_TEST(rows[1].body == shown);
  BOOST_TEST(rows[1].meta.interrupted);
  BOOST_TEST(rows[1].body.size() < actor_fixture::story().size());
}

BOOST_AUTO_TEST_CASE(a_claim_is_acknowledged_after_every_shard_has_passed_it) {
  actor_fixture h;
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  h.announcements.hold_tokens();
  waiting_reply<shared_view> done;
  BOOST_REQUIRE(
      h.tree->conversations()
          .send(chat.conversation, requests::claim(ada, domain::takeover_mode::ask, done.promise()))
          .has_value());
  BOOST_REQUIRE(h.announcements.wait_until(
      [](const auto& all) { return has_entry(all, entry_kind::claimed); }));
  BOOST_TEST(!done.ready());
  h.announcements.release_tokens();
  BOOST_TEST(done.get().value()->view.state.claim.value().holder.name == "Ada");
}

BOOST_AUTO_TEST_CASE(a_repeated_claim_is_acknowledged_no_sooner_than_the_first_one) {
  actor_fixture h;
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  h.announcements.hold_tokens();
  waiting_reply<shared_view> first;
  waiting_reply<shared_view> again;
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation,
                          requests::claim(ada, domain::takeover_mode::ask, first.promise()))
                    .has_value());
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation,
                          requests::claim(ada, domain::takeover_mode::ask, again.promise()))
                    .has_value());
  // A note that comes after both is answered: both were taken up.
  waiting_reply<posted> noted;
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation, requests::note(ada, "n1", "Mine", noted.promise()))
                    .has_value());
  BOOST_REQUIRE(noted.get().has_value());
  BOOST_TEST(!first.ready());
  BOOST_TEST(!again.ready());
  h.announcements.release_tokens();
  BOOST_TEST(first.get().has_value());
  BOOST_TEST(again.get().value()->view.state.claim.value().holder.name == "Ada");
  BOOST_TEST(h.claim(chat, ada).has_value());
}

BOOST_AUTO_TEST_CASE(a_lead_sent_again_is_the_same_one_only_with_the_same_fields) {
  actor_fixture h;
  const auto chat = h.given_conversation();
  const auto send = [&](const std::string& name, domain::lead_source source) {
    waiting_reply<captured_lead> done;
    auto request =
        requests::lead(chat, {"l1", source, {name, "lou@example.com", "", {}}}, done.promise());
    BOOST_REQUIRE(h.tree->conversations().send(chat.conversation, std::move(request)).has_value());
    return done.get();
  };
  const auto first = send("Lou", domain::lead_source::form);
  BOOST_TEST(first.value().is_first);
  BOOST_TEST((send("Lou", domain::lead_source::form).value().receipt == first.value().receipt));
  BOOST_TEST((send("Louise", domain::lead_source::form).error().code == errc::client_id_reused));
  BOOST_TEST((send("Lou", domain::lead_source::cta).error().code == errc::client_id_reused));
}

BOOST_AUTO_TEST_CASE(
    a_human_answers_in_peace_and_the_agent_takes_up_the_open_question_after_the_release) {
  actor_fixture h{paced(0)};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  waiting_reply<answered> none;
  BOOST_REQUIRE(h.say(chat, "c1", "First question", &none).has_value());
  BOOST_TEST(none.get().value().replies.empty());
  BOOST_REQUIRE(h.answer(chat, ada, "r1", "First reply").has_value());
  BOOST_REQUIRE(h.say(chat, "c2", actor_fixture::story_question).has_value());
  h.given_listener(chat);
  BOOST_REQUIRE(h.release(chat, ada).has_value());
  BOOST_REQUIRE(h.announcements.wait_until([](const auto& all) {
    return std::any_of(all.begin(), all.end(), [](const heard& what) {
      const auto* e = std::get_if<entry_added>(&what.what);
      return e != nullptr && e->entry.role == message_role::agent;
    });
  }));
  const auto rows = h.timeline(chat);
  BOOST_TEST(rows.back().body == actor_fixture::story());
  BOOST_TEST(std::count_if(rows.begin(), rows.end(),
                           [](const auto& e) { return e.role == message_role::agent; }) == 1);
}

BOOST_AUTO_TEST_CASE(repeated_client_id_is_answered_like_the_first_time) {
  actor_fixture h;
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  const auto bob = h.member_named("Bob");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  BOOST_REQUIRE(h.say(chat, "c1", "Hello").has_value());
  const auto again = h.say(chat, "c1", "Hello");
  BOOST_TEST(again.value().repeated);
  BOOST_TEST(again.value().entry.seq == 2);
  BOOST_TEST((h.say(chat, "c1", "Other").error().code == errc::client_id_reused));

  BOOST_REQUIRE(h.answer(chat, ada, "r1", "Hi").has_value());
  BOOST_REQUIRE(h.release(chat, ada).has_value());
  // The reply was stored while Ada held; its retry says so, although she could not reply now.
  BOOST_TEST(h.answer(chat, ada, "r1", "Hi").value().repeated);
  BOOST_TEST((h.answer(chat, ada, "r2", "Hi").error().code == errc::not_holder));
  BOOST_TEST((h.answer(chat, bob, "r1", "Hi").error().code == errc::client_id_reused));
}

BOOST_AUTO_TEST_CASE(conversation_is_closed_to_other_workspaces_and_visitors) {
  actor_fixture h;
  const auto chat = h.given_conversation();
  auto stranger = h.member_named("Ada");
  stranger.workspace = h.ids.make<domain::workspace_id>(h.clock.now());
  BOOST_TEST((h.claim(chat, stranger).error().code == errc::not_found));
  auto other = chat;
  other.visitor = h.ids.make<domain::visitor_id>(h.clock.now());
  BOOST_TEST((h.say(other, "c1", "Hello").error().code == errc::not_found));
  auto unknown = chat;
  unknown.conversation = h.ids.make<domain::conversation_id>(h.clock.now());
  BOOST_TEST((h.say(unknown, "c1", "Hello").error().code == errc::not_found));
}

BOOST_AUTO_TEST_CASE(sweep_of_unused_conversations_spares_those_whose_visitor_is_online_or_wrote) {
  actor_fixture h;
  const auto eve = h.member_named("Eve", domain::role::admin);
  const auto sweep = [&](const domain::visitor_identity& chat) {
    waiting_reply<std::monostate> done;
    BOOST_REQUIRE(h.tree->conversations()
                      .send(chat.conversation,
                            delete_request{eve, done.promise(), domain::deletion::only_unused})
                      .has_value());
    return done.get();
  };
  const auto watched = h.given_conversation();
  h.given_listener(watched, listener_kind::visitor);
  const auto used = h.given_conversation();
  BOOST_REQUIRE(h.say(used, "c1", "Hello").has_value());

  BOOST_TEST((sweep(watched).error().code == errc::conflict));
  BOOST_TEST((sweep(used).error().code == errc::conflict));
  BOOST_TEST(sweep(h.given_conversation()).has_value());
  BOOST_TEST(h.audit().size() == 1U);
}

BOOST_AUTO_TEST_CASE(conversations_without_a_word_disappear_by_themselves_after_a_while) {
  domain::manual_clock clock{domain::from_ms(1'750'000'000'000)};
  tree_options options = paced(0);
  options.sweep_every = std::chrono::milliseconds{2};
  options.expire_every = std::chrono::milliseconds{2};
  options.keep_unused = std::chrono::hours{24};
  actor_fixture h{options, &clock};
  const auto empty = h.given_conversation();
  const auto used = h.given_conversation();
  BOOST_REQUIRE(h.say(used, "c1", "Hello").has_value());
  clock.advance(std::chrono::hours{23});
  const auto fresh = h.given_conversation();
  clock.advance(std::chrono::hours{2});

  const auto exists = [&](const domain::visitor_identity& chat) {
    std::optional<domain::conversation_view> view;
    storage::read_and_wait(*h.store, [&](storage::reader& rows) {
      view = storage::conversations::view(rows, chat.conversation);
    });
    return view.has_value();
  };
  BOOST_TEST(eventually([&] { return !exists(empty); }));
  BOOST_TEST(exists(used));
  BOOST_TEST(exists(fresh));
  BOOST_TEST(!h.say(empty, "c1", "Am I here?").has_value());
  BOOST_TEST(h.audit().empty());
}

BOOST_AUTO_TEST_CASE(a_deleted_conversation_answers_gone_and_ends_its_audience) {
  actor_fixture h{paced(400)};
  const auto chat = h.given_conversation();
  const auto eve = h.member_named("Eve", domain::role::admin);
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  waiting_reply<answered> answer;
  BOOST_REQUIRE(h.say(chat, "c1", actor_fixture::story_question, &answer).has_value());
  waiting_reply<std::monostate> refused;
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation, delete_request{ada, refused.promise()})
                    .has_value());
  BOOST_TEST((refused.get().error().code == errc::forbidden));
  waiting_reply<std::monostate> done;
  BOOST_REQUIRE(h.tree->conversations()
                    .send(chat.conversation, delete_request{eve, done.promise()})
                    .has_value());
  BOOST_REQUIRE(done.get().has_value());
  BOOST_TEST(answer.get().value().interrupted);
  BOOST_TEST((h.say(chat, "c2", "Hello").error().code == errc::deleted));
  BOOST_TEST((h.claim(chat, eve).error().code == errc::deleted));
  BOOST_TEST(count_of<conversation_removed>(h.announcements.all()) == 1U);
  BOOST_TEST(h.audit().front().action == "conversation.delete");
}

BOOST_AUTO_TEST_CASE(a_question_that_a_restart_left_open_is_answered) {
  actor_fixture h{paced(1)};  // far too slow to finish
  const auto chat = h.given_conversation();
  BOOST_REQUIRE(h.say(chat, "c1", actor_fixture::story_question).has_value());
  h.stop();
  h.options.words_per_second = 0;
  h.options.sweep_every = std::chrono::milliseconds{5};
  h.start();
  h.given_listener(chat);
  waiting_reply<answered> answer;
  const auto again = h.say(chat, "c1", actor_fixture::story_question, &answer);
  BOOST_TEST(again.value().repeated);
  (void)answer.get();
  const auto rows = h.timeline(chat);
  BOOST_REQUIRE_EQUAL(rows.size(), 2U);
  BOOST_TEST(rows[1].body == actor_fixture::story());
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_human_times_out_and_a_claim_lapses_by_the_clock) {
  domain::manual_clock clock{domain::wall_clock{}.now()};
  tree_options options = paced(0);
  options.sweep_every = std::chrono::milliseconds{2};
  actor_fixture h{options, &clock};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  BOOST_REQUIRE(h.handoff(chat).has_value());
  BOOST_TEST((h.state(chat).controller == domain::controller::queued));
  clock.advance(std::chrono::minutes{2});
  BOOST_REQUIRE(h.announcements.wait_until(
      [](const auto& all) { return has_entry(all, entry_kind::released); }));
  BOOST_TEST((h.state(chat).controller == domain::controller::bot));

  BOOST_REQUIRE(
      h.claim(chat, ada).has_value());  // without any connection: the grace runs from here
  clock.advance(std::chrono::minutes{2});
  BOOST_REQUIRE(h.announcements.wait_until(
      [](const auto& all) { return has_entry(all, entry_kind::lapsed); }));
  BOOST_TEST((h.state(chat).controller == domain::controller::bot));
  BOOST_TEST(h.audit().front().action == "conversation.lapse");
}

BOOST_AUTO_TEST_CASE(a_member_who_is_connected_keeps_the_claim_until_the_last_connection_is_gone) {
  domain::manual_clock clock{domain::wall_clock{}.now()};
  tree_options options = paced(0);
  options.sweep_every = std::chrono::milliseconds{2};
  actor_fixture h{options, &clock};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  h.given_listener(chat);
  h.tree->presence().connected({0, 900}, ada);
  h.tree->presence().connected({0, 901}, ada);
  h.tree->presence().join({0, 900}, {channel_kind::workspace, h.shop.value()}, ada);
  h.announcements.wait_for_admissions(2);
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  BOOST_TEST(!h.state(chat).deadline_at.has_value());
  h.tree->presence().disconnected({0, 900});
  h.tree->presence().disconnected({0, 901});
  BOOST_REQUIRE(eventually([&] { return h.state(chat).deadline_at.has_value(); }));
  clock.advance(std::chrono::minutes{2});
  BOOST_REQUIRE(h.announcements.wait_until(
      [](const auto& all) { return has_entry(all, entry_kind::lapsed); }));
  BOOST_TEST(!h.tree->presence().table().is_online(h.shop, ada.user));
}

BOOST_AUTO_TEST_CASE(an_idle_conversation_leaves_memory_and_comes_back_as_it_was) {
  tree_options options = paced(0);
  options.passivate_after = std::chrono::milliseconds{0};
  options.sweep_every = std::chrono::milliseconds{2};
  actor_fixture h{options};
  const auto chat = h.given_conversation();
  const auto ada = h.member_named("Ada");
  BOOST_REQUIRE(h.claim(chat, ada).has_value());
  BOOST_REQUIRE(h.release(chat, ada).has_value());
  for (int n = 0; n < 300; ++n) {
    const auto done = n % 2 ? h.release(chat, ada) : h.claim(chat, ada);
    BOOST_REQUIRE(done.has_value());
  }
  BOOST_TEST(h.state(chat).epoch == 302);
  BOOST_TEST(h.timeline(chat).size() == 302U);
}
