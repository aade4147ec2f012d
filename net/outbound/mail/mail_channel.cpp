#include "net/outbound/mail/mail_channel.hpp"

#include "domain/text/email_address.hpp"
#include "net/outbound/mail/mail_texts.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {
namespace {

outgoing_message as_sent(mail what) {
  auto body = write_message(what);
  return {std::move(what.id), std::move(what.to), {}, std::move(body)};
}

}  // namespace

mail mail_channel::new_mail(std::string id, const std::string& to, domain::timestamp date) const {
  mail empty;
  empty.id = std::move(id);
  empty.from = in_use()->from;
  empty.to = domain::mailable(to);
  empty.date = date;
  return empty;
}

outgoing_message mail_channel::render(const storage::claimed_job& job) const {
  if (const auto* lead = std::get_if<storage::lead_mail>(&job.what)) {
    auto what = new_mail(job.id.str(), lead->to, job.created_at);
    write_lead_mail(what, *lead, in_use()->base_url);
    return as_sent(std::move(what));
  }
  const auto& handoff = std::get<storage::handoff_mail>(job.what);
  auto what = new_mail(job.id.str(), handoff.to, job.created_at);
  write_handoff_mail(what, handoff, in_use()->base_url);
  return as_sent(std::move(what));
}

outgoing_message mail_channel::render_test(std::string id, const std::string& to,
                                           std::string_view workspace_name,
                                           domain::timestamp now) const {
  auto what = new_mail(std::move(id), to, now);
  write_test_mail(what, workspace_name);
  return as_sent(std::move(what));
}

domain::result<domain::attempt> mail_channel::send(const outgoing_message& message,
                                                   const std::atomic<bool>& stopping) const {
  using fate = domain::attempt::fate;
  const auto with = in_use();
  if (!is_plain_address(message.to))
    return domain::attempt{
        fate::permanent_failure, "The recipient's address is not a valid email address.", {}};
  if (with->through == nullptr)
    return domain::attempt{fate::transient_failure, "Email is not set up.", {}};
  return with->through->send({with->from.address, message.to}, message.body, with->limits,
                             stopping);
}

}  // namespace takeover::net::outbound
