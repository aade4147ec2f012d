/// A shop with leads, webhooks and a queue of jobs that tests claim and settle. Owns no clock of
/// the queue: every call says its time.
#pragma once

#include "storage/conversations/conversation_change.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhook_scripts.hpp"
#include "storage/delivery/webhooks.hpp"
#include "storage/people/memberships.hpp"
#include "storage/people/workspaces.hpp"
#include "tests/storage/workspace_fixture.hpp"

namespace takeover::storage {

using domain::job_kind;
using fate = domain::attempt::fate;

struct delivery_fixture : test::workspace_fixture {
  domain::lead_id given_lead(const std::string& email = "lou@example.com") {
    auto chat = given_conversation();
    return std::get<committed>(chat.leave_lead(rows(), email, {"Lou", "", "", {}})).lead->id;
  }

  webhook_record given_webhook(activity state = activity::active) {
    const webhook_record hook{ids.make<domain::webhook_id>(clock.now()),
                              workspace,
                              "https://crm.example.com/hook",
                              "whsec_c2VjcmV0",
                              {domain::webhook_event::lead_captured},
                              state,
                              clock.now()};
    test::write(rows(), [&](writer& to) { storage::webhooks::create(to, hook, bob).value(); });
    return hook;
  }

  std::vector<claimed_job> claim(job_kind kind, domain::timestamp now, int limit = 100) {
    return claim_through(rows(), kind, now, limit);
  }
  std::vector<claimed_job> claim_through(store& by, job_kind kind, domain::timestamp now,
                                         int limit = 100) {
    std::vector<claimed_job> jobs;
    test::write(by, [&](writer& to) {
      jobs = storage::delivery_queue::claim(
          to,
          {.kind = kind, .now = now, .lease_until = now + lease, .limit = limit, .per_host = 100});
    });
    return jobs;
  }
  void settle(const claimed_job& job, domain::attempt result, domain::timestamp now,
              std::optional<domain::timestamp> again = {}) {
    test::write(rows(), [&](writer& to) {
      storage::delivery_queue::settle(to, {job.id, job.lease_until, std::move(result), again, now},
                                      job.attempt, {});
    });
  }
  std::vector<delivery_record> log(domain::webhook_id hook) {
    return test::read(rows(), [&](reader& from) {
      return storage::deliveries::list(from, {workspace, hook, {}, 50}).value().items;
    });
  }
  std::vector<job_record> queue() {
    return test::read(rows(), [&](reader& from) {
      return storage::jobs::list(from, {workspace, {}, {}, 50}).value().items;
    });
  }
  bool retry(domain::job_id id, domain::timestamp now) {
    bool done = false;
    test::write(rows(), [&](writer& to) {
      done = storage::delivery_queue::retry(to, id, olga, now).has_value();
    });
    return done;
  }

  static constexpr std::chrono::seconds lease{30};
  const domain::attempt delivered{fate::delivered, {}, 204};
  const domain::attempt refused{fate::transient_failure, "The receiver answered 500.", 500};
};

}  // namespace takeover::storage
