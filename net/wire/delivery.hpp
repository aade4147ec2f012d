/// Webhooks, what they are told, and the delivery queue as JSON. Owns the fields' names; decides
/// nothing.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "domain/errors.hpp"
#include "storage/delivery/admission.hpp"
#include "storage/delivery/deliveries.hpp"
#include "storage/delivery/delivery_queue.hpp"
#include "storage/delivery/jobs.hpp"
#include "storage/delivery/webhooks.hpp"

namespace takeover::net::wire {

/// The body of a webhook's call.
[[nodiscard]] std::string webhook_body(const storage::claimed_job& job,
                                       const storage::webhook_post& about);

/// Without its secret.
[[nodiscard]] boost::json::object webhook(const storage::webhook_record& hook);
/// What waits, what has failed, and what was dropped lately.
[[nodiscard]] boost::json::object queue(const storage::job_counts& counts,
                                        const std::vector<storage::dropped_record>& dropped,
                                        std::int64_t max_waiting);
[[nodiscard]] boost::json::object delivery(const storage::delivery_record& row);
[[nodiscard]] boost::json::object job(const storage::job_record& row);

struct webhook_input {
  std::string url;
  std::vector<domain::webhook_event> events;  ///< at least one
  storage::activity state = storage::activity::active;
};
/// `{url, events?, active?}`; without events it is told all of them. Errors: malformed, invalid.
[[nodiscard]] domain::result<webhook_input> read_webhook(std::string_view body);
/// `{active}`. Errors: malformed, invalid.
[[nodiscard]] domain::result<storage::activity> read_webhook_state(std::string_view body);

}  // namespace takeover::net::wire
