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
/// Ends the breaker's pause, with an audit row; what was held is due. Does nothing without a pause.
/// Error: not_found.
[[nodiscard]] domain::result<webhook_record> resume(writer& rows, domain::webhook_id id,
                                                    const domain::member& by,
                                                    domain::timestamp now);
/// The webhook whose call came to this, with its workspace locked; nullopt if its health stays what
/// it is, or for a mail.
[[nodiscard]] std::optional<webhook_record> to_judge(writer& rows, domain::job_id delivery,
                                                     const domain::attempt& made);
/// Stores what a call has made of the webhook's health. A pause holds what waits, but for `probe`;
/// the end of one makes it due. Both leave an audit row by the system.
void put_health(writer& rows, const webhook_record& hook, const domain::webhook_health& health,
                domain::job_id probe, domain::timestamp now, domain::milliseconds probe_every);
/// Error: not_found.
[[nodiscard]] domain::result<void> remove(writer& rows, domain::webhook_id id,
                                          const domain::member& by, domain::timestamp now);
/// Queues a ping. Leaves no audit row. Error: not_found.
[[nodiscard]] domain::result<delivery_record> ping(writer& rows, domain::webhook_id id,
                                                   const domain::member& by, domain::timestamp now);

}  // namespace takeover::storage::webhooks
