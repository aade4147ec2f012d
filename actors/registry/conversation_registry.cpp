#include "actors/registry/conversation_registry.hpp"

#include "actors/conversations/conversation_actor.hpp"
#include "actors/log.hpp"

namespace takeover::actors {
namespace {

domain::error busy(std::string detail) {
  return {domain::errc::overloaded, std::move(detail), {}, {}, std::chrono::seconds{1}};
}

/// What must arrive even at the bound: it makes room, or nobody would say it again.
bool is_unbounded(const conversation_request& what) {
  return std::holds_alternative<leave_request>(what) || std::holds_alternative<reevaluate>(what);
}

constexpr std::chrono::seconds shutdown_timeout{15};

}  // namespace

conversation_registry::conversation_registry(caf::actor_system& system, const tree_options& options)
    : system_(system), options_(options) {}

void conversation_registry::set_dependencies(std::shared_ptr<conversation_deps> deps) {
  deps_ = std::move(deps);
}

domain::result<void> conversation_registry::send(domain::conversation_id to,
                                                 conversation_request what) {
  auto& bucket = bucket_of(to);
  const std::lock_guard lock{bucket.mutex};
  if (stopping_.load(std::memory_order_acquire))
    return domain::fail(domain::errc::unavailable, "The server is stopping.");
  auto known = bucket.entries.find(to);
  if (known == bucket.entries.end()) {
    if (std::holds_alternative<leave_request>(what)) return {};  // there is no listener to remove
    if (live_.load(std::memory_order_relaxed) >= options_.max_live)
      return busy("Too many conversations are open right now.");
    auto pending = std::make_shared<std::atomic<std::size_t>>(0);
    {
      const std::lock_guard counting{end_mutex_};
      ++alive_;
    }
    auto actor = system_.spawn<conversation_actor>(to, deps_, pending);
    live_.fetch_add(1, std::memory_order_relaxed);
    known = bucket.entries.emplace(to, live_conversation{std::move(actor), std::move(pending), {}})
                .first;
  }
  auto& entry = known->second;
  if (entry.pending->load(std::memory_order_relaxed) >= options_.max_pending && !is_unbounded(what))
    return busy("This conversation is busy.");
  entry.pending->fetch_add(1, std::memory_order_relaxed);
  entry.used = std::chrono::steady_clock::now();
  send_message(entry.actor, request_arrived{std::move(what)});
  return {};
}

bool conversation_registry::retire(domain::conversation_id id) {
  auto& bucket = bucket_of(id);
  const std::lock_guard lock{bucket.mutex};
  const auto known = bucket.entries.find(id);
  if (known == bucket.entries.end() || known->second.pending->load(std::memory_order_relaxed) != 0)
    return false;
  bucket.entries.erase(known);
  live_.fetch_sub(1, std::memory_order_relaxed);
  return true;
}

void conversation_registry::ended(domain::conversation_id id, const caf::actor_addr& who) {
  {
    auto& bucket = bucket_of(id);
    const std::lock_guard lock{bucket.mutex};
    const auto known = bucket.entries.find(id);
    if (known != bucket.entries.end() && known->second.actor.address() == who) {
      bucket.entries.erase(known);
      live_.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  const std::lock_guard counting{end_mutex_};
  --alive_;
  if (alive_ == 0) all_ended_.notify_all();
}

void conversation_registry::retire_idle(std::chrono::steady_clock::time_point now) {
  for (auto& bucket : buckets_) {
    const std::lock_guard lock{bucket.mutex};
    for (auto& [id, entry] : bucket.entries) {
      if (now - entry.used < options_.passivate_after) continue;
      entry.used = now;
      send_message(entry.actor, retire_if_idle{});
    }
  }
}

void conversation_registry::stop() {
  stopping_.store(true, std::memory_order_release);
  for (auto& bucket : buckets_) {
    const std::lock_guard lock{bucket.mutex};
    for (auto& [id, entry] : bucket.entries) send_message(entry.actor, shut_down{});
  }
  std::unique_lock counting{end_mutex_};
  if (!all_ended_.wait_for(counting, shutdown_timeout, [this] { return alive_ == 0; }))
    log_error("registry gave up waiting for conversations", std::to_string(alive_),
              "they did not end");
}

}  // namespace takeover::actors
