#include <boost/test/unit_test.hpp>

#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/sessions.hpp"
#include "storage/people/users.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct people_fixture : workspace_fixture {
  new_session sign_in(const domain::member& who, const std::string& hash, domain::timestamp from,
                      domain::timestamp until) {
    const new_session made{
        ids.make<domain::session_id>(from), who.user, who.workspace, hash, from, until};
    write(rows(), [&](writer& to) { storage::people::create_session(to, made); });
    return made;
  }
  std::optional<session_record> session(const std::string& hash) {
    return read(rows(), [&](reader& from) { return storage::people::session_by_hash(from, hash); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(people_and_agents, people_fixture)

BOOST_AUTO_TEST_CASE(a_user_is_found_by_the_e_mail_in_any_case) {
  const auto found = read(rows(), [&](reader& from) {
    return storage::people::user_by_email(from, "ADA@Shop.Example");
  });

  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->id == ada.user));
  BOOST_TEST(found->password_hash == "hash");
  BOOST_TEST(!read(rows(), [](reader& from) {
                return storage::people::user_by_email(from, "ada@shop");
              }).has_value());
  BOOST_TEST(!read(rows(), [](reader& from) {
                return storage::people::user_by_email(from, "%");
              }).has_value());
}

BOOST_AUTO_TEST_CASE(an_e_mail_belongs_to_one_user) {
  const auto outcome = write_and_wait(rows(), [&](writer& to) {
    return storage::people::create_user(
        to, {ids.make<domain::user_id>(at(0)), "Ada II", "aDa@shop.example", "other"}, at(0));
  });

  BOOST_REQUIRE(!outcome);
  BOOST_TEST((outcome.error() == errc::invalid));
  BOOST_TEST(outcome.error().fields.contains("email"));
}

BOOST_AUTO_TEST_CASE(members_of_a_workspace_are_listed_by_name) {
  const auto other = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {other, "Second"}, at(1));
    storage::people::put_membership(to, other, ada.user, domain::role::owner, at(1));
  });

  const auto all =
      read(rows(), [&](reader& from) { return storage::people::members(from, workspace); });
  const auto elsewhere =
      read(rows(), [&](reader& from) { return storage::people::members(from, other); });

  BOOST_TEST_REQUIRE(all.size() == 3);
  BOOST_TEST(all[0].who.name == "Ada");
  BOOST_TEST((all[0].role == domain::role::member));
  BOOST_TEST(all[2].who.name == "Olga");
  BOOST_TEST_REQUIRE(elsewhere.size() == 1);
  BOOST_TEST((elsewhere[0].role == domain::role::owner));
  BOOST_TEST(
      read(rows(), [&](reader& from) { return storage::people::member(from, workspace, bob.user); })
          .value()
          .who.name == "Bob");
  BOOST_TEST(!read(rows(), [&](reader& from) {
                return storage::people::member(from, other, bob.user);
              }).has_value());
}

BOOST_AUTO_TEST_CASE(a_membership_that_is_added_again_changes_the_role) {
  const auto other = ids.make<domain::workspace_id>(at(0));
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {other, "Second"}, at(1));
    storage::people::put_membership(to, other, ada.user, domain::role::owner, at(1));
    storage::people::put_membership(to, workspace, ada.user, domain::role::admin, at(2));
  });

  const auto list =
      read(rows(), [&](reader& from) { return storage::people::memberships(from, ada.user); });

  BOOST_TEST_REQUIRE(list.size() == 2);
  BOOST_TEST(list[0].workspace.name == "Shop");
  BOOST_TEST((list[0].role == domain::role::admin));
  BOOST_TEST(list[1].workspace.name == "Second");
  BOOST_TEST((list[1].role == domain::role::owner));
}

BOOST_AUTO_TEST_CASE(a_session_tells_who_it_is_and_until_when) {
  const auto made = sign_in(bob, "token-hash", at(0), at(60));

  const auto found = session("token-hash");

  BOOST_REQUIRE(found.has_value());
  BOOST_TEST((found->who.session == made.id));
  BOOST_TEST((found->who.user == bob.user));
  BOOST_TEST((found->who.workspace == workspace));
  BOOST_TEST((found->who.role == domain::role::admin));
  BOOST_TEST(found->who.name == "Bob");
  BOOST_TEST(found->who.email == "Bob@shop.example");
  BOOST_TEST(found->workspace_name == "Shop");
  BOOST_TEST((found->expires_at == at(60)));
  BOOST_TEST(!session("TOKEN-HASH").has_value());
  BOOST_TEST(!session("").has_value());
}

BOOST_AUTO_TEST_CASE(a_session_that_was_ended_is_unknown_and_others_stay) {
  sign_in(ada, "one", at(0), at(60));
  sign_in(ada, "two", at(0), at(60));

  write(rows(), [](writer& to) {
    storage::people::delete_session(to, "one");
    storage::people::delete_session(to, "never was");
  });

  BOOST_TEST(!session("one").has_value());
  BOOST_TEST(session("two").has_value());
}

BOOST_AUTO_TEST_CASE(signing_in_deletes_the_users_expired_sessions) {
  sign_in(ada, "old", at(0), at(60));
  sign_in(bob, "of another", at(0), at(60));
  sign_in(ada, "still good", at(0), at(61));

  sign_in(ada, "new", at(60), at(120));

  BOOST_TEST(!session("old").has_value());
  BOOST_TEST(session("still good").has_value());
  BOOST_TEST(session("new").has_value());
  BOOST_TEST(session("of another").has_value());  // expired, and told so by its time
}

BOOST_AUTO_TEST_CASE(a_session_without_a_membership_is_none) {
  sign_in(ada, "token-hash", at(0), at(60));

  tamper("DELETE FROM memberships WHERE user_id = '" + ada.user.str() + "'");

  BOOST_TEST(!session("token-hash").has_value());
}

BOOST_AUTO_TEST_CASE(sessions_survive_a_restart) {
  sign_in(ada, "token-hash", at(0), at(60));

  reopen();

  BOOST_TEST(session("token-hash").has_value());
}

BOOST_AUTO_TEST_CASE(an_agent_comes_back_as_it_was_made) {
  agent_record made;
  made.id = ids.make<domain::agent_id>(at(5));
  made.workspace = workspace;
  made.name = "Robin \"R\"";
  made.greeting = "Hällo";
  made.starters = {"Prices?", "Hours?"};
  made.accent = "#3355AA";
  made.privacy_url = "https://shop.example/privacy";
  made.allowed_origins = {"https://shop.example", "https://b.example:8443"};
  made.confidence_threshold = 0.7;
  made.form = {"Leave your e-mail",
               "We answer.",
               {{"email", "E-mail", "email", true}, {"company", "Company", "text", false}}};
  made.rules = {domain::behavior_rule{ids.make<domain::rule_id>(at(0)),
                                      domain::rule_kind::cta,
                                      "First",
                                      "Ask us",
                                      "A card",
                                      "Text",
                                      {}},
                domain::behavior_rule{ids.make<domain::rule_id>(at(0)),
                                      domain::rule_kind::lead_capture,
                                      "Second",
                                      "",
                                      "",
                                      "",
                                      {}}};
  made.rules[0].when.after_messages = 3;
  made.rules[1].when = {{"price", "Größe"}, "/pricing*", 50, std::chrono::seconds{30}, true, 0};
  made.rules[1].state = domain::rule_state::paused;
  write(rows(), [&](writer& to) { storage::agents::create(to, made, at(5)); });

  const auto found =
      read(rows(), [&](reader& from) { return storage::agents::by_id(from, made.id); }).value();

  BOOST_TEST(found.name == made.name);
  BOOST_TEST(found.greeting == made.greeting);
  BOOST_TEST(found.starters == made.starters);
  BOOST_TEST(found.accent == made.accent);
  BOOST_TEST(found.privacy_url == made.privacy_url);
  BOOST_TEST(found.allowed_origins == made.allowed_origins);
  BOOST_TEST(found.confidence_threshold == 0.7);
  BOOST_TEST(found.form.title == made.form.title);
  BOOST_TEST_REQUIRE(found.form.fields.size() == 2);
  BOOST_TEST(found.form.fields[0].required);
  BOOST_TEST(found.form.fields[1].label == "Company");
  BOOST_TEST((found.rules == made.rules));
  BOOST_TEST((read(rows(), [&](reader& from) {
                return storage::agents::of_workspace(from, workspace);
              }) == std::vector{agent, made.id}));
}

BOOST_AUTO_TEST_CASE(allowed_origins_are_replaced_and_told_once_for_all_agents) {
  const auto other = given_agent("Robin");
  write(rows(), [&](writer& to) {
    storage::agents::set_allowed_origins(to, agent, {"https://b.example", "https://a.example"})
        .value();
    storage::agents::set_allowed_origins(to, other, {"https://a.example"}).value();
  });
  const auto unknown = write_and_wait(rows(), [&](writer& to) {
    return storage::agents::set_allowed_origins(to, ids.make<domain::agent_id>(at(0)), {});
  });

  BOOST_TEST((read(rows(), [](reader& from) { return storage::agents::allowed_origins(from); }) ==
              std::vector<std::string>{"https://a.example", "https://b.example"}));
  BOOST_TEST((unknown.error() == errc::not_found));
}

BOOST_AUTO_TEST_SUITE_END()
