#include "net/realtime/channels.hpp"

#include <algorithm>

namespace takeover::net::realtime {

namespace {
constexpr std::chrono::seconds keep_empty{60};
}

group& groups::at(const actors::channel& where, steady_time now) {
  auto& found = all_[where];
  if (!found) found = std::make_unique<group>(where);
  found->last_used = now;
  return *found;
}

group* groups::find(const actors::channel& where) {
  const auto found = all_.find(where);
  return found == all_.end() ? nullptr : found->second.get();
}

bool groups::sit(outlet& who, group& where, actors::listener_kind kind) {
  if (sits(who, where.where)) return false;
  auto& row = where.of(kind);
  who.seats_.push_back({&where, kind, static_cast<std::uint32_t>(row.size())});
  row.push_back(&who);
  ++seats_;
  return true;
}

bool groups::sits(const outlet& who, const actors::channel& where) const {
  return std::any_of(who.seats_.begin(), who.seats_.end(),
                     [&](const seat& s) { return s.where->where == where; });
}

bool groups::leave(outlet& who, const actors::channel& where) {
  const auto found = std::find_if(who.seats_.begin(), who.seats_.end(),
                                  [&](const seat& s) { return s.where->where == where; });
  if (found == who.seats_.end()) return false;
  vacate(*found);
  *found = who.seats_.back();
  who.seats_.pop_back();
  return true;
}

void groups::leave_all(outlet& who) {
  for (const auto& place : who.seats_) vacate(place);
  who.seats_ = {};
}

/// Fills the gap with the last of the row, so that rows stay dense.
void groups::vacate(const seat& place) {
  auto& row = place.where->of(place.kind);
  outlet* const last = row.back();
  row[place.index] = last;
  row.pop_back();
  --seats_;
  for (auto& other : last->seats_)
    if (other.where == place.where && other.kind == place.kind) other.index = place.index;
}

void groups::sweep(steady_time now) {
  std::erase_if(all_, [&](const auto& item) {
    group& g = *item.second;
    if (!g.empty()) g.last_used = now;
    return now - g.last_used > keep_empty;
  });
}

}  // namespace takeover::net::realtime
