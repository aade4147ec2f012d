/// The table `webhooks`. Sends nothing, and decides no change: see webhook_scripts.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/delivery/circuit_breaker.hpp"
#include "storage/tokens.hpp"

namespace takeover::storage {

/// How many webhooks a workspace may have.
inline constexpr std::size_t max_webhooks = 20;

enum class activity { paused, active };

struct webhook_record {
  domain::webhook_id id;
  domain::workspace_id workspace;
  std::string url;
  std::string secret;  ///< as it was shown: `whsec_…`
  std::vector<domain::webhook_event> events;
  activity state = activity::active;
  domain::timestamp created_at{};
  domain::webhook_health health = {};
};

}  // namespace takeover::storage

namespace takeover::storage::webhooks {

/// Oldest first.
[[nodiscard]] std::vector<webhook_record> of_workspace(reader& rows,
                                                       domain::workspace_id workspace);
[[nodiscard]] std::optional<webhook_record> by_id(reader& rows, domain::webhook_id id);
/// nullopt also for one of another workspace.
[[nodiscard]] std::optional<webhook_record> by_id(reader& rows, domain::workspace_id workspace,
                                                  domain::webhook_id id);

void insert(writer& rows, const webhook_record& hook);
/// The webhook that the delivery is of.
[[nodiscard]] std::optional<webhook_record> of_delivery(reader& rows, domain::job_id id);
void update_health(writer& rows, domain::webhook_id id, const domain::webhook_health& health);
void update_state(writer& rows, domain::webhook_id id, activity state);
/// With its log, and the jobs that still stand in the queue for it.
void erase(writer& rows, domain::webhook_id id);

}  // namespace takeover::storage::webhooks
