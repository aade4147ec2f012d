// The mails that the demo would have sent: the page, and what it shows.
#include <boost/asio/ip/address.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "net/api/authentication.hpp"
#include "net/api/pages/page_routes.hpp"
#include "net/http/assets/assets.hpp"
#include "net/outbound/mail/mail_catcher.hpp"

namespace takeover::net::handlers {
namespace {

response no_mails() { return http::text(404, "Page not found.\n"); }

/// Whether a browser on this machine asks, for an address of this machine: no proxy stands between,
/// and no name that a stranger's page let point here.
bool is_asked_on_this_machine(const request_context& ctx) {
  boost::system::error_code ec;
  const auto peer = boost::asio::ip::make_address(ctx.in.peer(), ec);
  if (ec || !peer.is_loopback() || !ctx.app.public_url.empty()) return false;
  auto host = ctx.in.get(http::header::host);
  if (const auto colon = host.rfind(':'); colon != std::string_view::npos && !host.ends_with(']'))
    host = host.substr(0, colon);
  return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

/// Mails tell what visitors wrote about themselves.
awaitable<domain::result<void>> check_reader(request_context& ctx) {
  if (is_asked_on_this_machine(ctx)) co_return domain::result<void>{};
  CO_TRY(session, co_await authenticate_member(ctx));
  co_return domain::check_may(session->who.role, domain::action::manage_delivery);
}

}  // namespace

/// GET /demo/mails → 200 the page | 404 outside of demo mode, or where mails really leave
handler_result demo_mails_page(request_context& ctx) {
  const auto* file = http::find_asset("demo/mails.html");
  if (file != nullptr && ctx.app.demo_mails != nullptr) {
    auto page = http::serve(*file, ctx.in, http::caching::ask_again);
    http::protect_page(page);
    co_return page;
  }
  co_return no_mails();
}

/// GET /demo/mails.json → 200 {messages}: whole messages (RFC 5322), newest first | 304 | 401, 403
/// (from elsewhere, for others than owners and admins) | 404 as the page
handler_result demo_mails(request_context& ctx) {
  const auto* mails = ctx.app.demo_mails;
  if (mails == nullptr) co_return no_mails();
  CO_CHECK(co_await check_reader(ctx));
  const auto tag_of = [](const std::string& version) { return "\"" + version + "\""; };
  response answer;
  if (auto tag = tag_of(mails->version()); ctx.in.get(http::header::if_none_match) == tag) {
    answer.status = 304;
    answer.headers.emplace_back("ETag", std::move(tag));
  } else {
    const auto caught = mails->all();
    boost::json::array messages;
    for (const auto& message : caught.messages) messages.emplace_back(message);
    boost::json::object body;
    body["messages"] = std::move(messages);
    answer = http::json(200, body).with("ETag", tag_of(caught.version));
  }
  answer.cache_control = http::caching::ask_again;
  co_return answer;
}

}  // namespace takeover::net::handlers
