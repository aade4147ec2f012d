#include "actors/directory.hpp"

#include <caf/send.hpp>

#include "actors/conversation_actor.hpp"
#include "actors/log.hpp"

namespace takeover::actors {
namespace {

domain::error busy(std::string detail) { return {domain::errc::overloaded, std::move(detail), {}, {}, std::chrono::seconds{1}}; }

/// What must arrive even at the bound: it makes room, or nobody would say it
/// again.
bool is_unbounded(const conversation_request& what) {
  return std::holds_alternative<leave_request>(what) || std::holds_alternative<look_again>(what);
}

constexpr std::chrono::seconds patience_at_stop{15};

}  // namespace

directory::directory(caf::actor_system& system, const tree_options& options) : system_(system), options_(options) {}

void directory::furnish(std::shared_ptr<conversation_deps> deps) { deps_ = std::move(deps); }

domain::result<void> directory::send(domain::conversation_id to, conversation_request what) {
  auto& home = bucket_of(to);
  const std::lock_guard lock{home.mutex};
  if (stopping_.load(std::memory_order_acquire)) return domain::fail(domain::errc::unavailable, "The server is stopping.");
  auto found = home.residents.find(to);
  if (found == home.residents.end()) {
    if (std::holds_alternative<leave_request>(what)) return {};  // nobody is there to be left
    if (live_.load(std::memory_order_relaxed) >= options_.max_live) return busy("Too many conversations are open right now.");
    auto pending = std::make_shared<std::atomic<std::size_t>>(0);
    {
      const std::lock_guard counting{end_mutex_};
      ++alive_;
    }
    auto made = system_.spawn<conversation_actor>(to, deps_, pending);
    live_.fetch_add(1, std::memory_order_relaxed);
    found = home.residents.emplace(to, resident{std::move(made), std::move(pending), {}}).first;
  }
  auto& there = found->second;
  if (there.pending->load(std::memory_order_relaxed) >= options_.max_pending && !is_unbounded(what)) return busy("This conversation is busy.");
  there.pending->fetch_add(1, std::memory_order_relaxed);
  there.used = std::chrono::steady_clock::now();
  caf::anon_send(there.who, request_arrived{std::move(what)});
  return {};
}

bool directory::retire(domain::conversation_id id) {
  auto& home = bucket_of(id);
  const std::lock_guard lock{home.mutex};
  const auto found = home.residents.find(id);
  if (found == home.residents.end() || found->second.pending->load(std::memory_order_relaxed) != 0) return false;
  home.residents.erase(found);
  live_.fetch_sub(1, std::memory_order_relaxed);
  return true;
}

void directory::ended(domain::conversation_id id, const caf::actor_addr& who) {
  {
    auto& home = bucket_of(id);
    const std::lock_guard lock{home.mutex};
    const auto found = home.residents.find(id);
    if (found != home.residents.end() && found->second.who.address() == who) {
      home.residents.erase(found);
      live_.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  const std::lock_guard counting{end_mutex_};
  --alive_;
  if (alive_ == 0) all_ended_.notify_all();
}

void directory::retire_idle(std::chrono::steady_clock::time_point now) {
  for (auto& home : buckets_) {
    const std::lock_guard lock{home.mutex};
    for (auto& [id, there] : home.residents) {
      if (now - there.used < options_.passivate_after) continue;
      there.used = now;
      caf::anon_send(there.who, retire_if_idle{});
    }
  }
}

void directory::stop() {
  stopping_.store(true, std::memory_order_release);
  for (auto& home : buckets_) {
    const std::lock_guard lock{home.mutex};
    for (auto& [id, there] : home.residents) caf::anon_send(there.who, shut_down{});
  }
  std::unique_lock counting{end_mutex_};
  if (!all_ended_.wait_for(counting, patience_at_stop, [this] { return alive_ == 0; }))
    log_error("directory gave up waiting for conversations", std::to_string(alive_), "they did not end");
}

}  // namespace takeover::actors
