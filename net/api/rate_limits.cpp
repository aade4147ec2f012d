#include "net/api/rate_limits.hpp"

#include "net/api/try.hpp"

namespace takeover::net {
namespace {

constexpr std::chrono::hours hour{1};
constexpr int kilobytes_in_megabyte = 1'000;
constexpr std::size_t kilobyte = 1'000;

}  // namespace

domain::result<void> visitor_limit::take(const domain::visitor_identity& who,
                                         std::string_view address) {
  CHECK(conversations_.take(who.conversation.text().view()));
  CHECK(visitors_.take(who.visitor.text().view()));
  return take(who.agent, address);
}

domain::result<void> visitor_limit::take(domain::agent_id agent, std::string_view address) {
  CHECK(addresses_.take(address));
  return agents_.take(agent.text().view());
}

rate_limits::rate_limits(const allowed_calls& allowed)
    : starts(allowed.starts),
      messages(allowed.messages),
      leads(allowed.leads),
      handoffs(allowed.handoffs),
      events(allowed.events),
      logins(allowed.logins),
      visitor_message_bytes(allowed.visitor_message_bytes),
      conversations_(allowed.workspaces.conversations, hour),
      new_leads_(allowed.workspaces.leads, hour),
      stored_kilobytes_(allowed.workspaces.stored_megabytes * kilobytes_in_megabyte, hour) {}

void visitor_limit::set(const visitor_rates& allowed) noexcept {
  conversations_.set_rate(allowed.of_visitor);
  visitors_.set_rate(allowed.of_visitor);
  addresses_.set_rate(allowed.of_address);
  agents_.set_rate(allowed.of_agent);
}

void rate_limits::set(const allowed_calls& allowed) noexcept {
  starts.set(allowed.starts);
  messages.set(allowed.messages);
  leads.set(allowed.leads);
  handoffs.set(allowed.handoffs);
  events.set(allowed.events);
  logins.set(allowed.logins);
  visitor_message_bytes.store(allowed.visitor_message_bytes, std::memory_order_relaxed);
  conversations_.set_rate(allowed.workspaces.conversations);
  new_leads_.set_rate(allowed.workspaces.leads);
  stored_kilobytes_.set_rate(allowed.workspaces.stored_megabytes * kilobytes_in_megabyte);
}

domain::result<void> rate_limits::take_conversation(domain::workspace_id in) {
  return conversations_.take(in.text().view());
}

domain::result<void> rate_limits::take_lead(domain::workspace_id in) {
  return new_leads_.take(in.text().view());
}

domain::result<void> rate_limits::take_bytes(domain::workspace_id in, std::size_t bytes) {
  return stored_kilobytes_.take(in.text().view(), static_cast<int>(bytes / kilobyte) + 1);
}

}  // namespace takeover::net
