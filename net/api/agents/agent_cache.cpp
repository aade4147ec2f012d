#include "net/api/agents/agent_cache.hpp"

#include "net/auth/same_origin.hpp"
#include "storage/agents/agents.hpp"
#include "storage/tokens.hpp"

namespace takeover::net::auth {

namespace asio = boost::asio;

shared_agent agent_directory::remembered(domain::agent_id id) {
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto found = agents_.find(id);
  return found == agents_.end() || now >= found->second.until ? nullptr : found->second.agent;
}

asio::awaitable<domain::result<shared_agent>> agent_directory::find(io_shard& shard,
                                                                    domain::agent_id id) {
  if (auto known = remembered(id)) co_return known;
  const auto seen = version();
  auto stored = co_await on_reader(
      shard, store_, [id](storage::reader& from) { return storage::agents::by_id(from, id); });
  if (!stored) co_return stored.error();
  if (!*stored) co_return domain::fail(domain::errc::not_found, "This agent does not exist.");
  auto agent = std::make_shared<const storage::agent_record>(std::move(**stored));
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  if (version_ != seen) co_return agent;
  if (agents_.size() >= max_remembered)
    std::erase_if(agents_, [now](const auto& one) { return now >= one.second.until; });
  if (agents_.size() >= max_remembered) agents_.erase(agents_.begin());
  agents_.insert_or_assign(id, memory{agent, now + remembered_for});
  co_return agent;
}

void agent_directory::forget(domain::agent_id id) {
  const std::lock_guard lock{mutex_};
  ++version_;
  agents_.erase(id);
  origins_read_.reset();
}

asio::awaitable<bool> agent_directory::anyone_admits(io_shard& shard, std::string origin) {
  {
    const std::lock_guard lock{mutex_};
    const auto age = origins_read_ ? std::optional{clock_.now() - *origins_read_} : std::nullopt;
    const bool admitted = age && admits(origins_, origin);
    if (age && *age < (admitted ? remembered_for : refused_for)) co_return admitted;
  }
  const auto seen = version();
  auto stored = co_await on_reader(
      shard, store_, [](storage::reader& from) { return storage::agents::allowed_origins(from); });
  if (!stored) co_return false;
  const bool admitted = admits(*stored, origin);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  if (version_ != seen) co_return admitted;
  origins_ = std::move(*stored);
  origins_read_ = now;
  co_return admitted;
}

std::uint64_t agent_directory::version() {
  const std::lock_guard lock{mutex_};
  return version_;
}

}  // namespace takeover::net::auth
