#include "net/api/pages/page_routes.hpp"

namespace takeover::net::handlers {

std::span<const route> page_routes() {
  static constexpr route all[] = {
      {method::get, "/", caller::anyone, small_body, home},
      {method::get, "/login", caller::anyone, small_body, app_page},
      {method::get, "/app", caller::anyone, small_body, home},
      {method::get, "/app/*", caller::anyone, small_body, app_page},
      {method::get, "/widget.js", caller::anyone, small_body, widget_entry},
      {method::get, "/widget/widget.js", caller::anyone, small_body, widget_entry},
      {method::get, "/widget/*", caller::anyone, small_body, widget_part},
      {method::get, "/demo", caller::anyone, small_body, demo_page},
      {method::get, "/demo/mails", caller::anyone, small_body, demo_mails_page},
      {method::get, "/demo/mails.json", caller::anyone, small_body, demo_mails},
      {method::get, "/demo/*", caller::anyone, small_body, demo_file},
  };
  return all;
}

}  // namespace takeover::net::handlers
