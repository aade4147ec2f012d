#include "actors/presence/presence_table.hpp"

#include <algorithm>

#include "storage/people/heartbeats.hpp"

namespace takeover::actors {

void online_registry::member_online(domain::workspace_id workspace, domain::user_id user) {
  const std::lock_guard lock{mutex_};
  members_.insert({workspace, user});
}

void online_registry::member_offline(domain::workspace_id workspace, domain::user_id user) {
  const std::lock_guard lock{mutex_};
  members_.erase({workspace, user});
}

bool online_registry::is_online(domain::workspace_id workspace, domain::user_id user) const {
  const std::lock_guard lock{mutex_};
  return members_.contains({workspace, user}) || elsewhere_.contains({workspace, user});
}

void online_registry::set_elsewhere(const std::vector<storage::online_member>& all) {
  const std::lock_guard lock{mutex_};
  elsewhere_.clear();
  for (const auto& one : all) elsewhere_.insert({one.workspace, one.user});
}

void online_registry::set_elsewhere(domain::workspace_id workspace, domain::user_id user,
                                    domain::presence now) {
  const std::lock_guard lock{mutex_};
  if (now == domain::presence::connected) {
    elsewhere_.insert({workspace, user});
  } else {
    elsewhere_.erase({workspace, user});
  }
}

void online_registry::set_switch(domain::workspace_id workspace, domain::user_id user,
                                 domain::member_switch to) {
  const std::lock_guard lock{mutex_};
  if (to == domain::member_switch::away) {
    switched_off_.insert({workspace, user});
  } else {
    switched_off_.erase({workspace, user});
  }
}

domain::member_switch online_registry::switch_of(domain::workspace_id workspace,
                                                 domain::user_id user) const {
  const std::lock_guard lock{mutex_};
  return switched_off_.contains({workspace, user}) ? domain::member_switch::away
                                                   : domain::member_switch::available;
}

domain::members_available online_registry::available_members(domain::workspace_id workspace) const {
  const std::lock_guard lock{mutex_};
  const auto is_at_hand = [&](const member_key& one) {
    return one.workspace == workspace && !switched_off_.contains(one);
  };
  const bool somebody =
      std::ranges::any_of(members_, is_at_hand) || std::ranges::any_of(elsewhere_, is_at_hand);
  return somebody ? domain::members_available::somebody : domain::members_available::nobody;
}

void online_registry::visitor_online(domain::conversation_id conversation) {
  const std::lock_guard lock{mutex_};
  visitors_.insert(conversation);
}

void online_registry::visitor_offline(domain::conversation_id conversation) {
  const std::lock_guard lock{mutex_};
  visitors_.erase(conversation);
}

bool online_registry::is_visitor_online(domain::conversation_id conversation) const {
  const std::lock_guard lock{mutex_};
  return visitors_.contains(conversation);
}

std::vector<domain::conversation_id> online_registry::visitors_online() const {
  const std::lock_guard lock{mutex_};
  return {visitors_.begin(), visitors_.end()};
}

}  // namespace takeover::actors
