/// From the settings to what mails and webhooks are sent by. Owns no default.
#pragma once

#include "actors/actor_tree.hpp"
#include "app/config.hpp"
#include "net/outbound/outbound_courier.hpp"

namespace takeover::net::outbound {

[[nodiscard]] courier_options courier_settings(const config& settings);
[[nodiscard]] actors::delivery_options delivery_settings(const config& settings);

}  // namespace takeover::net::outbound
