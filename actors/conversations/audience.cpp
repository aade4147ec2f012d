#include "actors/conversations/audience.hpp"

#include <algorithm>
#include <utility>

namespace takeover::actors {
namespace {

constexpr std::size_t at(listener_kind kind) { return static_cast<std::size_t>(kind); }

}  // namespace

audience::joined audience::add(subscriber who) {
  const auto known = std::ranges::find(subscribers_, who.who, &subscriber::who);
  if (known != subscribers_.end()) {
    *known = std::move(who);
    measure();
    return joined::again;
  }
  reach_.shards[at(who.kind)] |= std::uint64_t{1} << who.who.shard;
  subscribers_.push_back(std::move(who));
  return joined::newly;
}

std::optional<subscriber> audience::remove(const listener& who) {
  const auto at = std::ranges::find(subscribers_, who, &subscriber::who);
  if (at == subscribers_.end()) return std::nullopt;
  auto removed = std::move(*at);
  subscribers_.erase(at);
  measure();
  if (subscribers_.empty()) subscribers_.shrink_to_fit();
  return removed;
}

const subscriber* audience::find(const listener& who) const noexcept {
  const auto at = std::ranges::find(subscribers_, who, &subscriber::who);
  return at == subscribers_.end() ? nullptr : &*at;
}

reach audience::members_only() const noexcept {
  reach out;
  out.shards[at(listener_kind::member)] = reach_.shards[at(listener_kind::member)];
  return out;
}

reach audience::without_streams() const noexcept {
  reach out = reach_;
  out.shards[at(listener_kind::visitor_stream)] = 0;
  return out;
}

bool audience::has_visitor() const noexcept {
  return (reach_.shards[at(listener_kind::visitor)] |
          reach_.shards[at(listener_kind::visitor_stream)]) != 0;
}

std::size_t audience::connections_of(domain::user_id user) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(subscribers_.begin(), subscribers_.end(),
                    [&](const subscriber& s) { return s.person.id == user; }));
}

std::vector<domain::person> audience::people() const {
  std::vector<domain::person> out;
  for (const auto& s : subscribers_) {
    const bool known = std::any_of(out.begin(), out.end(),
                                   [&](const domain::person& p) { return p.id == s.person.id; });
    if (!known) out.push_back(s.person);
  }
  return out;
}

void audience::clear() {
  subscribers_.clear();
  subscribers_.shrink_to_fit();
  reach_ = {};
}

void audience::measure() {
  reach_ = {};
  for (const auto& s : subscribers_) reach_.shards[at(s.kind)] |= std::uint64_t{1} << s.who.shard;
}

}  // namespace takeover::actors
