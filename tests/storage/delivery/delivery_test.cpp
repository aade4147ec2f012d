#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>

#include "storage/sql/sql_session.hpp"
#include "tests/storage/delivery/delivery_fixture.hpp"

namespace takeover::storage {
namespace {

using test::at;
using test::read;
using test::write;

BOOST_FIXTURE_TEST_SUITE(delivery, delivery_fixture)

BOOST_AUTO_TEST_CASE(a_lead_is_mailed_to_every_owner_and_admin_and_to_no_member) {
  given_lead();

  std::vector<std::string> told;
  for (const auto& job : claim(job_kind::mail, at(1'000)))
    told.push_back(std::get<lead_mail>(job.what).to);

  std::sort(told.begin(), told.end());
  BOOST_TEST(told == (std::vector<std::string>{"Bob@shop.example", "Olga@shop.example"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_claimed_mail_holds_all_that_it_takes_to_write_it) {
  const auto lead = given_lead();

  const auto job = claim(job_kind::mail, at(1'000)).at(0);

  const auto& mail = std::get<lead_mail>(job.what);
  BOOST_TEST((mail.lead.id == lead));
  BOOST_TEST(mail.lead.fields.email == "lou@example.com");
  BOOST_TEST(mail.agent_name == "Wren");
  BOOST_TEST(mail.workspace_name == "Shop");
  BOOST_TEST(job.attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_former_admin_gets_no_mail) {
  given_lead();
  write(rows(), [&](writer& to) {
    storage::people::put_membership(to, workspace, bob.user, domain::role::member, at(1));
  });

  BOOST_TEST(claim(job_kind::mail, at(1'000)).size() == 1U);
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 1);
}

BOOST_AUTO_TEST_CASE(a_lead_goes_to_active_webhooks_and_each_has_it_in_its_log) {
  const auto hook = given_webhook();
  const auto paused = given_webhook(activity::paused);
  const auto lead = given_lead();

  const auto jobs = claim(job_kind::webhook, at(1'000));

  BOOST_REQUIRE(jobs.size() == 1U);
  const auto& post = std::get<webhook_post>(jobs[0].what);
  BOOST_TEST((post.hook.id == hook.id));
  BOOST_TEST(post.hook.secret == hook.secret);
  BOOST_TEST((post.lead.value().id == lead));
  const auto rows_of_log = log(hook.id);
  BOOST_REQUIRE(rows_of_log.size() == 1U);
  BOOST_TEST((rows_of_log[0].id == jobs[0].id));
  BOOST_TEST((rows_of_log[0].state == domain::delivery_state::waiting));
  BOOST_TEST(log(paused.id).empty());
}

BOOST_AUTO_TEST_CASE(a_lead_that_is_not_stored_leaves_no_job) {
  auto chat = given_conversation();
  auto stale = chat.deciding(
      domain::capture_lead{"form", domain::lead_source::form, {"Lou", "lou@example.com", "", {}}});
  chat.say(rows());

  BOOST_TEST(!test::stored(test::submitted(rows(), stale)));
  BOOST_TEST(number("SELECT count(*) FROM jobs") == 0);
}

BOOST_AUTO_TEST_CASE(a_claimed_job_is_nobody_elses_until_its_lease_is_over) {
  given_webhook();
  given_lead();
  auto second = test::opened(url(), ids, clock);
  const auto first = claim(job_kind::webhook, at(1'000)).at(0);

  BOOST_TEST(claim_through(*second, job_kind::webhook, at(1'029)).empty());
  const auto again = claim_through(*second, job_kind::webhook, at(1'030));

  BOOST_REQUIRE(again.size() == 1U);
  BOOST_TEST((again[0].id == first.id));
  BOOST_TEST(again[0].attempt == 2);
}

BOOST_AUTO_TEST_CASE(of_two_stores_that_claim_at_once_each_job_goes_to_one) {
  given_webhook();
  for (int n = 0; n < 40; ++n) given_lead("lou" + std::to_string(n) + "@example.com");
  auto second = test::opened(url(), ids, clock);

  std::map<domain::job_id, int> taken;
  while (true) {
    const auto mine = claim(job_kind::webhook, at(10'000), 3);
    const auto theirs = claim_through(*second, job_kind::webhook, at(10'000), 3);
    for (const auto& job : mine) ++taken[job.id];
    for (const auto& job : theirs) ++taken[job.id];
    if (mine.empty() && theirs.empty()) break;
  }

  BOOST_TEST(taken.size() == 40U);
  for (const auto& [id, times] : taken) BOOST_TEST(times == 1);
}

BOOST_AUTO_TEST_CASE(an_outcome_after_the_lease_was_lost_changes_nothing) {
  given_webhook();
  given_lead();
  const auto slow = claim(job_kind::webhook, at(1'000)).at(0);
  const auto quick = claim(job_kind::webhook, at(1'030)).at(0);

  settle(slow, delivered, at(1'031));

  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 1);
  settle(quick, delivered, at(1'032));
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 0);
}

BOOST_AUTO_TEST_CASE(a_failed_delivery_waits_for_its_next_attempt_with_the_same_id) {
  const auto hook = given_webhook();
  given_lead();
  const auto job = claim(job_kind::webhook, at(1'000)).at(0);

  settle(job, refused, at(1'001), at(1'040));

  BOOST_TEST(claim(job_kind::webhook, at(1'039)).empty());
  const auto row = log(hook.id).at(0);
  BOOST_TEST((row.state == domain::delivery_state::waiting));
  BOOST_TEST(row.attempts == 1);
  BOOST_TEST((row.status_code == 500));
  BOOST_TEST(row.last_error == "The receiver answered 500.");
  BOOST_TEST((row.next_try == at(1'040)));
  BOOST_TEST((claim(job_kind::webhook, at(1'040)).at(0).id == job.id));
}

BOOST_AUTO_TEST_CASE(failed_jobs_are_listed_until_they_are_retried_or_deleted) {
  const auto hook = given_webhook();
  given_lead();
  const auto job = claim(job_kind::webhook, at(1'000)).at(0);

  settle(job, refused, at(1'001));

  BOOST_TEST(claim(job_kind::webhook, at(900'000)).empty());
  BOOST_TEST((log(hook.id).at(0).state == domain::delivery_state::failed));
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::jobs::count(from, workspace).of(job_kind::webhook).failed;
             }) == 1);
  BOOST_TEST(retry(job.id, at(2'000)));
  const auto again = claim(job_kind::webhook, at(2'000)).at(0);
  BOOST_TEST((again.id == job.id));
  BOOST_TEST(again.attempt == 1);
  BOOST_TEST((log(hook.id).at(0).state == domain::delivery_state::waiting));
  write(rows(), [&](writer& to) {
    storage::delivery_queue::delete_job(to, job.id, olga, at(2'001)).value();
  });
  BOOST_TEST(log(hook.id).empty());
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 0);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action IN ('delivery.retry', "
                    "'delivery.forget')") == 2);
}

BOOST_AUTO_TEST_CASE(a_delivered_webhook_call_can_be_sent_again_with_its_id) {
  given_webhook();
  given_lead();
  const auto job = claim(job_kind::webhook, at(1'000)).at(0);
  settle(job, delivered, at(1'001));

  BOOST_TEST(retry(job.id, at(2'000)));

  const auto again = claim(job_kind::webhook, at(2'000)).at(0);
  BOOST_TEST((again.id == job.id));
  BOOST_TEST(std::get<webhook_post>(again.what).lead.has_value());
}

BOOST_AUTO_TEST_CASE(a_leased_job_is_not_retried) {
  given_webhook();
  given_lead();
  const auto job = claim(job_kind::webhook, at(1'000)).at(0);

  BOOST_TEST(!retry(job.id, at(1'010)));
}

BOOST_AUTO_TEST_CASE(the_queue_shows_who_a_mail_is_for) {
  const auto lead = given_lead();

  const auto jobs = queue();

  BOOST_REQUIRE(jobs.size() == 2U);
  for (const auto& job : jobs) {
    BOOST_TEST((job.kind == job_kind::mail));
    BOOST_TEST((job.lead == lead));
    BOOST_REQUIRE(job.recipient.has_value());
    BOOST_TEST((job.recipient->id == bob.user || job.recipient->id == olga.user));
  }
}

BOOST_AUTO_TEST_CASE(a_deleted_webhook_takes_its_log_and_its_jobs_with_it) {
  const auto hook = given_webhook();
  given_lead();

  write(rows(), [&](writer& to) { storage::webhooks::remove(to, hook.id, bob, at(5)).value(); });

  BOOST_TEST(number("SELECT count(*) FROM webhook_deliveries") == 0);
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 0);
  BOOST_TEST(
      number(
          "SELECT count(*) FROM audit_logs WHERE action IN ('webhook.create', 'webhook.delete')") ==
      2);
}

BOOST_AUTO_TEST_CASE(
    the_log_lets_go_of_what_was_delivered_more_than_30_days_ago_and_keeps_what_failed) {
  const auto hook = given_webhook();
  constexpr std::int64_t day = 24 * 3'600;
  given_lead("first@example.com");
  settle(claim(job_kind::webhook, at(1'000)).at(0), delivered, at(1'001));
  given_lead("second@example.com");
  settle(claim(job_kind::webhook, at(1'002)).at(0), refused, at(1'003));
  write(rows(),
        [&](writer& to) { storage::webhooks::ping(to, hook.id, bob, at(31 * day)).value(); });

  settle(claim(job_kind::webhook, at(31 * day)).at(0), delivered, at(31 * day));

  const auto left = log(hook.id);
  BOOST_REQUIRE(left.size() == 2U);
  BOOST_TEST((left[0].event == domain::webhook_event::ping));
  BOOST_TEST((left[1].state == domain::delivery_state::failed));
}

BOOST_AUTO_TEST_CASE(a_ping_goes_to_its_webhook_alone) {
  const auto hook = given_webhook();
  given_webhook();

  write(rows(), [&](writer& to) { storage::webhooks::ping(to, hook.id, bob, at(5)).value(); });

  const auto jobs = claim(job_kind::webhook, at(1'000));
  BOOST_REQUIRE(jobs.size() == 1U);
  BOOST_TEST((std::get<webhook_post>(jobs[0].what).hook.id == hook.id));
  BOOST_TEST((std::get<webhook_post>(jobs[0].what).event == domain::webhook_event::ping));
}

BOOST_AUTO_TEST_CASE(webhooks_and_jobs_are_out_of_reach_for_another_workspace) {
  const auto hook = given_webhook();
  given_lead();
  const auto job = queue().at(0).id;
  auto stranger = olga;
  stranger.workspace = ids.make<domain::workspace_id>(clock.now());
  write(rows(), [&](writer& to) {
    storage::people::create_workspace(to, {stranger.workspace, "Other"}, clock.now());
    storage::people::put_membership(to, stranger.workspace, stranger.user, domain::role::owner,
                                    clock.now());
  });

  write(rows(), [&](writer& to) {
    BOOST_TEST((storage::webhooks::remove(to, hook.id, stranger, at(5)).error() ==
                domain::errc::not_found));
    BOOST_TEST(
        (storage::webhooks::ping(to, hook.id, stranger, at(5)).error() == domain::errc::not_found));
    BOOST_TEST((storage::delivery_queue::retry(to, job, stranger, at(5)).error() ==
                domain::errc::not_found));
    BOOST_TEST((storage::delivery_queue::delete_job(to, job, stranger, at(5)).error() ==
                domain::errc::not_found));
  });
  BOOST_TEST(read(rows(), [&](reader& from) {
               return storage::webhooks::of_workspace(from, stranger.workspace);
             }).empty());
  BOOST_TEST(
      read(rows(), [&](reader& from) {
        return storage::deliveries::list(from, {stranger.workspace, hook.id, {}, 50}).value().items;
      }).empty());
}

BOOST_AUTO_TEST_CASE(lists_page_by_cursor) {
  const auto hook = given_webhook();
  for (int n = 0; n < 5; ++n) given_lead("lou" + std::to_string(n) + "@example.com");

  std::vector<domain::job_id> seen;
  std::string cursor;
  do {
    const auto page = read(rows(), [&](reader& from) {
      return storage::deliveries::list(from, {workspace, hook.id, cursor, 2}).value();
    });
    for (const auto& row : page.items) seen.push_back(row.id);
    cursor = page.next_cursor;
  } while (!cursor.empty());

  BOOST_TEST(seen.size() == 5U);
  BOOST_TEST((std::set<domain::job_id>(seen.begin(), seen.end()).size() == 5U));
}

BOOST_AUTO_TEST_CASE(a_workspace_has_no_more_webhooks_than_it_may) {
  for (std::size_t n = 0; n < max_webhooks; ++n) given_webhook();

  write(rows(), [&](writer& to) {
    webhook_record one_more;
    one_more.id = ids.make<domain::webhook_id>(clock.now());
    one_more.workspace = workspace;
    BOOST_TEST((storage::webhooks::create(to, one_more, bob).error() == domain::errc::invalid));
  });
}

BOOST_AUTO_TEST_CASE(jobs_and_calls_say_whom_they_tell_of_as_long_as_that_is_known) {
  const auto hook = given_webhook();
  given_lead();
  auto waiting = given_conversation();
  auto change = waiting.deciding(domain::ask_for_human{"handoff"});
  change.decision.notify_members_by_mail = true;
  BOOST_REQUIRE(test::stored(test::submitted(rows(), change)));
  const auto label = domain::visitor_label(waiting.now().visitor);
  for (const auto& job : queue()) BOOST_TEST(job.about == (job.conversation ? label : "Lou"));
  BOOST_TEST(log(hook.id).at(0).about == "Lou");

  test::write(rows(), [&](writer& to) {
    to.sql().run("UPDATE leads SET name = ''");
    to.sql().run("UPDATE visitors SET email = 'who@example.com'");
  });
  for (const auto& job : queue())
    BOOST_TEST(job.about == (job.conversation ? "who@example.com" : "lou@example.com"));
  test::write(rows(), [&](writer& to) { to.sql().run("DELETE FROM leads"); });
  for (const auto& job : queue()) BOOST_TEST(job.about.empty() == job.lead.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::storage
