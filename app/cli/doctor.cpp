#include "app/cli/doctor.hpp"

#include <ostream>

#include "app/cli/opened_store.hpp"
#include "app/delivery_settings.hpp"
#include "app/listen_address.hpp"
#include "storage/sql/dialect.hpp"

namespace takeover::app::cli {
namespace {

/// Opens the database and commits an empty transaction.
domain::result<void> check_database(const config& settings) {
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  return storage::write_and_wait(*database.store,
                                 [](storage::writer&) -> domain::result<void> { return {}; });
}

domain::result<void> check_mailer(const config& settings) {
  const auto options = courier_settings(settings);
  const auto attempt = net::outbound::check_mail_server(options.mail, options.mail_limits);
  if (attempt.outcome == domain::attempt::fate::delivered) return {};
  return refused(attempt.detail);
}

domain::result<void> check_port(const config& settings) {
  const auto listening = listen_on(settings.server.listen);
  if (!listening) return listening.error();
  return {};
}

}  // namespace

domain::result<void> migrate(const config& settings, std::ostream& out) {
  opened_store database;
  if (auto opened = database.open(settings); !opened) return opened;
  out << "the database " << storage::shown_database_url(settings.database.url)
      << " is up to date\n";
  return {};
}

bool doctor(const domain::result<config>& settings, std::ostream& out) {
  bool healthy = true;
  const auto report = [&](std::string_view subject, const domain::result<void>& outcome,
                          const std::string& if_ok) {
    healthy = healthy && outcome.has_value();
    out << (outcome ? "ok       " : "problem  ") << subject << ": "
        << (outcome ? if_ok : outcome.error().detail) << '\n';
  };
  if (!settings) {
    report("settings", settings.error(), {});
    return false;
  }
  report("settings", {}, "all keys are valid");
  report("database", check_database(*settings),
         storage::shown_database_url(settings->database.url) + " opens and accepts writes");
  if (settings->mail.url.empty())
    out << "note     mail: email is not set up (mail.url, mail.from): emails wait in the queue\n";
  else
    report("mail", check_mailer(*settings), "the mail server responds");
  report("port", check_port(*settings), settings->server.listen + " is free");
  return healthy;
}

}  // namespace takeover::app::cli
