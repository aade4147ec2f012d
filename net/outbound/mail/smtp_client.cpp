#include "net/outbound/mail/smtp_client.hpp"

#include <fmt/format.h>

#include <boost/url/parse.hpp>

namespace takeover::net::outbound {
namespace {

using fate = domain::attempt::fate;

bool is_on_this_machine(const std::string& url) {
  const auto parsed = boost::urls::parse_uri(url);
  if (!parsed) return false;
  if (parsed->host_type() == boost::urls::host_type::ipv4)
    return parsed->host_ipv4_address().is_loopback();
  if (parsed->host_type() == boost::urls::host_type::ipv6)
    return parsed->host_ipv6_address().is_loopback();
  return parsed->host_name() == "localhost";
}

long encryption(const mail_server& server) {
  switch (server.tls) {
    case mail_tls::off: return CURLUSESSL_NONE;
    case mail_tls::required: return CURLUSESSL_ALL;
    case mail_tls::automatic: break;
  }
  return is_on_this_machine(server.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL;
}

void set_up(curl_call& call, const mail_server& server) {
  call.set(CURLOPT_URL, server.url.c_str());
  call.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  call.set(CURLOPT_USE_SSL, encryption(server));
  if (!server.username.empty()) call.set(CURLOPT_USERNAME, server.username.c_str());
  if (!server.password.empty()) call.set(CURLOPT_PASSWORD, server.password.c_str());
}

/// Mail servers may be in private networks: the operator of this program names them.
call_limits anywhere(call_limits limits) {
  limits.reach = private_addresses::allowed;
  return limits;
}

/// libcurl's own words for the kind of failure: they name no host, no user and no address.
domain::attempt attempt_of(CURLcode code, const curl_call& call) {
  if (code == CURLE_OK) return {fate::delivered, {}, {}};
  const auto status = call.status();
  std::string detail = code == CURLE_OPERATION_TIMEDOUT ? "The mail server did not answer in time."
                                                        : curl_easy_strerror(code);
  if (status >= 400)
    detail = fmt::format("The mail server refused it with {} ({}).", status, detail);
  return {fate::transient_failure, std::move(detail), {}};
}

}  // namespace

domain::result<domain::attempt> smtp_client::send(const mail_envelope& envelope,
                                                  std::string_view message,
                                                  const call_limits& limits,
                                                  const std::atomic<bool>& stopping) {
  const auto sender = fmt::format("<{}>", envelope.from);
  curl_call call{anywhere(limits), stopping};
  set_up(call, server_);
  call.set(CURLOPT_MAIL_FROM, sender.c_str());
  call.add_line(fmt::format("<{}>", envelope.to));
  call.use_list(CURLOPT_MAIL_RCPT);
  call.upload(message);
  const auto code = call.run();
  if (code == CURLE_ABORTED_BY_CALLBACK && call.was_stopped())
    return domain::fail(domain::errc::unavailable);
  return attempt_of(code, call);
}

domain::attempt check_mail_server(const mail_server& server, const call_limits& limits) {
  const std::atomic<bool> never = false;
  curl_call call{anywhere(limits), never};
  set_up(call, server);
  call.set(CURLOPT_CUSTOMREQUEST, "NOOP");
  call.set(CURLOPT_NOBODY, 1L);
  const auto code = call.run();
  return attempt_of(code, call);
}

}  // namespace takeover::net::outbound
