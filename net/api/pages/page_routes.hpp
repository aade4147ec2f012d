/// Handlers and routes of the pages and files that the program carries. What each handler answers
/// stands at its definition.
#pragma once

#include "net/api/route.hpp"

namespace takeover::net::handlers {

handler_result home(request_context& ctx);
handler_result app_page(request_context& ctx);
handler_result widget_entry(request_context& ctx);
handler_result widget_part(request_context& ctx);
handler_result demo_page(request_context& ctx);
handler_result demo_file(request_context& ctx);
handler_result demo_mails_page(request_context& ctx);
handler_result demo_mails(request_context& ctx);
/// For paths that no route has; `id` is the path.
handler_result app_file(request_context& ctx);

[[nodiscard]] std::span<const route> page_routes();

}  // namespace takeover::net::handlers
