#include "actors/ask_store.hpp"

#include <string>

#include "actors/log.hpp"
#include "storage/sql/db_errors.hpp"

namespace takeover::actors {

domain::error database_busy() {
  return {domain::errc::overloaded, "The database is busy.", {}, {}, std::chrono::seconds{1}};
}

namespace {

void log_failure(std::string_view what, std::string_view id, std::string_view why) {
  std::string line{what};
  if (!id.empty()) line += " " + std::string{id};
  log_error_once_a_minute(what, line + ": " + std::string{why});
}

}  // namespace

void log_store_failure(std::string_view what, std::string_view id, const std::exception& problem) {
  const auto* known = dynamic_cast<const storage::db_error*>(&problem);
  if (known == nullptr) return log_failure(what, id, problem.what());
  if (known->problem() == storage::db_problem::unreadable)
    return log_error(what, id, problem.what());  // each damaged row is named
  if (!storage::is_outage(known->problem())) log_failure(what, id, problem.what());
}

void log_store_failure(std::string_view what, std::string_view id, const domain::error& problem) {
  if (problem == domain::errc::overloaded || problem == domain::errc::unavailable) return;
  const bool is_ours = problem == domain::errc::internal && !problem.detail.empty();
  log_failure(what, id, is_ours ? std::string_view{problem.detail} : domain::name_of(problem.code));
}

domain::error load_error(std::string_view what, std::string_view id,
                         const std::exception& problem) {
  log_store_failure(what, id, problem);
  const auto* known = dynamic_cast<const storage::db_error*>(&problem);
  if (known != nullptr && known->problem() == storage::db_problem::unreadable)
    return domain::fail(domain::errc::corrupt, storage::corrupt_row_message);
  return storage::read_refused();
}

}  // namespace takeover::actors
