#include "net/realtime/channels.hpp"

#include <algorithm>

namespace takeover::net::realtime {

namespace {
constexpr std::chrono::seconds keep_empty{60};
}

channel_subscribers& channel_table::at(const actors::channel& channel, steady_time now) {
  auto& entry = all_[channel];
  if (!entry) entry = std::make_unique<channel_subscribers>(channel);
  entry->last_used = now;
  return *entry;
}

channel_subscribers* channel_table::find(const actors::channel& channel) {
  const auto entry = all_.find(channel);
  return entry == all_.end() ? nullptr : entry->second.get();
}

bool channel_table::subscribe(connection& who, channel_subscribers& to,
                              actors::listener_kind kind) {
  if (is_subscribed(who, to.channel)) return false;
  auto& row = to.of(kind);
  who.subscriptions_.push_back({&to, kind, static_cast<std::uint32_t>(row.size())});
  row.push_back(&who);
  ++subscription_count_;
  return true;
}

bool channel_table::is_subscribed(const connection& who, const actors::channel& channel) const {
  return std::any_of(who.subscriptions_.begin(), who.subscriptions_.end(),
                     [&](const subscription& s) { return s.to->channel == channel; });
}

bool channel_table::unsubscribe(connection& who, const actors::channel& channel) {
  const auto entry = std::find_if(who.subscriptions_.begin(), who.subscriptions_.end(),
                                  [&](const subscription& s) { return s.to->channel == channel; });
  if (entry == who.subscriptions_.end()) return false;
  remove(*entry);
  *entry = who.subscriptions_.back();
  who.subscriptions_.pop_back();
  return true;
}

void channel_table::unsubscribe_all(connection& who) {
  for (const auto& entry : who.subscriptions_) remove(entry);
  who.subscriptions_ = {};
}

/// Fills the gap with the last of the row, so that rows stay dense.
void channel_table::remove(const subscription& entry) {
  auto& row = entry.to->of(entry.kind);
  connection* const last = row.back();
  row[entry.index] = last;
  row.pop_back();
  --subscription_count_;
  for (auto& moved : last->subscriptions_)
    if (moved.to == entry.to && moved.kind == entry.kind) moved.index = entry.index;
}

void channel_table::sweep(steady_time now) {
  std::erase_if(all_, [&](const auto& item) {
    channel_subscribers& subscribers = *item.second;
    if (!subscribers.empty()) subscribers.last_used = now;
    return now - subscribers.last_used > keep_empty;
  });
}

}  // namespace takeover::net::realtime
