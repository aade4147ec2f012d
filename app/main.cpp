// The command line: one table of commands, their options, and the exit code. What a command does
// stands in app/cli and app/run_server.
#include <signal.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "actors/log.hpp"
#include "app/cli/agent.hpp"
#include "app/cli/audit.hpp"
#include "app/cli/doctor.hpp"
#include "app/cli/documents.hpp"
#include "app/cli/user.hpp"
#include "app/cli/workspace.hpp"
#include "app/demo/workspace.hpp"
#include "app/log.hpp"
#include "app/run_server.hpp"
#include "net/api/routes.hpp"
#include "storage/sql/dialect.hpp"

namespace {

using namespace takeover;
using app::config;

constexpr int failed = 1;
constexpr int wrong_usage = 2;

/// Everything that can be given on the command line; a command looks at its own part.
struct arguments {
  std::string config_file;
  std::string listen;
  std::string database;
  std::string workspace_name;
  app::cli::new_user user;
  app::cli::new_agent agent;
  std::string agent_id;
  std::vector<std::string> files;

  [[nodiscard]] domain::result<config> load_settings() const { return app::load_config(sources()); }
  [[nodiscard]] app::config_sources sources() const {
    return {config_file, app::takeover_environment(), listen, database};
  }
};

int complain(const std::string& line) {
  std::cerr << "takeover: " << line << '\n';
  return failed;
}

int exit_code(const domain::result<void>& done) { return done ? 0 : complain(done.error().detail); }

/// A command that needs the settings: loads them and sets up the log first.
template <int (*run)(const config&, arguments&)>
int with_settings(arguments& given) {
  const auto settings = given.load_settings();
  if (!settings) return complain(settings.error().detail);
  app::set_up_log(settings->log.level);
  return run(*settings, given);
}

app::settings_reader reader_of(const arguments& given) {
  if (given.config_file.empty()) return {};
  return [&given] { return given.load_settings(); };
}

int serve(const config& settings, arguments& given) {
  if (storage::has_password(given.database))
    log_warning("--database holds a password, which everybody on this machine can read");
  return app::run_server(settings, {}, reader_of(given));
}

int demo(const config& settings, arguments& given) {
  return app::run_server(settings, app::demo_start(std::cout, settings), reader_of(given));
}

int migrate(const config& settings, arguments&) {
  return exit_code(app::cli::migrate(settings, std::cout));
}

int doctor(arguments& given) {
  return app::cli::doctor(given.load_settings(), given.sources(), std::cout) ? 0 : failed;
}

int routes(arguments&) {
  std::cout << net::described_routes();
  return 0;
}

int version(arguments&) {
  std::cout << "takeover " TAKEOVER_VERSION "\n";
  return 0;
}

int create_workspace(const config& settings, arguments& given) {
  return exit_code(app::cli::create_workspace(settings, given.workspace_name, std::cout));
}
void take_workspace_options(CLI::App& command, arguments& into) {
  command.add_option("name", into.workspace_name, "Name of the workspace")
      ->required()
      ->type_name("NAME");
}

int add_user(const config& settings, arguments& given) {
  auto& password = given.user.password;
  if (!std::getline(std::cin, password)) return complain("no password on standard input");
  if (password.ends_with('\r')) password.pop_back();
  return exit_code(app::cli::add_user(settings, given.user, std::cout));
}
void take_user_options(CLI::App& command, arguments& into) {
  auto& user = into.user;
  command.add_option("--workspace", user.workspace, "Id of the workspace")
      ->required()
      ->type_name("ID");
  command.add_option("--email", user.email, "Email address for signing in")->required();
  command.add_option("--name", user.name, "Name shown to others")->required();
  command.add_option("--role", user.role, "Role: owner, admin or member")
      ->required()
      ->check(CLI::IsMember({"owner", "admin", "member"}));
  command.add_flag("--password-stdin")
      ->description("Read the password from standard input (one line)")
      ->required();
}

int create_agent(const config& settings, arguments& given) {
  return exit_code(app::cli::create_agent(settings, given.agent, std::cout));
}
void take_agent_options(CLI::App& command, arguments& into) {
  auto& agent = into.agent;
  command.add_option("--workspace", agent.workspace, "Id of the workspace")
      ->required()
      ->type_name("ID");
  command.add_option("--name", agent.name, "Name shown to visitors")->required();
  command
      .add_option("--origin", agent.origins,
                  "Site that may show its widget: scheme://host[:port], or *")
      ->required()
      ->type_name("ORIGIN");
}

int import_documents(const config& settings, arguments& given) {
  return exit_code(app::cli::import_documents(settings, given.agent_id, given.files, std::cout));
}
void take_document_options(CLI::App& command, arguments& into) {
  command.add_option("--agent", into.agent_id, "Id of the agent")->required()->type_name("ID");
  command.add_option("files", into.files, "Markdown files")->required()->type_name("FILE.md");
}

int verify_audit(const config& settings, arguments&) {
  const auto intact = app::cli::verify_audit(settings, std::cout);
  if (!intact) return complain(intact.error().detail);
  return *intact ? 0 : failed;
}

struct command {
  std::string_view group;  ///< empty if it stands alone
  std::string_view name;
  const char* help;
  int (*run)(arguments&);
  void (*take_options)(CLI::App&, arguments&) = nullptr;  ///< beside those of every command
};

/// The order is that of `takeover --help`.
constexpr command commands[] = {
    {"", "serve", "Run the server until SIGINT or SIGTERM", with_settings<serve>},
    {"", "demo", "Run the server with a demo workspace: a shop, its agent and past conversations",
     with_settings<demo>},
    {"", "migrate", "Create the database or bring it up to date", with_settings<migrate>},
    {"", "doctor",
     "Check settings, database, clock, rights, disk, mail server and port; changes nothing",
     doctor},
    {"", "routes", "List every route: method, path, who may call it, and the lowest role", routes},
    {"", "version", "Print the version", version},
    {"workspace", "create", "Create a workspace and print its id", with_settings<create_workspace>,
     take_workspace_options},
    {"user", "add", "Add a member to a workspace and print the user's id", with_settings<add_user>,
     take_user_options},
    {"agent", "create", "Create an agent and print its id", with_settings<create_agent>,
     take_agent_options},
    {"agent", "import", "Add Markdown files to an agent's knowledge",
     with_settings<import_documents>, take_document_options},
    {"audit", "verify",
     "Check that no row was changed, swapped, removed or added; names the first one that was",
     with_settings<verify_audit>},
};

struct command_group {
  const char* name;
  const char* help;
};
/// After the commands that stand alone.
constexpr command_group groups[] = {{"workspace", "Manage workspaces"},
                                    {"user", "Manage users"},
                                    {"agent", "Manage agents"},
                                    {"audit", "Check the audit log"}};

/// The table for CLI11. Parsing fills the arguments and notes which command to run.
class command_line {
 public:
  command_line() {
    app_.name("takeover");
    app_.require_subcommand(1);
    add_commands(app_, "");
    for (const auto& group : groups) {
      auto& parent = *app_.add_subcommand(group.name, group.help);
      parent.require_subcommand(1);
      add_commands(parent, group.name);
    }
  }

  int run(int argc, char** argv) {
    if (const std::string first = argc > 1 ? argv[1] : "";
        !first.empty() && first.front() != '-' && !is_known(first)) {
      std::cerr << "takeover: unknown command " << first << " (see takeover --help)\n";
      return wrong_usage;
    }
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      if (e.get_exit_code() == 0) return app_.exit(e);  // --help
      std::cerr << "takeover: " << e.what() << " (see takeover --help)\n";
      return wrong_usage;
    }
    return chosen_->run(given_);
  }

 private:
  static bool is_known(std::string_view first) {
    return std::any_of(std::begin(commands), std::end(commands), [&](const command& known) {
      return first == (known.group.empty() ? known.name : known.group);
    });
  }

  void add_commands(CLI::App& parent, std::string_view group) {
    for (const auto& command : commands)
      if (command.group == group) add(parent, command);
  }

  void add(CLI::App& parent, const command& what) {
    auto& added = *parent.add_subcommand(std::string{what.name}, what.help);
    added.add_option("--config", given_.config_file, "Settings file (TOML)")->type_name("FILE");
    added.add_option("--listen", given_.listen, "Address to listen on")->type_name("HOST:PORT");
    added
        .add_option("--database", given_.database,
                    "Database, as sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME")
        ->type_name("URL");
    if (what.take_options != nullptr) what.take_options(added, given_);
    added.callback([this, &what] { chosen_ = &what; });
  }

  CLI::App app_{"Takeover: an AI agent talks to your visitors, and you can step in at any moment."};
  arguments given_;
  const command* chosen_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) {
  // Files with secrets and transcripts come from every command.
  umask(077);
  signal(SIGPIPE, SIG_IGN);
  // At a limit of a file's size a write fails, which the store can tell; the signal would kill.
  signal(SIGXFSZ, SIG_IGN);
  try {
    return command_line{}.run(argc, argv);
  } catch (const std::exception& e) {
    return complain(e.what());
  }
}
