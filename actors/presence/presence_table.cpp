#include "actors/presence/presence_table.hpp"

#include <algorithm>

#include "storage/people/heartbeats.hpp"

namespace takeover::actors {

void presence_table::member_online(domain::workspace_id workspace, domain::user_id user) {
  const std::lock_guard lock{mutex_};
  members_.insert({workspace, user});
}

void presence_table::member_offline(domain::workspace_id workspace, domain::user_id user) {
  const std::lock_guard lock{mutex_};
  members_.erase({workspace, user});
}

bool presence_table::is_online(domain::workspace_id workspace, domain::user_id user) const {
  const std::lock_guard lock{mutex_};
  return members_.contains({workspace, user}) || elsewhere_.contains({workspace, user});
}

void presence_table::set_elsewhere(const std::vector<storage::online_member>& all) {
  const std::lock_guard lock{mutex_};
  elsewhere_.clear();
  for (const auto& member : all) elsewhere_.insert({member.workspace, member.user});
}

void presence_table::set_elsewhere(domain::workspace_id workspace, domain::user_id user,
                                   domain::presence now) {
  const std::lock_guard lock{mutex_};
  if (now == domain::presence::connected) {
    elsewhere_.insert({workspace, user});
  } else {
    elsewhere_.erase({workspace, user});
  }
}

void presence_table::set_switch(domain::workspace_id workspace, domain::user_id user,
                                domain::member_switch to) {
  const std::lock_guard lock{mutex_};
  if (to == domain::member_switch::away) {
    switched_off_.insert({workspace, user});
  } else {
    switched_off_.erase({workspace, user});
  }
}

domain::member_switch presence_table::switch_of(domain::workspace_id workspace,
                                                domain::user_id user) const {
  const std::lock_guard lock{mutex_};
  return switched_off_.contains({workspace, user}) ? domain::member_switch::away
                                                   : domain::member_switch::available;
}

domain::members_available presence_table::available_members(domain::workspace_id workspace) const {
  const std::lock_guard lock{mutex_};
  const auto is_available = [&](const member_key& member) {
    return member.workspace == workspace && !switched_off_.contains(member);
  };
  const bool somebody =
      std::ranges::any_of(members_, is_available) || std::ranges::any_of(elsewhere_, is_available);
  return somebody ? domain::members_available::somebody : domain::members_available::nobody;
}

void presence_table::visitor_online(domain::conversation_id conversation) {
  const std::lock_guard lock{mutex_};
  visitors_.arrived(conversation);
}

void presence_table::visitor_offline(domain::conversation_id conversation,
                                     domain::timestamp left_at) {
  const std::lock_guard lock{mutex_};
  visitors_.left(conversation, left_at);
}

void presence_table::forget_visitor(domain::conversation_id conversation) {
  const std::lock_guard lock{mutex_};
  visitors_.forget(conversation);
}

domain::visitor_presence presence_table::visitor_of(domain::conversation_id conversation) const {
  const std::lock_guard lock{mutex_};
  return visitors_.of(conversation);
}

std::vector<domain::conversation_id> presence_table::visitors_online() const {
  const std::lock_guard lock{mutex_};
  return visitors_.online();
}

}  // namespace takeover::actors
