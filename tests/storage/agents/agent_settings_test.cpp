// What brings leads in, as it is kept: the rules and the profile of an agent, what triggered a
// lead, and what members do with members.
#include <boost/test/unit_test.hpp>

#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/conversation_change.hpp"
#include "storage/leads/leads.hpp"
#include "storage/people/membership_scripts.hpp"
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

struct agent_settings_fixture : workspace_fixture {
  /// What a job that answers something answers; the error if it is refused.
  template <class Job>
  auto written(Job job) {
    std::optional<decltype(job(std::declval<writer&>()))> answer;
    (void)write_and_wait(rows(), [&](writer& to) -> domain::result<void> {
      answer.emplace(job(to));
      if (!*answer) return answer->error();
      return {};
    });
    return std::move(*answer);
  }
  auto set_rules(const domain::member& by, std::vector<domain::behavior_rule> rules,
                 domain::agent_id to_agent) {
    return written(
        [&](writer& to) { return storage::agents::set_rules(to, by, to_agent, rules, at(10)); });
  }
  std::vector<domain::behavior_rule> rules() {
    return read(rows(), [&](reader& from) { return storage::agents::rules(from, agent); });
  }
  static domain::behavior_rule form_rule(std::string name) {
    domain::behavior_rule rule;
    rule.kind = domain::rule_kind::lead_capture;
    rule.name = std::move(name);
    rule.when = {{"price", "wie teuer"}, "/pricing*", 50, std::chrono::seconds{30}, true, 2};
    return rule;
  }
  domain::member stranger() {
    auto eve = olga;
    eve.workspace = ids.make<domain::workspace_id>(at(0));
    write(rows(), [&](writer& to) {
      storage::people::create_workspace(to, {eve.workspace, "Elsewhere"}, at(0));
      storage::people::put_membership(to, eve.workspace, eve.user, domain::role::owner, at(0));
    });
    return eve;
  }
  std::int64_t audited(const std::string& action) {
    return number("SELECT count(*) FROM audit_logs WHERE action = '" + action + "'");
  }
  domain::lead lead_by(talk& chat, const std::string& email, domain::lead_source source,
                       std::optional<domain::rule_id> rule, std::string words) {
    const auto outcome =
        chat.run(rows(), domain::capture_lead{"l" + std::to_string(chat.now().last_seq),
                                              source,
                                              {"", email, "", {}},
                                              rule,
                                              std::move(words)});
    BOOST_REQUIRE(stored(outcome));
    const auto id = std::get<committed>(outcome).lead.value().id;
    return read(rows(), [&](reader& from) { return storage::leads::view(from, workspace, id); })
        .value()
        .record;
  }
  user_record account(const std::string& name) {
    return {ids.make<domain::user_id>(at(0)), name, name + "@shop.example", "hash of " + name};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(doors, agent_settings_fixture)

BOOST_AUTO_TEST_CASE(rules_come_back_in_their_order_with_ids_and_an_audit_row) {
  auto paused = form_rule("Second");
  paused.state = domain::rule_state::paused;
  const auto stored_rules = set_rules(bob, {form_rule("First"), paused}, agent).value();

  BOOST_TEST((rules() == stored_rules));
  BOOST_TEST(stored_rules[0].name == "First");
  BOOST_TEST(!stored_rules[0].id.empty());
  BOOST_TEST((stored_rules[1].state == domain::rule_state::paused));
  BOOST_TEST(audited("agent.rules") == 1);
  BOOST_TEST((read(rows(), [&](reader& from) { return storage::agents::by_id(from, agent); })
                  .value()
                  .rules == stored_rules));
}

BOOST_AUTO_TEST_CASE(rules_keep_their_ids_when_they_are_moved_and_others_go) {
  const auto before =
      set_rules(bob, {form_rule("First"), form_rule("Second"), form_rule("Third")}, agent).value();

  const auto after = set_rules(bob, {before[2], before[0]}, agent).value();

  BOOST_TEST((rules() == std::vector{before[2], before[0]}));
  BOOST_TEST((after == rules()));
}

BOOST_AUTO_TEST_CASE(a_rule_of_another_agent_is_not_taken_from_it) {
  const auto other = given_agent("Robin");
  const auto theirs = set_rules(bob, {form_rule("Theirs")}, other).value();

  const auto mine = set_rules(bob, theirs, agent).value();

  BOOST_TEST((mine[0].id != theirs[0].id));
  BOOST_TEST(
      (read(rows(), [&](reader& from) { return storage::agents::rules(from, other); }) == theirs));
}

BOOST_AUTO_TEST_CASE(nobody_changes_an_agent_of_another_workspace) {
  const auto eve = stranger();
  const auto before =
      read(rows(), [&](reader& from) { return storage::agents::by_id(from, agent); }).value();

  BOOST_TEST((set_rules(eve, {form_rule("Hers")}, agent).error() == errc::not_found));
  const auto renamed = write_and_wait(rows(), [&](writer& to) {
    return storage::agents::set_profile(to, eve, agent, {"Hers", "", {"*"}, before.form}, at(1));
  });

  BOOST_TEST((renamed.error() == errc::not_found));
  BOOST_TEST(read(rows(), [&](reader& from) { return storage::agents::by_id(from, agent); })
                 .value()
                 .name == before.name);
  BOOST_TEST(rules().empty());
  BOOST_TEST(audited("agent.rules") + audited("agent.update") == 0);
}

BOOST_AUTO_TEST_CASE(a_rule_from_before_there_were_names_is_known_by_its_label) {
  tamper(
      "INSERT INTO behavior_rules (id, agent_id, position, kind, name, enabled, settings) VALUES "
      "('" +
      ids.make<domain::rule_id>(at(0)).str() + "', '" + agent.str() +
      R"(', 0, 'cta', '', 1, '{"label":"Ask us","title":"T","text":"X","after_messages":2}'))");

  const auto found = rules();

  BOOST_TEST_REQUIRE(found.size() == 1);
  BOOST_TEST(found[0].name == "Ask us");
  BOOST_TEST(found[0].when.after_messages == 2);
  BOOST_TEST((found[0].state == domain::rule_state::enabled));
}

BOOST_AUTO_TEST_CASE(an_agents_profile_is_changed_and_audited) {
  const domain::agent_profile wanted{
      "Juniper", "Hej!", {"https://a.example"}, {"T", "X", {{"email", "E-mail", "email", true}}}};
  write(rows(),
        [&](writer& to) { storage::agents::set_profile(to, bob, agent, wanted, at(9)).value(); });

  const auto found =
      read(rows(), [&](reader& from) { return storage::agents::by_id(from, agent); }).value();

  BOOST_TEST((domain::agent_profile{found.name, found.greeting, found.allowed_origins,
                                    found.form} == wanted));
  BOOST_TEST(audited("agent.update") == 1);
}

BOOST_AUTO_TEST_CASE(a_lead_remembers_what_triggered_it_also_when_the_rule_is_gone) {
  const auto rule = set_rules(bob, {form_rule("Prices")}, agent).value().front().id;
  auto chat = given_conversation();

  (void)lead_by(chat, "lou@example.com", domain::lead_source::rule, rule, "Prices");
  (void)set_rules(bob, {}, agent).value();
  const auto kept =
      read(rows(),
           [&](reader& from) {
             return storage::leads::list(from, {workspace, {}, {}, {}, 10}).value().items;
           })
          .front()
          .record;

  BOOST_TEST((kept.source == domain::lead_source::rule));
  BOOST_TEST((kept.rule == rule));
  BOOST_TEST(kept.triggered_by == "Prices");
  BOOST_TEST(timeline(chat.id()).back().meta.triggered_by == "Prices");
}

BOOST_AUTO_TEST_CASE(a_lead_captured_again_keeps_its_first_trigger_and_the_timeline_has_both) {
  auto chat = given_conversation();
  const auto first =
      lead_by(chat, "lou@example.com", domain::lead_source::intent, std::nullopt, "get a quote");

  const auto again =
      lead_by(chat, "lou@example.com", domain::lead_source::cta, std::nullopt, "Advice");

  BOOST_TEST((again.id == first.id));
  BOOST_TEST((again.source == domain::lead_source::intent));
  BOOST_TEST(again.triggered_by == "get a quote");
  BOOST_TEST(!again.rule.has_value());
  BOOST_TEST(timeline(chat.id()).back().meta.triggered_by == "Advice");
  BOOST_TEST(timeline(chat.id()).back().meta.source == "cta");
}

BOOST_AUTO_TEST_CASE(what_the_visitors_words_called_for_comes_back_with_the_answer) {
  auto chat = given_conversation();
  chat.say(rows());
  domain::entry_meta meta;
  meta.rules = {ids.make<domain::rule_id>(at(0)), ids.make<domain::rule_id>(at(0))};
  meta.intent = "get a quote";
  BOOST_REQUIRE(stored(chat.run(
      rows(), domain::finish_answer{7, 0, chat.now().last_question_seq, "It costs 20.", meta})));

  const auto found = timeline(chat.id()).back().meta;

  BOOST_TEST((found.rules == meta.rules));
  BOOST_TEST(found.intent == "get a quote");
}

BOOST_AUTO_TEST_CASE(a_new_member_gets_an_account_and_an_audit_row) {
  const auto lee = account("lee");
  const auto added =
      written([&](writer& to) {
        return storage::people::add_member(to, bob, lee, domain::role::member, at(5));
      }).value();

  BOOST_TEST((added.who.id == lee.id));
  BOOST_TEST(added.email == "lee@shop.example");
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::people::members(from, workspace);
             }).size() == 4);
  BOOST_TEST(audited("member.add") == 1);
}

BOOST_AUTO_TEST_CASE(an_account_joins_by_its_id_and_is_refused_under_another) {
  const auto eve = stranger();
  const auto lee = account("lee");
  write(rows(), [&](writer& to) {
    storage::people::add_member(to, eve, lee, domain::role::owner, at(1)).value();
  });
  auto guessed = account("LEE");

  const auto refused = written([&](writer& to) {
    return storage::people::add_member(to, bob, guessed, domain::role::member, at(5));
  });
  const auto joined = written([&](writer& to) {
    return storage::people::add_member(to, bob, lee, domain::role::member, at(6));
  });
  const auto again = written([&](writer& to) {
    return storage::people::add_member(to, bob, lee, domain::role::admin, at(7));
  });

  BOOST_TEST(refused.error().fields.contains("email"));
  BOOST_TEST((joined.value().who.id == lee.id));
  BOOST_TEST(again.error().fields.contains("email"));
  BOOST_TEST(
      (read(rows(), [&](reader& from) { return storage::people::member(from, workspace, lee.id); })
           .value()
           .role == domain::role::member));
}

BOOST_AUTO_TEST_CASE(a_role_is_changed_but_the_last_owner_stays_one) {
  const auto changed = written([&](writer& to) {
    return storage::people::set_member_role(to, olga, ada.user, domain::role::owner, at(5));
  });
  const auto by_admin = written([&](writer& to) {
    return storage::people::set_member_role(to, bob, ada.user, domain::role::member, at(6));
  });
  const auto stepped_down = written([&](writer& to) {
    return storage::people::set_member_role(to, olga, olga.user, domain::role::admin, at(7));
  });
  auto crowned = ada;
  crowned.role = domain::role::owner;
  const auto last = written([&](writer& to) {
    return storage::people::set_member_role(to, crowned, ada.user, domain::role::member, at(8));
  });
  const auto same = written([&](writer& to) {
    return storage::people::set_member_role(to, bob, bob.user, domain::role::admin, at(9));
  });

  BOOST_TEST((changed.value().role == domain::role::owner));
  BOOST_TEST((by_admin.error() == errc::forbidden));
  BOOST_TEST((stepped_down.value().role == domain::role::admin));
  BOOST_TEST(last.error().fields.contains("role"));
  BOOST_TEST(same.has_value());
  BOOST_TEST(audited("member.role") == 2);
}

BOOST_AUTO_TEST_CASE(a_member_who_is_removed_is_signed_out_here_and_what_they_wrote_stays) {
  const new_session here{
      ids.make<domain::session_id>(at(0)), ada.user, workspace, "here", at(0), at(60)};
  const auto eve = stranger();
  const new_session there{
      ids.make<domain::session_id>(at(0)), ada.user, eve.workspace, "there", at(0), at(60)};
  write(rows(), [&](writer& to) {
    storage::people::put_membership(to, eve.workspace, ada.user, domain::role::member, at(0));
    storage::people::create_session(to, here);
    storage::people::create_session(to, there);
  });
  auto chat = given_conversation();
  BOOST_REQUIRE(stored(chat.run(rows(), domain::post_note{ada, "n", "Mine"})));

  const auto gone = written([&](writer& to) {
                      return storage::people::remove_member(to, bob, ada.user, at(5));
                    }).value();

  BOOST_TEST((gone.sessions == std::vector{here.id}));
  BOOST_TEST(!read(rows(), [](reader& from) {
                return storage::people::session_by_hash(from, "here");
              }).has_value());
  BOOST_TEST(read(rows(), [](reader& from) {
               return storage::people::session_by_hash(from, "there");
             }).has_value());
  BOOST_TEST(!read(rows(), [&](reader& from) {
                return storage::people::member(from, workspace, ada.user);
              }).has_value());
  BOOST_TEST(timeline(chat.id()).back().author.value().name == "Ada");
  BOOST_TEST(audited("member.remove") == 1);
  BOOST_TEST((written([&](writer& to) {
                return storage::people::remove_member(to, bob, ada.user, at(6));
              }).error() == errc::not_found));
  BOOST_TEST((written([&](writer& to) {
                return storage::people::remove_member(to, olga, olga.user, at(6));
              }).error() == errc::invalid));
}

BOOST_AUTO_TEST_CASE(
    who_was_demoted_or_removed_meanwhile_changes_nothing_whatever_the_session_says) {
  const auto refused = [&](const domain::member& by) {
    const auto forbidden = [](const auto& out) { return !out && out.error() == errc::forbidden; };
    return forbidden(written([&](writer& to) {
             return storage::people::add_member(to, by, account("lee"), domain::role::admin, at(7));
           })) &&
           forbidden(written([&](writer& to) {
             return storage::people::set_member_role(to, by, ada.user, domain::role::admin, at(7));
           })) &&
           forbidden(written([&](writer& to) {
             return storage::people::remove_member(to, by, ada.user, at(7));
           })) &&
           forbidden(written(
               [&](writer& to) { return storage::agents::set_rules(to, by, agent, {}, at(7)); })) &&
           forbidden(written(
               [&](writer& to) { return storage::agents::set_profile(to, by, agent, {}, at(7)); }));
  };
  write(rows(), [&](writer& to) {
    storage::people::set_member_role(to, olga, bob.user, domain::role::member, at(5)).value();
  });
  BOOST_TEST(refused(bob));
  write(rows(),
        [&](writer& to) { storage::people::remove_member(to, olga, bob.user, at(6)).value(); });
  BOOST_TEST(refused(bob));
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::people::members(from, workspace);
             }).size() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
