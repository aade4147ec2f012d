#include "net/api/delivery/delivery_routes.hpp"

namespace takeover::net::handlers {

using domain::action;

std::span<const route> delivery_routes() {
  static constexpr route all[] = {
      {method::get, "/api/webhooks", caller::member, small_body, list_webhooks,
       action::manage_delivery},
      {method::post, "/api/webhooks", caller::member, small_body, create_webhook,
       action::manage_delivery},
      {method::get, "/api/webhooks/{id}/deliveries", caller::member, small_body, list_deliveries,
       action::manage_delivery},
      {method::post, "/api/webhooks/{id}/test", caller::member, small_body, test_webhook,
       action::manage_delivery},
      {method::post, "/api/webhooks/{id}/resume", caller::member, small_body, resume_webhook,
       action::manage_delivery},
      {method::patch, "/api/webhooks/{id}", caller::member, small_body, change_webhook,
       action::manage_delivery},
      {method::del, "/api/webhooks/{id}", caller::member, small_body, delete_webhook,
       action::manage_delivery},
      {method::get, "/api/jobs", caller::member, small_body, list_jobs, action::manage_delivery},
      {method::post, "/api/jobs/{id}/retry", caller::member, small_body, retry_job,
       action::manage_delivery},
      {method::del, "/api/jobs/{id}", caller::member, small_body, delete_job,
       action::manage_delivery},
      {method::get, "/api/settings/delivery", caller::member, small_body, show_queue,
       action::manage_delivery},
      {method::get, "/api/settings/mail", caller::member, small_body, show_mail,
       action::manage_delivery},
      {method::post, "/api/settings/mail/test", caller::member, small_body, test_mail,
       action::manage_delivery},
  };
  return all;
}

}  // namespace takeover::net::handlers
