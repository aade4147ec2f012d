/// The table `webhook_deliveries`: the log of what each webhook was, or is to be, told. Sends
/// nothing.
#pragma once

#include <optional>
#include <string>

#include "domain/delivery/retry_policy.hpp"
#include "domain/errors.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/page.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

struct delivery_record {
  domain::job_id id;
  domain::webhook_id webhook;
  domain::webhook_event event = domain::webhook_event::ping;
  std::optional<domain::lead_id> lead;
  std::string about;  ///< see `jobs::about`
  domain::delivery_state state = domain::delivery_state::waiting;
  int attempts = 0;
  std::optional<int> status_code;
  std::string last_error;
  std::optional<domain::timestamp> next_try;  ///< while it waits
  domain::timestamp created_at{};
  std::optional<domain::timestamp> finished_at;
};

struct delivery_query {
  domain::workspace_id workspace;
  domain::webhook_id webhook;
  std::string cursor;
  int limit = 50;
};

}  // namespace takeover::storage

namespace takeover::storage::deliveries {

[[nodiscard]] std::optional<delivery_record> by_id(reader& rows, domain::workspace_id workspace,
                                                   domain::job_id id);
/// Newest first. Error: malformed (cursor).
[[nodiscard]] domain::result<page<delivery_record>> list(reader& rows, const delivery_query& query);

void insert(writer& rows, domain::job_id id, domain::webhook_id hook, domain::webhook_event event,
            std::optional<domain::lead_id> lead, domain::timestamp now);
/// What an attempt came to; `outcome.again_at` tells whether it waits for another one. A success
/// also deletes the webhook's successes of more than 30 days ago, so that the log needs no sweeper.
void record_attempt(writer& rows, const job_outcome& outcome, int attempt);
/// It waits again, as if nothing had been tried.
void reset_attempts(writer& rows, domain::job_id id);
void erase(writer& rows, domain::job_id id);

}  // namespace takeover::storage::deliveries
