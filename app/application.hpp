/// The composition root: makes every part in order, connects them, stops them in the opposite
/// order. Owns all of them; no rule.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "net/http/listening_socket.hpp"
#include "net/outbound/mail/mail_catcher.hpp"
#include "net/outbound/mail/mail_message.hpp"
#include "storage/store.hpp"

namespace takeover::app {

/// What the start of one program has beyond the settings.
struct start_options {
  /// What `prepare` made.
  struct prepared {
    /// Set in demo mode: the agent of the page /demo.
    std::optional<domain::agent_id> demo_agent;
    /// Gets the mails while `mail.url` is empty, for the page /demo/mails; nullptr: they wait.
    std::shared_ptr<net::outbound::mail_catcher> mails;
    net::outbound::mailbox mails_from;  ///< where `mail.from` is empty
  };
  /// Runs after the store is open and migrated, before anything listens. An error ends the start.
  std::function<domain::result<prepared>(storage::store&, domain::id_source&, const domain::clock&)>
      prepare;
  /// Runs when the port is known, before the first request is taken. `url`:
  /// `http://127.0.0.1:8080`. An error ends the start.
  std::function<domain::result<void>(const std::string& url)> listening;
  /// Where to accept; nullptr means that `server.listen` is bound. Outlives the call.
  const net::http::listening_socket* socket = nullptr;
};

class application {
 public:
  /// Opens the store, connects the parts, listens. Error: what keeps the program from starting, as
  /// one line; with `retry_after` if the database does not answer.
  static domain::result<std::unique_ptr<application>> start(const config& settings,
                                                            const start_options& options = {});
  ~application();
  application(const application&) = delete;
  application& operator=(const application&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;
  [[nodiscard]] storage::store& store();
  /// Takes over what can change while the program runs: see `is_reloadable`. Not from several
  /// threads at once.
  void reload(const config& changed);
  /// Accepts no more, tells sockets to reconnect, lets running requests finish, stores what is
  /// left. Idempotent.
  void stop();

 private:
  struct parts;
  explicit application(std::unique_ptr<parts> made);
  std::unique_ptr<parts> parts_;
};

}  // namespace takeover::app
