/// The texts of mails: a new lead, a waiting visitor, a test of the mailer. Owns the words; knows
/// no mail server.
#pragma once

#include "net/outbound/mail/mail_message.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

/// Fills subject, text and HTML. `base_url`: how browsers reach us; empty: no link.
void write_lead_mail(mail& to, const storage::lead_mail& about, std::string_view base_url);
void write_handoff_mail(mail& to, const storage::handoff_mail& about, std::string_view base_url);
void write_test_mail(mail& to, std::string_view workspace_name);

}  // namespace takeover::net::outbound
