// Every write that needs a role looks at the role again in its own transaction: a session remembers
// an older one.
#include <boost/test/unit_test.hpp>

#include "storage/agents/agent_scripts.hpp"
#include "storage/agents/agents.hpp"
#include "storage/conversations/deletion.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/leads/lead_scripts.hpp"
#include "storage/live_chat/live_chat_scripts.hpp"
#include "storage/people/membership_scripts.hpp"
#include "storage/people/sessions.hpp"
#include "tests/storage/workspace_fixture.hpp"

using namespace takeover;
using namespace takeover::storage;
using namespace takeover::storage::test;
using domain::errc;

namespace {

struct privileged_write {
  const char* name;
  std::function<std::optional<errc>(writer&, const domain::member&)> run;
};

template <class T>
std::optional<errc> refusal_of(const domain::result<T>& outcome) {
  if (outcome) return std::nullopt;
  return outcome.error().code;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(current_role, workspace_fixture)

BOOST_AUTO_TEST_CASE(a_demoted_admin_writes_nothing_and_leaves_no_row_in_the_audit_log) {
  auto chat = given_conversation();
  const auto lead = std::get<committed>(chat.leave_lead(rows(), "lou@example.com")).lead->id;
  const auto unknown = ids.make<domain::job_id>(at(0));
  const webhook_record hook{ids.make<domain::webhook_id>(at(0)),
                            workspace,
                            "https://crm.example/",
                            "whsec_",
                            {domain::webhook_event::lead_captured},
                            activity::active,
                            at(0)};
  write(rows(), [&](writer& to) { webhooks::create(to, hook, olga).value(); });
  const std::vector<privileged_write> all{
      {"webhook.create",
       [&](writer& to, const auto& by) {
         auto other = hook;
         other.id = ids.make<domain::webhook_id>(at(0));
         return refusal_of(webhooks::create(to, other, by));
       }},
      {"webhook.pause",
       [&](writer& to, const auto& by) {
         return refusal_of(webhooks::set_state(to, hook.id, activity::paused, by, at(1)));
       }},
      {"webhook.delete",
       [&](writer& to, const auto& by) {
         return refusal_of(webhooks::remove(to, hook.id, by, at(1)));
       }},
      {"webhook.test",
       [&](writer& to, const auto& by) {
         return refusal_of(webhooks::ping(to, hook.id, by, at(1)));
       }},
      {"delivery.retry",
       [&](writer& to, const auto& by) {
         return refusal_of(delivery_queue::retry(to, unknown, by, at(1)));
       }},
      {"delivery.forget",
       [&](writer& to, const auto& by) {
         return refusal_of(delivery_queue::delete_job(to, unknown, by, at(1)));
       }},
      {"live_chat.update",
       [&](writer& to, const auto& by) {
         return refusal_of(live_chat::set_settings(to, by, {}, at(1)));
       }},
      {"agent hours",
       [&](writer& to, const auto& by) {
         return refusal_of(live_chat::set_agent_hours(to, by, agent, std::nullopt, at(1)));
       }},
      {"agent.update",
       [&](writer& to, const auto& by) {
         return refusal_of(agents::set_profile(to, by, agent, {}, at(1)));
       }},
      {"agent.rules",
       [&](writer& to, const auto& by) {
         return refusal_of(agents::set_rules(to, by, agent, {}, at(1)));
       }},
      {"member.add",
       [&](writer& to, const auto& by) {
         return refusal_of(people::add_member(
             to, by, {ids.make<domain::user_id>(at(0)), "P", "p@shop.example", "hash"},
             domain::role::member, at(1)));
       }},
      {"member.role",
       [&](writer& to, const auto& by) {
         return refusal_of(people::set_member_role(to, by, ada.user, domain::role::admin, at(1)));
       }},
      {"member.remove",
       [&](writer& to, const auto& by) {
         return refusal_of(people::remove_member(to, by, ada.user, at(1)));
       }},
      {"conversation.delete",
       [&](writer& to, const auto& by) {
         return refusal_of(conversations::remove(to, chat.id(), by, at(1), domain::deletion::any));
       }},
      {"lead.delete",
       [&](writer& to, const auto& by) {
         return refusal_of(storage::leads::remove(to, by, lead, at(1)));
       }},
  };
  write(rows(), [&](writer& to) {
    people::set_member_role(to, olga, bob.user, domain::role::member, at(1)).value();
  });
  const auto before = number("SELECT count(*) FROM audit_logs");

  for (const auto& one : all) {
    std::optional<errc> refused;
    write(rows(), [&](writer& to) { refused = one.run(to, bob); });
    BOOST_TEST((refused == errc::forbidden), one.name);
  }

  BOOST_TEST(number("SELECT count(*) FROM audit_logs") == before);
  BOOST_TEST(number("SELECT count(*) FROM webhooks WHERE active = 1") == 1);
  BOOST_TEST(number("SELECT count(*) FROM conversations") == 1);
}

BOOST_AUTO_TEST_CASE(a_user_has_at_most_twenty_sessions_and_the_oldest_ends) {
  std::vector<domain::session_id> made;
  std::vector<domain::session_id> ended;
  for (int n = 0; n <= max_sessions; ++n) {
    made.push_back(ids.make<domain::session_id>(at(n)));
    write(rows(), [&](writer& to) {
      ended = people::create_session(
          to, {made.back(), ada.user, workspace, std::to_string(n), at(n), at(10'000)});
    });
    if (n < max_sessions) BOOST_TEST(ended.empty());
  }

  BOOST_TEST((ended == std::vector{made.front()}));
  BOOST_TEST(!read(rows(), [&](reader& from) {
                return people::role_of_session(from, made.front());
              }).has_value());
  BOOST_TEST((read(rows(), [&](reader& from) {
                return people::role_of_session(from, made.back());
              }) == domain::role::member));
}

BOOST_AUTO_TEST_CASE(a_visitor_without_a_conversation_and_a_lead_is_nobody) {
  auto with_lead = given_conversation();
  auto without = given_conversation();
  const auto lead = std::get<committed>(with_lead.leave_lead(rows(), "lou@example.com")).lead->id;
  const auto known = [&] {
    return number("SELECT count(*) FROM visitors WHERE anon_id NOT LIKE 'erased %'");
  };
  const auto before = known();

  write(rows(), [&](writer& to) {
    conversations::remove(to, without.id(), bob, at(1), domain::deletion::any).value();
  });
  BOOST_TEST(known() == before - 1);
  write(rows(), [&](writer& to) {
    conversations::remove(to, with_lead.id(), bob, at(1), domain::deletion::any).value();
  });
  BOOST_TEST(known() == before - 1);  // the lead still says who it is
  write(rows(), [&](writer& to) { storage::leads::remove(to, bob, lead, at(1)).value(); });
  BOOST_TEST(known() == before - 2);
  BOOST_TEST(number("SELECT count(*) FROM visitors WHERE email <> ''") == 0);
}

BOOST_AUTO_TEST_CASE(
    an_account_without_a_workspace_keeps_its_name_where_it_acted_and_nothing_else) {
  write(rows(), [&](writer& to) {
    people::set_member_role(to, bob, ada.user, domain::role::admin, at(1)).value();
    people::remove_member(to, olga, ada.user, at(2)).value();  // did nothing
    people::remove_member(to, olga, bob.user, at(2)).value();
  });

  BOOST_TEST(number("SELECT count(*) FROM users WHERE id = '" + ada.user.str() + "'") == 0);
  BOOST_TEST(number("SELECT count(*) FROM users WHERE id = '" + bob.user.str() +
                    "' AND name <> '' AND email = 'removed ' || id AND password_hash = ''") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
