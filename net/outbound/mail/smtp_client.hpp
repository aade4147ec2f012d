/// Sends messages through the configured mail server. Owns the rule when the connection must be
/// encrypted; writes no mail.
#pragma once

#include "domain/delivery/retry_policy.hpp"
#include "net/outbound/curl_call.hpp"
#include "net/outbound/mail/mail_message.hpp"

namespace takeover::net::outbound {

/// When a connection that began in the clear has to be encrypted (STARTTLS).
enum class mail_tls {
  automatic,  ///< required, except with a server on this machine that does not offer it
  required,
  off,
};

struct mail_server {
  std::string url;  ///< `smtp://…` or `smtps://…`, may hold user and password; empty: no mailer
  std::string username;
  std::string password;
  mailbox from;
  mail_tls tls = mail_tls::automatic;
};

/// Sends a whole message to one address. Blocks, for no longer than the limits say. Error:
/// unavailable (told to stop).
[[nodiscard]] domain::result<domain::attempt> send_mail(const mail_server& server,
                                                        const call_limits& limits,
                                                        std::string_view to,
                                                        std::string_view message,
                                                        const std::atomic<bool>& stopping);
/// Connects, encrypts and signs in as for a mail, and sends none.
[[nodiscard]] domain::attempt check_mail_server(const mail_server& server,
                                                const call_limits& limits);

}  // namespace takeover::net::outbound
