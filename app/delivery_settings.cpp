#include "app/delivery_settings.hpp"

#include <cstdlib>

namespace takeover::app {
namespace {

using namespace net::outbound;

/// A lease must outlast a try by far, including the wait for a thread and the commit.
constexpr int lease_in_timeouts = 3;

/// OpenSSL's own programs honour SSL_CERT_FILE; libcurl does not, so it is read here.
std::string ca_file_of(const config& settings) {
  if (!settings.delivery.ca_file.empty()) return settings.delivery.ca_file;
  const char* from_system = std::getenv("SSL_CERT_FILE");
  return from_system != nullptr ? from_system : "";
}

mail_tls tls_of(const std::string& word) {
  if (word == "required") return mail_tls::required;
  return word == "off" ? mail_tls::off : mail_tls::automatic;
}

}  // namespace

mail_server mail_server_settings(const config& settings) {
  const auto& mail = settings.mail;
  return {mail.url, mail.username, mail.password, tls_of(mail.tls)};
}

courier_options courier_settings(const config& settings) {
  courier_options options;
  const auto& mail = settings.mail;
  if (!mail.url.empty())
    options.mailer = std::make_shared<smtp_client>(mail_server_settings(settings));
  options.mail_from = parse_mailbox(mail.from).value_or(mailbox{});
  options.mail_limits = {mail.timeout, ca_file_of(settings), private_addresses::allowed};
  const auto reach = settings.webhooks.allow_private_addresses ? private_addresses::allowed
                                                               : private_addresses::refused;
  options.webhook_limits = {settings.webhooks.timeout, ca_file_of(settings), reach};
  options.max_waiting = settings.delivery.max_waiting;
  options.base_url = settings.server.public_url;
  return options;
}

actors::delivery_options delivery_settings(const config& settings) {
  actors::delivery_options options;
  const courier_options threads;
  options.retries.tries = settings.delivery.tries;
  options.retries.first_wait = settings.delivery.retry_after;
  options.mail_lease = settings.mail.timeout * lease_in_timeouts;
  options.webhook_lease = settings.webhooks.timeout * lease_in_timeouts;
  options.mails_at_once = static_cast<int>(threads.mail_threads);
  options.webhooks_at_once = static_cast<int>(threads.webhook_threads);
  options.breaker.pause_after = settings.webhooks.pause_after_failures;
  options.digest_every = settings.mail.digest_every;
  options.mails_per_hour = settings.delivery.mails_per_hour;
  options.webhooks_per_hour = settings.delivery.webhook_calls_per_hour;
  return options;
}

storage::write_limits queue_limits(const config& settings) {
  return {.waiting_jobs = settings.delivery.max_waiting};
}

}  // namespace takeover::app
