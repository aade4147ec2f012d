/// A PostgreSQL server of one's own: a new cluster in a temporary folder, reached by a socket
/// there, ended with the program.
#pragma once

#include <sys/types.h>

#include <string>

namespace takeover::storage::test {

class postgresql_server {
 public:
  /// `settings`: lines of its configuration. The tests end the server, never the machine.
  explicit postgresql_server(const std::string& settings = "fsync = off\n");
  ~postgresql_server();
  /// The one of this program, started when it is first asked for. From the main thread: the server
  /// ends with the thread that began it.
  static postgresql_server& instance();

  /// The url of the schema in its one database; the schema is not made.
  [[nodiscard]] std::string url(const std::string& schema) const;

  /// The process that all others of it are children of.
  [[nodiscard]] pid_t process() const noexcept { return server_; }

  /// Ends it so that clients lose their connections, and nothing is written back that is not in its
  /// log.
  void stop();
  /// Returns when it takes connections.
  void start();
  /// Ends the processes of all clients' connections but the caller's. The server goes on.
  void drop_connections() const;
  /// How many lines of its log hold these words.
  [[nodiscard]] int logged(const std::string& words) const;

  postgresql_server(const postgresql_server&) = delete;
  postgresql_server& operator=(const postgresql_server&) = delete;

 private:
  /// Starts a program of PostgreSQL, never as the superuser, who it refuses to serve.
  [[nodiscard]] pid_t run(const std::string& program, const std::string& arguments) const;

  std::string folder_;
  pid_t server_ = 0;
};

}  // namespace takeover::storage::test
