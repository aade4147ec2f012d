#include "storage/engine/outage_watch.hpp"

#include <algorithm>

namespace takeover::storage {

void outage_watch::failed(side where, db_problem problem, std::string_view text) {
  {
    const std::lock_guard lock{mutex_};
    now_.at(static_cast<std::size_t>(where)) = problem;
    if (problem == db_problem::not_a_database && kind_ == dialect::sqlite) damaged_ = true;
  }
  if (!observer_.failing) return;
  const auto name = is_outage(problem) ? name_of(problem) : std::string_view{"failing"};
  std::string line = "database fails (" + std::string{name} + "): " + std::string{text} + ".";
  if (is_outage(problem)) line += " " + std::string{remedy_for(problem)};
  observer_.failing(name, line);
}

void outage_watch::well(side where) {
  {
    const std::lock_guard lock{mutex_};
    auto& mine = now_.at(static_cast<std::size_t>(where));
    if (!mine) return;
    mine.reset();
    if (damaged_ || std::ranges::any_of(now_, [](const auto& other) { return other.has_value(); }))
      return;
  }
  if (observer_.recovered) observer_.recovered();
}

void outage_watch::refused(std::string_view what) {
  if (observer_.failing) observer_.failing(what, what);
}

std::string outage_watch::trouble() const {
  const std::lock_guard lock{mutex_};
  if (damaged_) return std::string{remedy_for(db_problem::not_a_database)};
  for (const auto& problem : now_)
    if (problem)
      return is_outage(*problem) ? std::string{remedy_for(*problem)}
                                 : "The database fails. The log says why.";
  return {};
}

}  // namespace takeover::storage
