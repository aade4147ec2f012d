#include "net/realtime/ended_sessions.hpp"

namespace takeover::net::realtime {

void ended_sessions::add(const domain::session_id& session, steady_time now) {
  if (!known_.insert(session).second) return;
  in_order_.push_back({now, session});
  if (in_order_.size() <= max_size) return;
  known_.erase(in_order_.front().session);
  in_order_.pop_front();
}

void ended_sessions::forget_before(steady_time when) {
  while (!in_order_.empty() && in_order_.front().at < when) {
    known_.erase(in_order_.front().session);
    in_order_.pop_front();
  }
}

}  // namespace takeover::net::realtime
