#include "net/outbound/mail/mail_catcher.hpp"

#include <fmt/format.h>

namespace takeover::net::outbound {

domain::result<domain::attempt> mail_catcher::send(const mail_envelope& /*envelope*/,
                                                   std::string_view message,
                                                   const call_limits& /*limits*/,
                                                   const std::atomic<bool>& /*stopping*/) {
  const std::scoped_lock guard{lock_};
  if (messages_.size() == most_kept) messages_.pop_back();
  messages_.emplace_front(message);
  ++count_;
  return domain::attempt{domain::attempt::fate::delivered, {}, {}};
}

mail_catcher::caught mail_catcher::all() const {
  const std::scoped_lock guard{lock_};
  return {version_of(count_), {messages_.begin(), messages_.end()}};
}

std::string mail_catcher::version() const {
  const std::scoped_lock guard{lock_};
  return version_of(count_);
}

std::string mail_catcher::version_of(std::size_t count) const {
  return fmt::format("{}-{}", run_, count);
}

}  // namespace takeover::net::outbound
