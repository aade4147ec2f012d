/// The life of the serving process: signals, waiting for the database, start and stop. Owns no part
/// of the application.
#pragma once

#include <functional>

#include "app/application.hpp"

namespace takeover::app {

/// Reads the settings again; empty if they come from no file, so that nothing can have changed.
using settings_reader = std::function<domain::result<config>()>;

/// Starts, runs until SIGINT or SIGTERM, stops. While the database does not answer, it is waited
/// for, and requests get 503. SIGHUP reads the settings again. Returns the exit code; an error is
/// one line on standard error.
int run_server(const config& settings, const start_options& options,
               const settings_reader& read_again);

}  // namespace takeover::app
