#include "actors/ask_store.hpp"

#include "actors/log.hpp"
#include "storage/sql/db_errors.hpp"

namespace takeover::actors {

domain::error database_busy() {
  return {domain::errc::overloaded, "The database is busy.", {}, {}, std::chrono::seconds{1}};
}

domain::error load_error(std::string_view what, std::string_view id,
                         const std::exception& problem) {
  log_error(what, id, problem.what());
  const auto* known = dynamic_cast<const storage::db_error*>(&problem);
  if (known != nullptr && known->problem() == storage::db_problem::unreadable)
    return domain::fail(domain::errc::corrupt, storage::corrupt_row_message);
  return domain::fail(domain::errc::unavailable, "The database is not responding.");
}

}  // namespace takeover::actors
