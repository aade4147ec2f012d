#include <boost/test/unit_test.hpp>
#include <deque>

#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/tokens.hpp"
#include "tests/actors/fixture.hpp"

namespace takeover::actors {
namespace {

using fate = domain::attempt::fate;
using std::chrono::seconds;
using test::eventually;

/// Writes down what it is asked to deliver, and answers when, and as, the test says.
class waiting_courier final : public courier {
 public:
  struct asked_for {
    storage::claimed_job job;
    domain::promise<domain::attempt> done;
  };

  bool has_mailer() const override { return mailer; }
  void deliver(storage::claimed_job job, domain::promise<domain::attempt> done) override {
    if (breaks.exchange(false)) throw std::runtime_error{"a courier's defect"};
    const std::lock_guard lock{mutex_};
    asked_.push_back({std::move(job), std::move(done)});
  }

  std::size_t waiting() const {
    const std::lock_guard lock{mutex_};
    return asked_.size();
  }
  /// The next thing it was asked for, once there is one.
  asked_for next() {
    if (!eventually([&] { return waiting() > 0; }))
      throw std::runtime_error{"nothing was to be delivered"};
    const std::lock_guard lock{mutex_};
    auto first = std::move(asked_.front());
    asked_.pop_front();
    return first;
  }

  std::atomic<bool> mailer = false;
  std::atomic<bool> breaks = false;

 private:
  mutable std::mutex mutex_;
  std::deque<asked_for> asked_;
};

struct delivery_fixture {
  waiting_courier courier;
  domain::manual_clock clock{domain::from_ms(1'790'000'000'000)};
  test::actor_fixture fixture{quick(), &clock};
  domain::member olga;

  delivery_fixture() {
    fixture.outgoing = &courier;
    restart();
    olga = fixture.member_named("Olga", domain::role::owner);
  }

  static tree_options quick() {
    tree_options options;
    options.delivery.look_every = std::chrono::milliseconds{5};
    options.delivery.retries.tries = 3;
    return options;
  }
  void restart() {
    fixture.stop();
    fixture.start();
  }
  void write(const std::function<void(storage::writer&)>& job) {
    const auto done =
        storage::write_and_wait(*fixture.store, [&](storage::writer& to) -> domain::result<void> {
          job(to);
          return {};
        });
    if (!done) throw std::runtime_error{"not stored"};
  }
  storage::webhook_record given_webhook(const std::string& url = "https://crm.example.com/") {
    const storage::webhook_record hook{fixture.ids.make<domain::webhook_id>(clock.now()),
                                       fixture.shop,
                                       url,
                                       "whsec_c2VjcmV0",
                                       {domain::webhook_event::lead_captured},
                                       storage::activity::active,
                                       clock.now()};
    write([&](storage::writer& to) { storage::webhooks::create(to, hook, olga).value(); });
    return hook;
  }
  domain::job_id ping(domain::webhook_id hook) {
    domain::job_id id;
    write([&](storage::writer& to) {
      id = storage::webhooks::ping(to, hook, olga, clock.now()).value().id;
    });
    return id;
  }
  std::vector<storage::delivery_record> log(domain::webhook_id hook) {
    std::vector<storage::delivery_record> rows;
    storage::read_and_wait(*fixture.store, [&](storage::reader& from) {
      rows = storage::deliveries::list(from, {fixture.shop, hook, {}, 50}).value().items;
    });
    return rows;
  }
  bool log_shows(domain::webhook_id hook, domain::delivery_state state, int attempts) {
    return eventually([&] {
      const auto rows = log(hook);
      return rows.size() == 1 && rows[0].state == state && rows[0].attempts == attempts;
    });
  }
};

BOOST_FIXTURE_TEST_SUITE(delivery, delivery_fixture)

BOOST_AUTO_TEST_CASE(queued_job_is_delivered_and_logged) {
  const auto hook = given_webhook();
  const auto id = ping(hook.id);

  const auto asked = courier.next();
  BOOST_TEST((asked.job.id == id));
  asked.done(domain::attempt{fate::delivered, {}, 200});

  BOOST_TEST(log_shows(hook.id, domain::delivery_state::delivered, 1));
}

BOOST_AUTO_TEST_CASE(
    a_failed_try_is_repeated_with_the_same_id_when_its_wait_is_over_and_given_up_in_the_end) {
  const auto hook = given_webhook();
  const auto id = ping(hook.id);
  for (int tries = 1; tries <= 3; ++tries) {
    const auto asked = courier.next();
    BOOST_TEST((asked.job.id == id));
    BOOST_TEST(asked.job.attempt == tries);
    asked.done(domain::attempt{fate::transient_failure, "The receiver answered 500.", 500});
    BOOST_TEST(log_shows(
        hook.id, tries < 3 ? domain::delivery_state::waiting : domain::delivery_state::failed,
        tries));
    BOOST_TEST(courier.waiting() == 0U);
    clock.advance(seconds{60});
  }
  BOOST_TEST(courier.waiting() == 0U);
}

BOOST_AUTO_TEST_CASE(permanent_failure_is_not_retried) {
  const auto hook = given_webhook();
  ping(hook.id);

  courier.next().done(domain::attempt{fate::permanent_failure, "It is gone.", 410});

  BOOST_TEST(log_shows(hook.id, domain::delivery_state::failed, 1));
}

BOOST_AUTO_TEST_CASE(deliveries_in_flight_are_bounded) {
  for (int n = 0; n < 6; ++n)
    ping(given_webhook("https://crm" + std::to_string(n) + ".example.com/").id);

  BOOST_TEST(eventually([&] { return courier.waiting() == 4; }));
  courier.next().done(domain::attempt{fate::delivered, {}, 200});
  BOOST_TEST(eventually([&] { return courier.waiting() == 4; }));
}

BOOST_AUTO_TEST_CASE(host_at_its_bound_leaves_the_other_threads_to_others) {
  const auto dead = given_webhook("https://dead.example.com/");
  for (int n = 0; n < 6; ++n) ping(dead.id);
  BOOST_TEST(eventually([&] { return courier.waiting() == 2; }));

  const auto well = given_webhook("https://well.example.com/");
  ping(well.id);

  BOOST_TEST(eventually([&] { return courier.waiting() == 3; }));
  const auto hung = courier.next();
  (void)courier.next();
  const auto third = courier.next();
  BOOST_TEST((std::get<storage::webhook_post>(third.job.what).hook.id == well.id));
  hung.done(domain::attempt{fate::delivered, {}, 200});
  const auto next = courier.next();
  BOOST_TEST((std::get<storage::webhook_post>(next.job.what).hook.id == dead.id));
  BOOST_TEST(next.job.attempt == 1);
}

BOOST_AUTO_TEST_CASE(a_workspace_that_has_used_up_its_hour_waits_without_losing_an_attempt) {
  fixture.options.delivery.webhooks_per_hour = 2;
  restart();
  const auto hook = given_webhook();
  for (int n = 0; n < 3; ++n) ping(hook.id);
  for (int n = 0; n < 2; ++n) courier.next().done(domain::attempt{fate::delivered, {}, 200});
  BOOST_TEST(eventually([&] { return courier.waiting() == 0U; }));

  clock.advance(seconds{1'860});

  const auto third = courier.next();
  BOOST_TEST(third.job.attempt == 1);
  third.done(domain::attempt{fate::delivered, {}, 200});
}

BOOST_AUTO_TEST_CASE(webhook_that_only_fails_is_paused_and_tried_after_an_hour) {
  fixture.options.delivery.breaker.pause_after = 2;
  restart();
  const auto hook = given_webhook();
  const auto id = ping(hook.id);
  for (int n = 0; n < 2; ++n) {
    courier.next().done(
        domain::attempt{fate::transient_failure, "The receiver answered 500.", 500});
    BOOST_TEST(log_shows(hook.id, domain::delivery_state::waiting, n + 1));
    clock.advance(seconds{60});
  }
  BOOST_TEST(courier.waiting() == 0U);

  clock.advance(seconds{3'600});

  const auto probe = courier.next();
  BOOST_TEST((probe.job.id == id));
  probe.done(domain::attempt{fate::delivered, {}, 200});
  BOOST_TEST(log_shows(hook.id, domain::delivery_state::delivered, 2));
}

BOOST_AUTO_TEST_CASE(receiver_is_called_again_when_its_retry_after_is_over) {
  const auto hook = given_webhook();
  ping(hook.id);
  courier.next().done(domain::attempt{fate::transient_failure, "The receiver answered 429.", 429,
                                      std::chrono::minutes{30}});
  BOOST_TEST(log_shows(hook.id, domain::delivery_state::waiting, 1));

  BOOST_TEST((log(hook.id).at(0).next_try == clock.now() + std::chrono::minutes{30}));
}

BOOST_AUTO_TEST_CASE(without_a_mailer_mail_waits_and_goes_out_when_there_is_one) {
  auto chat = fixture.given_conversation();
  const auto hook = given_webhook();
  test::waiting_reply<captured_lead> stored;
  const auto sent = fixture.tree->conversations().send(
      chat.conversation,
      requests::lead(chat, {"form", domain::lead_source::form, {"Lou", "lou@example.com", "", {}}},
                     stored.promise()));
  BOOST_REQUIRE(sent.has_value());
  BOOST_REQUIRE(stored.get().has_value());

  // The webhook goes out, so the queue was looked at: the mail has been left alone.
  const auto call = courier.next();
  BOOST_TEST(std::holds_alternative<storage::webhook_post>(call.job.what));
  BOOST_TEST(courier.waiting() == 0U);
  courier.mailer = true;

  const auto mail = courier.next();
  BOOST_REQUIRE(std::holds_alternative<storage::lead_mail>(mail.job.what));
  BOOST_TEST(std::get<storage::lead_mail>(mail.job.what).to == olga.user.str() + "@example.com");
}

BOOST_AUTO_TEST_CASE(
    a_job_whose_courier_never_answers_is_taken_up_again_after_its_lease_also_by_another_process) {
  const auto hook = given_webhook();
  const auto id = ping(hook.id);
  const auto lost = courier.next();

  restart();
  BOOST_TEST(courier.waiting() == 0U);
  clock.advance(seconds{30});

  const auto again = courier.next();
  BOOST_TEST((again.job.id == id));
  BOOST_TEST(again.job.attempt == 2);
}

BOOST_AUTO_TEST_CASE(a_worker_that_dies_is_replaced_and_its_job_is_delivered_after_the_lease) {
  const auto hook = given_webhook();
  courier.breaks = true;
  const auto id = ping(hook.id);
  BOOST_REQUIRE(eventually([&] { return !courier.breaks; }));
  clock.advance(seconds{30});

  const auto again = courier.next();

  BOOST_TEST((again.job.id == id));
  again.done(domain::attempt{fate::delivered, {}, 200});
  BOOST_TEST(log_shows(hook.id, domain::delivery_state::delivered, 2));
}

BOOST_AUTO_TEST_CASE(interrupted_attempt_is_retried_soon) {
  const auto hook = given_webhook();
  const auto id = ping(hook.id);
  courier.next().done(domain::fail(domain::errc::unavailable));
  BOOST_REQUIRE(
      eventually([&] { return log(hook.id).at(0).last_error == "The attempt was interrupted."; }));

  clock.advance(seconds{1});

  BOOST_TEST((courier.next().job.id == id));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace takeover::actors
