/// Sends messages through the configured mail server. Owns the rule when the connection must be
/// encrypted; writes no mail.
#pragma once

#include <string>
#include <utility>

#include "net/outbound/mail/mail_transport.hpp"

namespace takeover::net::outbound {

/// When a connection that began in the clear has to be encrypted (STARTTLS).
enum class mail_tls {
  automatic,  ///< required, except with a server on this machine that does not offer it
  required,
  off,
};

struct mail_server {
  std::string url;  ///< `smtp://…` or `smtps://…`, may hold user and password
  std::string username;
  std::string password;
  mail_tls tls = mail_tls::automatic;
};

class smtp_client final : public mail_transport {
 public:
  explicit smtp_client(mail_server server) : server_(std::move(server)) {}

  [[nodiscard]] domain::result<domain::attempt> send(const mail_envelope& envelope,
                                                     std::string_view message,
                                                     const call_limits& limits,
                                                     const std::atomic<bool>& stopping) override;

 private:
  const mail_server server_;
};

/// Connects, encrypts and signs in as for a mail, and sends none.
[[nodiscard]] domain::attempt check_mail_server(const mail_server& server,
                                                const call_limits& limits);

}  // namespace takeover::net::outbound
