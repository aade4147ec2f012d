/// Translates the settings into the options of those who send mails and call webhooks. Owns no
/// default.
#pragma once

#include "actors/actor_tree.hpp"
#include "app/config.hpp"
#include "net/outbound/mail/smtp_client.hpp"
#include "net/outbound/outbound_courier.hpp"
#include "storage/tokens.hpp"

namespace takeover::app {

/// Requires `mail.url`.
[[nodiscard]] net::outbound::mail_server mail_server_settings(const config& settings);
[[nodiscard]] net::outbound::courier_options courier_settings(const config& settings);
[[nodiscard]] actors::delivery_options delivery_settings(const config& settings);
[[nodiscard]] storage::write_limits queue_limits(const config& settings);

}  // namespace takeover::app
