/// The running program: makes every part in order, connects them, stops them in the opposite order.
/// Owns all of them; no rule.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "net/http/listening_socket.hpp"
#include "storage/store.hpp"

namespace takeover::net {

/// What the start of one program has beyond the settings.
struct start_options {
  /// What `prepare` made: with an agent the server shows the demo page.
  struct prepared {
    std::optional<domain::agent_id> demo_agent;
  };
  /// Runs after the store is open and migrated, before anything listens. An error ends the start.
  std::function<domain::result<prepared>(storage::store&, domain::id_source&, const domain::clock&)>
      prepare;
  /// Runs when the port is known, before the first request is taken. `url`:
  /// `http://127.0.0.1:8080`. An error ends the start.
  std::function<domain::result<void>(const std::string& url)> listening;
  /// Where to accept; none: `server.listen` is bound. Outlives the call.
  const http::listening_socket* socket = nullptr;
};

class application {
 public:
  /// Opens, connects, listens. Error: what keeps the program from starting, as one line.
  static domain::result<std::unique_ptr<application>> start(const config& settings,
                                                            const start_options& options = {});
  ~application();
  application(const application&) = delete;
  application& operator=(const application&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;
  [[nodiscard]] storage::store& store();
  /// Accepts no more, says goodbye, finishes what runs, stores what is left. Idempotent.
  void stop();

 private:
  struct parts;
  explicit application(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

/// `address`: `HOST:PORT` as in `server.listen`. Error: invalid; as of `listening_socket::open`.
[[nodiscard]] domain::result<http::listening_socket> listen_on(const std::string& address);

/// Starts, runs until SIGINT or SIGTERM, stops. Returns the exit code; an error is one line on
/// standard error.
int run_server(const config& settings, const start_options& options);

}  // namespace takeover::net
