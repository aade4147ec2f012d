#include "net/outbound/webhook/webhook_channel.hpp"

#include "net/outbound/webhook/webhook_client.hpp"
#include "net/wire/delivery.hpp"
#include "storage/delivery/delivery_queue.hpp"

namespace takeover::net::outbound {

outgoing_message webhook_channel::render(const storage::claimed_job& job) const {
  const auto& post = std::get<storage::webhook_post>(job.what);
  return {job.id.str(), post.hook.url, post.hook.secret, wire::webhook_body(job, post)};
}

domain::result<domain::attempt> webhook_channel::send(const outgoing_message& message,
                                                      const std::atomic<bool>& stopping) const {
  // The signature covers the time of this attempt, not that of the job.
  return call_webhook(message, clock_.now(), options_.limits, stopping);
}

}  // namespace takeover::net::outbound
