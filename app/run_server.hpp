/// The life of the serving process: signals, waiting for the database, start and stop. Owns no part
/// of the application.
#pragma once

#include "app/application.hpp"

namespace takeover::app {

/// Starts, runs until SIGINT or SIGTERM, stops. While the database does not answer, it is waited
/// for, and requests get 503. Returns the exit code; an error is one line on standard error.
int run_server(const config& settings, const start_options& options);

}  // namespace takeover::app
