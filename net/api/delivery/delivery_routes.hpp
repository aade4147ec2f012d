/// Handlers and routes of webhooks, of the delivery queue and of the mailer, for admins and owners.
/// What each handler answers stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result list_webhooks(request_context& ctx);
handler_result create_webhook(request_context& ctx);
handler_result change_webhook(request_context& ctx);
handler_result delete_webhook(request_context& ctx);
handler_result resume_webhook(request_context& ctx);
handler_result test_webhook(request_context& ctx);
handler_result list_deliveries(request_context& ctx);
handler_result list_jobs(request_context& ctx);
handler_result retry_job(request_context& ctx);
handler_result delete_job(request_context& ctx);
handler_result show_queue(request_context& ctx);
handler_result show_mail(request_context& ctx);
handler_result test_mail(request_context& ctx);

[[nodiscard]] std::span<const route> delivery_routes();

}  // namespace takeover::net::handlers
