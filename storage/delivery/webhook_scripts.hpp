/// What members do with webhooks. Transaction scripts: check, write, append the audit row. Owns no
/// table.
#pragma once

#include "domain/errors.hpp"
#include "domain/people/people.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/webhooks.hpp"

namespace takeover::storage::webhooks {

/// Error: invalid (there are `max_webhooks` already).
[[nodiscard]] domain::result<void> create(writer& rows, const webhook_record& hook,
                                          const domain::member& by);
/// Error: not_found.
[[nodiscard]] domain::result<webhook_record> set_state(writer& rows, domain::webhook_id id,
                                                       activity state, const domain::member& by,
                                                       domain::timestamp now);
/// Error: not_found.
[[nodiscard]] domain::result<void> remove(writer& rows, domain::webhook_id id,
                                          const domain::member& by, domain::timestamp now);
/// Queues a ping. Leaves no audit row. Error: not_found.
[[nodiscard]] domain::result<delivery_record> ping(writer& rows, domain::webhook_id id,
                                                   const domain::member& by, domain::timestamp now);

}  // namespace takeover::storage::webhooks
