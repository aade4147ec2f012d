// Turns between workspaces, the bound on calls per host, the circuit breaker, digests of mails, and
// the bound on waiting jobs.
#include <boost/test/unit_test.hpp>

#include <set>

#include "storage/delivery/admission.hpp"
#include "storage/leads/leads.hpp"
#include "tests/storage/delivery/delivery_fixture.hpp"

namespace takeover::storage {
namespace {

using test::at;
using test::read;
using test::write;

struct fair_fixture : delivery_fixture {
  domain::workspace_id given_workspace() {
    const auto other = ids.make<domain::workspace_id>(clock.now());
    write(rows(), [&](writer& to) {
      storage::people::create_workspace(to, {other, "Other"}, clock.now());
    });
    return other;
  }
  webhook_record given_hook(domain::workspace_id of, const std::string& url) {
    webhook_record hook;
    hook.id = ids.make<domain::webhook_id>(clock.now());
    hook.workspace = of;
    hook.url = url;
    hook.secret = "whsec_c2VjcmV0";
    hook.events = {domain::webhook_event::lead_captured};
    hook.created_at = clock.now();
    write(rows(), [&](writer& to) { storage::webhooks::insert(to, hook); });
    return hook;
  }
  void given_calls(const webhook_record& hook, int count, domain::timestamp when) {
    write(rows(), [&](writer& to) {
      for (int n = 0; n < count; ++n) storage::delivery_queue::enqueue_ping(to, hook, when);
    });
  }
  std::vector<claimed_job> take(claim_order order) {
    order.lease_until = order.now + lease;
    std::vector<claimed_job> jobs;
    write(rows(), [&](writer& to) { jobs = storage::delivery_queue::claim(to, order); });
    return jobs;
  }
  std::vector<claimed_job> calls(domain::timestamp now, int limit = 100,
                                 std::optional<domain::workspace_id> after = {}) {
    return take({.kind = job_kind::webhook, .now = now, .limit = limit, .after = after});
  }
  std::vector<claimed_job> mails(domain::timestamp now) {
    return take({.kind = job_kind::mail,
                 .now = now,
                 .limit = 100,
                 .digest_every = std::chrono::minutes{1}});
  }
  void judge(const claimed_job& job, const domain::attempt& result, domain::timestamp now) {
    write(rows(), [&](writer& to) {
      storage::delivery_queue::settle(
          to, {job.id, job.lease_until, result, now + std::chrono::seconds{10}, now}, job.attempt,
          {.pause_after = 3});
    });
  }
  webhook_record hook_now(domain::webhook_id id) {
    return read(rows(), [&](reader& from) { return storage::webhooks::by_id(from, id).value(); });
  }
  /// A webhook that the system has paused at(12), with `count` leads that it was not told of.
  webhook_record given_paused(int count) {
    const auto hook = given_webhook();
    for (int n = 0; n < count; ++n) given_lead("lou" + std::to_string(n) + "@example.com");
    for (int n = 0; n < 3; ++n) judge(calls(at(10 + n), 1).at(0), refused, at(10 + n));
    return hook;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fair_delivery, fair_fixture)

BOOST_AUTO_TEST_CASE(workspace_with_many_jobs_delays_another_by_one_turn_at_most) {
  const auto busy = given_hook(workspace, "https://busy.example/");
  given_calls(busy, 500, at(1));
  const auto other = given_workspace();
  given_calls(given_hook(other, "https://quiet.example/"), 1, at(2));

  const auto first = calls(at(10), 1).at(0);
  const auto second = calls(at(10), 1, first.workspace).at(0);

  BOOST_TEST((std::set{first.workspace, second.workspace} == std::set{workspace, other}));
}

BOOST_AUTO_TEST_CASE(workspaces_alternate_within_one_claim) {
  given_calls(given_hook(workspace, "https://a.example/"), 3, at(1));
  given_calls(given_hook(workspace, "https://b.example/"), 3, at(1));
  const auto other = given_workspace();
  given_calls(given_hook(other, "https://c.example/"), 2, at(5));

  const auto jobs = calls(at(10), 4);

  BOOST_REQUIRE(jobs.size() == 4U);
  BOOST_TEST(std::ranges::count(jobs, other, &claimed_job::workspace) == 2);
}

BOOST_AUTO_TEST_CASE(host_has_two_calls_under_way_and_the_others_wait_without_an_attempt) {
  given_calls(given_hook(workspace, "https://dead.example/one"), 3, at(1));
  given_calls(given_hook(given_workspace(), "https://DEAD.example:443/two"), 3, at(1));
  given_calls(given_hook(workspace, "https://well.example/"), 1, at(2));

  const auto jobs = calls(at(10));

  BOOST_REQUIRE(jobs.size() == 3U);
  BOOST_TEST(std::ranges::count_if(jobs, [](const auto& job) {
               return std::get<webhook_post>(job.what).hook.url.find("well") != std::string::npos;
             }) == 1);
  BOOST_TEST(calls(at(11)).empty());
  BOOST_TEST(!read(rows(), [&](reader& from) {
    return storage::delivery_queue::has_due(from, {.kind = job_kind::webhook, .now = at(11)});
  }));
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE attempts > 0") == 3);
  for (const auto& job : jobs) settle(job, delivered, at(12));
  const auto next = calls(at(13));
  BOOST_REQUIRE(next.size() == 2U);
  BOOST_TEST(next[0].attempt == 1);
}

BOOST_AUTO_TEST_CASE(two_workspaces_share_the_room_of_a_host) {
  given_calls(given_hook(workspace, "https://shared.example/"), 50, at(1));
  const auto other = given_workspace();
  given_calls(given_hook(other, "https://shared.example/"), 1, at(5));

  const auto jobs = calls(at(10));

  BOOST_REQUIRE(jobs.size() == 2U);
  BOOST_TEST((jobs[0].workspace != jobs[1].workspace));
}

BOOST_AUTO_TEST_CASE(webhook_is_paused_after_failures_in_a_row_and_its_jobs_stay) {
  const auto hook = given_paused(5);

  const auto paused = hook_now(hook.id);
  BOOST_TEST((paused.health.paused_at == at(12)));
  BOOST_TEST(paused.health.pause_reason == "The receiver answered 500.");
  BOOST_TEST((paused.state == activity::active));
  BOOST_TEST(calls(at(3'000)).empty());
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 5);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'webhook.pause' AND "
                    "actor_user_id IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(paused_webhook_is_tried_once_an_hour_and_no_attempt_counts) {
  given_paused(5);

  for (int hour = 1; hour <= 20; ++hour) {
    const auto jobs = calls(at(12 + hour * 3'700));
    BOOST_REQUIRE(jobs.size() == 1U);
    judge(jobs[0], refused, at(13 + hour * 3'700));
  }

  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook' AND failed_at IS NULL") == 5);
  BOOST_TEST(number("SELECT max(attempts) FROM jobs") <= 3);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action LIKE 'webhook.pause'") == 1);
}

BOOST_AUTO_TEST_CASE(success_of_a_probe_resumes_the_webhook) {
  const auto hook = given_paused(5);

  judge(calls(at(4'000)).at(0), delivered, at(4'001));

  BOOST_TEST((hook_now(hook.id).health == domain::webhook_health{}));
  BOOST_TEST(
      take({.kind = job_kind::webhook, .now = at(4'002), .limit = 9, .per_host = 9}).size() == 4U);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'webhook.resume' AND "
                    "actor_user_id IS NULL") == 1);
}

BOOST_AUTO_TEST_CASE(member_resumes_a_paused_webhook_and_what_waited_goes_out) {
  const auto hook = given_paused(5);
  given_lead("late@example.com");
  BOOST_TEST(calls(at(20)).empty());

  write(rows(), [&](writer& to) {
    const auto resumed = storage::webhooks::resume(to, hook.id, olga, at(21)).value();
    BOOST_TEST(!resumed.health.paused_at.has_value());
  });

  BOOST_TEST(take({.kind = job_kind::webhook, .now = at(22), .limit = 9, .per_host = 9}).size() ==
             6U);
  BOOST_TEST(number("SELECT count(*) FROM audit_logs WHERE action = 'webhook.resume' AND "
                    "actor_user_id IS NOT NULL") == 1);
}

BOOST_AUTO_TEST_CASE(lead_of_a_paused_webhook_without_jobs_is_the_probe) {
  const auto hook = given_paused(3);
  const auto job = queue();
  write(rows(), [&](writer& to) {
    for (const auto& each : job)
      if (each.kind == job_kind::webhook)
        storage::delivery_queue::delete_job(to, each.id, olga, at(20)).value();
  });

  given_lead("new@example.com");

  BOOST_TEST(calls(at(30)).size() == 1U);
  BOOST_TEST(hook_now(hook.id).health.paused_at.has_value());
}

BOOST_AUTO_TEST_CASE(interrupted_calls_pause_nothing) {
  const auto hook = given_webhook();
  given_lead();
  for (int n = 0; n < 5; ++n)
    judge(calls(at(100 * n + 50)).at(0), {fate::not_made, "The attempt was interrupted.", {}},
          at(100 * n + 51));
  BOOST_TEST((hook_now(hook.id).health == domain::webhook_health{}));
}

BOOST_AUTO_TEST_CASE(first_lead_is_mailed_at_once_and_what_follows_within_a_minute_in_one_mail) {
  given_lead("first@example.com");
  const auto first = mails(at(1'000));
  BOOST_REQUIRE(first.size() == 2U);
  BOOST_TEST(std::get<lead_mail>(first[0].what).also.empty());
  for (const auto& job : first) settle(job, delivered, at(1'001));

  for (int n = 0; n < 700; ++n) given_lead("lou" + std::to_string(n) + "@example.com");

  BOOST_TEST(mails(at(1'059)).empty());
  const auto digest = mails(at(1'060));
  BOOST_REQUIRE(digest.size() == 2U);
  for (const auto& job : digest) {
    const auto& mail = std::get<lead_mail>(job.what);
    BOOST_TEST(mail.lead.fields.email.starts_with("lou"));
    BOOST_TEST(mail.also.size() == most_named - 1);
    BOOST_TEST(mail.others == 700 - static_cast<std::int64_t>(most_named));
  }
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'mail'") == 2);
}

BOOST_AUTO_TEST_CASE(leads_that_wait_before_the_first_mail_are_in_it) {
  for (int n = 0; n < 42; ++n) given_lead("lou" + std::to_string(n) + "@example.com");

  const auto first = mails(at(1'000));

  BOOST_REQUIRE(first.size() == 2U);
  BOOST_TEST(std::get<lead_mail>(first[0].what).others == 32);
  BOOST_TEST(mails(at(1'000)).empty());
}

BOOST_AUTO_TEST_CASE(digest_that_fails_is_repeated_as_it_is_and_later_leads_wait_for_it) {
  given_lead("first@example.com");
  given_lead("second@example.com");
  const auto first = mails(at(1'000));
  for (const auto& job : first) settle(job, refused, at(1'010), at(1'300));
  given_lead("third@example.com");

  BOOST_TEST(mails(at(1'200)).empty());
  const auto again = mails(at(1'300));

  BOOST_REQUIRE(again.size() == 2U);
  std::set<domain::job_id> expected{first[0].id, first[1].id};
  BOOST_TEST((std::set{again[0].id, again[1].id} == expected));
  BOOST_TEST(std::get<lead_mail>(again[0].what).also.size() == 1U);
  BOOST_TEST(std::get<lead_mail>(again[0].what).others == 0);
  for (const auto& job : again) settle(job, delivered, at(1'301));
  BOOST_TEST(mails(at(1'359)).empty());
  const auto third = mails(at(1'360));
  BOOST_REQUIRE(third.size() == 2U);
  BOOST_TEST(std::get<lead_mail>(third[0].what).lead.fields.email == "third@example.com");
}

BOOST_AUTO_TEST_CASE(lead_that_is_gone_leaves_the_digest_to_the_others) {
  const auto gone = given_lead("gone@example.com");
  given_lead("stays@example.com");
  tamper("DELETE FROM leads WHERE id = '" + gone.str() + "'");

  const auto jobs = mails(at(1'000));

  BOOST_REQUIRE(jobs.size() == 2U);
  BOOST_TEST(std::get<lead_mail>(jobs[0].what).lead.fields.email == "stays@example.com");
}

BOOST_AUTO_TEST_CASE(visitors_who_wait_are_one_mail_and_those_who_no_longer_do_are_left_out) {
  std::vector<domain::conversation> chats;
  for (int n = 0; n < 3; ++n) chats.push_back(given_conversation().now());
  tamper("UPDATE conversations SET controller = 'queued', queued_at = 5000 WHERE id <> '" +
         chats[0].id.str() + "'");
  write(rows(), [&](writer& to) {
    for (const auto& chat : chats) storage::delivery_queue::enqueue_handoff_mails(to, chat, at(10));
  });

  const auto jobs = mails(at(1'000));

  BOOST_REQUIRE(jobs.size() == 3U);  // one for each member
  for (const auto& job : jobs) BOOST_TEST(std::get<handoff_mail>(job.what).visitors.size() == 2U);
}

BOOST_AUTO_TEST_CASE(beyond_the_bound_nothing_is_queued_but_counted_and_every_lead_is_kept) {
  const auto hook = given_webhook();
  const auto full = open_store({.url = url(), .limits = {.waiting_jobs = 3}}, ids, clock).value();
  for (int n = 0; n < 5; ++n) {
    auto chat = given_conversation();
    BOOST_TEST(test::stored(chat.leave_lead(*full, "lou" + std::to_string(n) + "@example.com")));
  }

  BOOST_TEST(number("SELECT count(*) FROM leads") == 5);
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 3);
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'mail'") == 3);
  BOOST_TEST(log(hook.id).size() == 3U);
  const auto dropped = read(
      rows(), [&](reader& from) { return storage::dropped_jobs(from, workspace, at(-9'000)); });
  BOOST_REQUIRE(dropped.size() == 2U);
  BOOST_TEST(dropped[0].dropped == 7);
  BOOST_TEST(dropped[1].dropped == 2);
  settle(calls(at(100), 1).at(0), delivered, at(101));
  auto chat = given_conversation();
  BOOST_TEST(test::stored(chat.leave_lead(*full, "later@example.com")));
  BOOST_TEST(number("SELECT count(*) FROM jobs WHERE kind = 'webhook'") == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace takeover::storage
