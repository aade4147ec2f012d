/// How an actor reads: a reader thread makes a message of the rows and sends it. Owns no query.
#pragma once

#include <exception>
#include <string_view>
#include <utility>

#include "actors/send_message.hpp"
#include "domain/errors.hpp"
#include "storage/store.hpp"

namespace takeover::actors {

/// Has a reader thread make a message for `to`: the one that `read` makes of the rows, or that
/// `failed` makes of what `read` has thrown. False at the bound of the queue: nothing will come.
template <class Handle, class Read, class Failed>
[[nodiscard]] bool ask_store(storage::store& store, Handle to, Read read, Failed failed) {
  return store.read([to = std::move(to), read = std::move(read),
                     failed = std::move(failed)](storage::reader& rows) {
    auto message = [&] {
      try {
        return read(rows);
      } catch (const std::exception& problem) {
        return failed(problem);
      }
    }();
    send_message(to, std::move(message));
  });
}

/// What to answer when `ask_store` was refused.
[[nodiscard]] domain::error database_busy();

/// Logs what the store has failed to do, once a minute for each `what`. Not an outage or a full
/// queue: those the store tells its observer.
void log_store_failure(std::string_view what, std::string_view id, const std::exception& problem);
void log_store_failure(std::string_view what, std::string_view id, const domain::error& problem);

/// Logs that `what` could not be read. The error to answer with: corrupt, unavailable.
[[nodiscard]] domain::error load_error(std::string_view what, std::string_view id,
                                       const std::exception& problem);

}  // namespace takeover::actors
