#include "net/api/agents/agent_cache.hpp"

#include "net/auth/same_origin.hpp"
#include "storage/tokens.hpp"

namespace takeover::net {

namespace asio = boost::asio;

shared_agent agent_cache::cached(domain::agent_id id) {
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto entry = agents_.find(id);
  return entry == agents_.end() || now >= entry->second.until ? nullptr : entry->second.agent;
}

asio::awaitable<domain::result<shared_agent>> agent_cache::find(io_shard& shard,
                                                                domain::agent_id id) {
  if (auto known = cached(id)) co_return known;
  const auto seen = version();
  const auto find = [id](storage::reader& rows) { return storage::agents::by_id(rows, id); };
  auto stored = co_await on_reader(shard, store_, find);
  if (!stored) co_return stored.error();
  if (!*stored) co_return domain::fail(domain::errc::not_found, "This agent does not exist.");
  auto agent = std::make_shared<const storage::agent_record>(std::move(**stored));
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  if (version_ != seen) co_return agent;
  if (agents_.size() >= max_cached)
    std::erase_if(agents_, [now](const auto& entry) { return now >= entry.second.until; });
  if (agents_.size() >= max_cached) agents_.erase(agents_.begin());
  agents_.insert_or_assign(id, cached_agent{agent, now + cached_for});
  co_return agent;
}

void agent_cache::forget(domain::agent_id id) {
  const std::lock_guard lock{mutex_};
  ++version_;
  agents_.erase(id);
  origins_read_.reset();
}

asio::awaitable<bool> agent_cache::anyone_admits(io_shard& shard, std::string origin) {
  {
    const std::lock_guard lock{mutex_};
    const auto age = origins_read_ ? std::optional{clock_.now() - *origins_read_} : std::nullopt;
    const bool admitted = age && auth::admits(origins_, origin);
    if (age && *age < (admitted ? cached_for : refused_for)) co_return admitted;
  }
  const auto seen = version();
  const auto find = [](storage::reader& rows) { return storage::agents::allowed_origins(rows); };
  auto stored = co_await on_reader(shard, store_, find);
  if (!stored) co_return false;
  const bool admitted = auth::admits(*stored, origin);
  const auto now = clock_.now();
  const std::lock_guard lock{mutex_};
  if (version_ != seen) co_return admitted;
  origins_ = std::move(*stored);
  origins_read_ = now;
  co_return admitted;
}

std::uint64_t agent_cache::version() {
  const std::lock_guard lock{mutex_};
  return version_;
}

}  // namespace takeover::net
