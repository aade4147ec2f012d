/// A PostgreSQL server of one's own: a new cluster in a temporary folder, reached by a socket there, ended with the program.
#pragma once

#include <sys/types.h>

#include <string>

namespace takeover::storage::test {

/// Whether what is committed outlives the machine, too. The tests end the server, never the machine.
enum class durability { of_the_process, of_the_machine };

class postgresql_server {
 public:
  explicit postgresql_server(durability wanted = durability::of_the_process);
  ~postgresql_server();
  /// The one of this program, started when it is first asked for. From the main thread: the server ends with the thread that began it.
  static postgresql_server& instance();

  /// The url of the schema in its one database; the schema is not made.
  [[nodiscard]] std::string url(const std::string& schema) const;

  /// Ends it so that clients lose their connections, and nothing is written back that is not in its log.
  void stop();
  /// Returns when it takes connections.
  void start();
  /// Ends the processes of all clients' connections but the caller's. The server goes on.
  void drop_connections() const;

  postgresql_server(const postgresql_server&) = delete;
  postgresql_server& operator=(const postgresql_server&) = delete;

 private:
  /// Starts a program of PostgreSQL, never as the superuser, who it refuses to serve.
  [[nodiscard]] pid_t run(const std::string& program, const std::string& arguments) const;

  std::string folder_;
  pid_t server_ = 0;
};

}  // namespace takeover::storage::test
