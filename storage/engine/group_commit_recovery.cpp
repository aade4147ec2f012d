// How the writer goes on after a failure: reconnects, finds out what became of a commit, probes
// whether a transaction can be stored again, and tells the watch.
#include "storage/engine/commit_tokens.hpp"
#include "storage/engine/group_commit.hpp"

namespace takeover::storage {
namespace {

// Writes a page of SQLite's file, and changes nothing.
constexpr const char* write_a_page = "PRAGMA user_version = 0";

}  // namespace

bool fails_everything(db_problem problem) noexcept {
  return is_outage(problem) && problem != db_problem::not_a_database &&
         problem != db_problem::no_memory;
}

/// False: the database stays away.
bool group_commit::connected(const connection::wait_function& wait) {
  if (to_.is_lost()) {
    on_.reset();
    healthy_ = false;
  }
  for (int tries = 0; tries < max_tries && to_.restore(wait); ++tries) {
    if (on_) return true;
    try {
      on_ = std::make_unique<writing>(to_.sql(), ids_, limits_);
    } catch (const db_error&) {
      to_.mark_lost();
    }
  }
  note(db_problem::lost, "the database cannot be reached");
  return false;
}

/// For the answers and the watch.
void group_commit::note(db_problem problem, const std::string& text) {
  last_failure_ = text;
  last_problem_ = problem;
}

bool group_commit::probe() {
  if (to_.can_disconnect() && !to_.ping() && !connected([](auto) { return false; })) return false;
  if (healthy_) return true;
  if (!on_) return false;
  try {
    on_->sql.begin_write();
    if (to_.can_disconnect())
      commit_tokens::set(on_->sql, name_, number_);
    else
      on_->sql.run_script(write_a_page);
    on_->sql.commit();
    return true;
  } catch (const db_error& e) {
    note(e.problem(), e.what());
    on_->sql.roll_back();
    return false;
  }
}

void group_commit::tell_watch() {
  // A job may have met one, and the others were stored all the same.
  const auto seen = take_outage();
  if (!healthy_) {
    watch_.failed(outage_watch::side::writer, last_problem_, last_failure_);
  } else if (seen && !fails_everything(seen->problem())) {
    watch_.failed(outage_watch::side::writer, seen->problem(), seen->what());
  } else {
    watch_.well(outage_watch::side::writer);
  }
}

group_commit::fate group_commit::settle_unknown() {
  if (!to_.can_disconnect()) return fate::unknown;
  const auto patiently = [this](auto time) { return wait(time); };
  to_.mark_lost();
  for (int tries = 0; tries < max_tries; ++tries) {
    if (!connected(patiently)) return fate::unknown;
    try {
      on_->sql.begin_write();
      const auto last = commit_tokens::last(on_->sql, name_);
      on_->sql.roll_back();
      if (last != number_) return fate::lost;
      ++commits_;
      return fate::stored;
    } catch (const db_error& e) {
      note(e.problem(), e.what());
      on_->sql.roll_back();
      if (e.problem() != db_problem::contended) to_.mark_lost();
    }
  }
  return fate::unknown;
}

bool group_commit::wait(std::chrono::milliseconds time) {
  std::unique_lock lock{mutex_};
  something_to_do_.wait_for(lock, time, [this] { return stopping_; });
  return !stopping_;
}

}  // namespace takeover::storage
