// Pages and files that the program carries.
#include "net/api/pages/page_routes.hpp"
#include "net/http/assets/assets.hpp"

namespace takeover::net::handlers {
namespace {

response no_such_page() { return http::text(404, "Page not found.\n"); }

response file_or_404(const request_context& ctx, const std::string& path,
                     std::string_view how_long) {
  const auto* file = http::find_asset(path);
  return file == nullptr ? no_such_page() : http::serve(*file, ctx.in, how_long);
}

constexpr const char* widget_entry_file = "widget/widget.js";

/// Pages import modules of other origins with CORS, without credentials.
response for_any_origin(response file) {
  file.headers.emplace_back("Access-Control-Allow-Origin", "*");
  file.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return file;
}

/// The demo's page runs a script of its own, like many a shop's page.
constexpr std::string_view demo_policy =
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; object-src 'none'; base-uri "
    "'none'; "
    "frame-ancestors 'none'";

/// A page of the shop with the demo's agent on it.
response shop_page(const request_context& ctx, const std::string& path) {
  constexpr std::string_view placeholder = "{{AGENT_ID}}";
  const auto* file = http::find_asset(path);
  if (file == nullptr || !ctx.app.demo_agent) return no_such_page();
  response page;
  page.content_type = file->content_type;
  page.cache_control = http::caching::ask_again;
  page.body.assign(reinterpret_cast<const char*>(file->identity.data()), file->identity.size());
  for (auto at = page.body.find(placeholder); at != std::string::npos;
       at = page.body.find(placeholder, at))
    page.body.replace(at, placeholder.size(), ctx.app.demo_agent->text());
  page.headers.emplace_back("Content-Security-Policy", demo_policy);
  return page;
}

}  // namespace

/// GET / → 302 to the inbox
handler_result home(request_context&) { co_return http::redirect("/app/inbox"); }

/// GET /login, GET /app/… → 200 the operators' app
handler_result app_page(request_context& ctx) {
  auto page = file_or_404(ctx, "inbox/index.html", http::caching::ask_again);
  http::protect_page(page);
  // From then on the browser asks for this host by https alone. Source: RFC 6797.
  if (ctx.app.public_url.starts_with("https://"))
    page.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
  co_return page;
}

/// GET /widget.js, GET /widget/widget.js → 200 the widget's entry, for pages of any origin
handler_result widget_entry(request_context& ctx) {
  co_return for_any_origin(file_or_404(ctx, widget_entry_file, http::caching::some_minutes));
}

/// GET /widget/… → 200 a part of the widget, under a name with its hash, for pages of any origin |
/// 404, also for a part of another build
handler_result widget_part(request_context& ctx) {
  co_return for_any_origin(
      file_or_404(ctx, "widget/" + std::string{ctx.id}, http::caching::forever));
}

/// GET /demo → 200 the shop's front page, with the widget on it | 404 outside of demo mode
handler_result demo_page(request_context& ctx) { co_return shop_page(ctx, "demo/index.html"); }

/// GET /demo/… → 200 one of the shop's other pages, or a file that they use | 404
handler_result demo_file(request_context& ctx) {
  if (!ctx.app.demo_agent || ctx.id.ends_with(".html")) co_return no_such_page();
  const auto path = "demo/" + std::string{ctx.id};
  if (http::find_asset(path + ".html") != nullptr) co_return shop_page(ctx, path + ".html");
  co_return file_or_404(ctx, path, http::caching::ask_again);
}

/// GET /assets/…, and the few files beside them (icons, the manifest) → 200 | 404
handler_result app_file(request_context& ctx) {
  if (ctx.id == "index.html") co_return no_such_page();
  const bool hashed = ctx.id.starts_with("assets/");
  co_return file_or_404(ctx, "inbox/" + std::string{ctx.id},
                        hashed ? http::caching::forever : http::caching::ask_again);
}

}  // namespace takeover::net::handlers
