/// Who listens to a channel, and on which shards. Owns no frame and no socket.
#pragma once

#include <vector>

#include "actors/events.hpp"

namespace takeover::actors {

/// A listener with who they are.
struct subscriber {
  listener who;
  listener_kind kind = listener_kind::member;
  domain::person person;  ///< members; visitors have at most a name
};

class audience {
 public:
  enum class joined { newly, again };

  joined add(subscriber who);
  /// The removed subscriber; nullopt if it was not there.
  std::optional<subscriber> remove(const listener& who);
  [[nodiscard]] const subscriber* find(const listener& who) const noexcept;
  [[nodiscard]] const reach& everyone() const noexcept { return reach_; }
  /// The part of the reach that may hear notes.
  [[nodiscard]] reach members_only() const noexcept;
  [[nodiscard]] reach without_streams() const noexcept;
  [[nodiscard]] bool empty() const noexcept { return subscribers_.empty(); }
  [[nodiscard]] bool has_visitor() const noexcept;
  [[nodiscard]] std::size_t connections_of(domain::user_id user) const noexcept;
  /// Everyone once, in order of arrival.
  [[nodiscard]] std::vector<domain::person> people() const;
  void clear();

 private:
  void measure();

  std::vector<subscriber> subscribers_;
  reach reach_;
};

}  // namespace takeover::actors
