// The command line: reads arguments, loads the settings, calls one command.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "net/application.hpp"
#include "net/commands.hpp"
#include "net/demo_workspace.hpp"
#include "net/handlers/product_site.hpp"
#include "net/log.hpp"

namespace {

using namespace takeover;

constexpr int failed = 1;
constexpr int wrong_usage = 2;

/// What every command takes.
struct common_options {
  std::string config_file;
  std::string listen;
  std::string database;

  void add_to(CLI::App& command) {
    command.add_option("--config", config_file, "Settings file (TOML)")->type_name("FILE");
    command.add_option("--listen", listen, "Address to listen on")->type_name("HOST:PORT");
    command.add_option("--database", database, "Database, as sqlite:PATH or postgresql://USER:PASSWORD@HOST/NAME")->type_name("URL");
  }
  [[nodiscard]] domain::result<net::config> load() const { return net::load_config({config_file, net::takeover_environment(), listen, database}); }
};

int complain(const std::string& line) {
  std::cerr << "takeover: " << line << '\n';
  return failed;
}

/// Loads the settings, sets up the log, and runs.
int with_settings(const common_options& options, const std::function<int(const net::config&)>& run) {
  const auto settings = options.load();
  if (!settings) return complain(settings.error().detail);
  net::set_up_log(settings->log.level);
  return run(*settings);
}

/// The exit code of a command; its error is one line.
int finish(const domain::result<void>& done) { return done ? 0 : complain(done.error().detail); }

domain::result<std::string> password_from_stdin() {
  std::string line;
  if (!std::getline(std::cin, line)) return domain::fail(domain::errc::invalid, "no password on standard input");
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

/// All commands. Parsing fills the fields and sets `run`.
struct command_line {
  CLI::App app{"Takeover: an AI agent talks to your visitors, and you can step in at any moment."};
  common_options common;
  std::string workspace_name;
  net::commands::new_user user;
  net::commands::new_agent agent;
  std::string mailbox;
  std::string agent_id;
  std::vector<std::string> files;
  std::function<int()> run;

  command_line() {
    app.name("takeover");
    app.require_subcommand(1);
    add_program_commands();
    add_workspace_commands();
    add_agent_commands();
    add_audit_commands();
  }

  [[nodiscard]] bool knows(const std::string& command) {
    return !app.get_subcommands([&](const CLI::App* one) { return one->get_name() == command; }).empty();
  }

  CLI::App& add(CLI::App& to, const std::string& name, const std::string& help, std::function<int(const net::config&)> what) {
    auto& command = *to.add_subcommand(name, help);
    common.add_to(command);
    command.callback([this, what = std::move(what)] { run = [this, what] { return with_settings(common, what); }; });
    return command;
  }

  static CLI::App& add_group(CLI::App& to, const std::string& name, const std::string& help) {
    auto& group = *to.add_subcommand(name, help);
    group.require_subcommand(1);
    return group;
  }

  void add_program_commands() {
    add(app, "serve", "Run the server until SIGINT or SIGTERM", [](const net::config& settings) { return net::run_server(settings, {}); });
    add(app, "demo", "Run the server with a demo workspace: a shop, its agent and past conversations",
        [this](const net::config& settings) { return net::run_server(settings, net::demo_start(std::cout, mailbox)); })
        .add_option("--mailbox", mailbox, "URL of an inbox that shows the emails it sends, printed with the other addresses")
        ->type_name("URL");
    add(app, "migrate", "Create the database or bring it up to date",
        [](const net::config& settings) { return finish(net::commands::migrate(settings, std::cout)); });
    auto& doctor = *app.add_subcommand("doctor", "Check settings, database and port");
    common.add_to(doctor);
    doctor.callback([this] { run = [this] { return net::commands::doctor(common.load(), std::cout) ? 0 : failed; }; });
    auto& routes = *app.add_subcommand("routes", "List every route: method, path, who may call it, and the lowest role");
    common.add_to(routes);
    routes.callback([this] {
      run = [] {
        std::cout << net::product_site::described_routes();
        return 0;
      };
    });
    auto& version = *app.add_subcommand("version", "Print the version");
    common.add_to(version);
    version.callback([this] {
      run = [] {
        std::cout << "takeover " TAKEOVER_VERSION "\n";
        return 0;
      };
    });
  }

  void add_workspace_commands() {
    auto& workspace = add_group(app, "workspace", "Manage workspaces");
    auto& create = add(workspace, "create", "Create a workspace and print its id",
                       [this](const net::config& settings) { return finish(net::commands::create_workspace(settings, workspace_name, std::cout)); });
    create.add_option("name", workspace_name, "Name of the workspace")->required()->type_name("NAME");

    auto& users = add_group(app, "user", "Manage users");
    auto& join = add(users, "add", "Add a member to a workspace and print the user's id", [this](const net::config& settings) {
      auto password = password_from_stdin();
      if (!password) return complain(password.error().detail);
      user.password = std::move(*password);
      return finish(net::commands::add_user(settings, user, std::cout));
    });
    join.add_option("--workspace", user.workspace, "Id of the workspace")->required()->type_name("ID");
    join.add_option("--email", user.email, "Email address for signing in")->required();
    join.add_option("--name", user.name, "Name shown to others")->required();
    join.add_option("--role", user.role, "Role: owner, admin or member")->required()->check(CLI::IsMember({"owner", "admin", "member"}));
    join.add_flag("--password-stdin")->description("Read the password from standard input (one line)")->required();
  }

  void add_audit_commands() {
    auto& audit = add_group(app, "audit", "Check the audit log");
    add(audit, "verify", "Check that no row was changed, swapped, removed or added; names the first one that was", [](const net::config& settings) {
      const auto intact = net::commands::verify_audit(settings, std::cout);
      if (!intact) return complain(intact.error().detail);
      return *intact ? 0 : failed;
    });
  }

  void add_agent_commands() {
    auto& agents = add_group(app, "agent", "Manage agents");
    auto& create = add(agents, "create", "Create an agent and print its id",
                       [this](const net::config& settings) { return finish(net::commands::create_agent(settings, agent, std::cout)); });
    create.add_option("--workspace", agent.workspace, "Id of the workspace")->required()->type_name("ID");
    create.add_option("--name", agent.name, "Name shown to visitors")->required();
    create.add_option("--origin", agent.origins, "Site that may show its widget: scheme://host[:port], or *")->required()->type_name("ORIGIN");

    auto& import = add(agents, "import", "Add Markdown files to an agent's knowledge",
                       [this](const net::config& settings) { return finish(net::commands::import_documents(settings, agent_id, files, std::cout)); });
    import.add_option("--agent", agent_id, "Id of the agent")->required()->type_name("ID");
    import.add_option("files", files, "Markdown files")->required()->type_name("FILE.md");
  }
};

}  // namespace

int main(int argc, char** argv) {
  try {
    command_line line;
    if (const std::string first = argc > 1 ? argv[1] : ""; !first.empty() && first.front() != '-' && !line.knows(first)) {
      std::cerr << "takeover: unknown command " << first << " (see takeover --help)\n";
      return wrong_usage;
    }
    try {
      line.app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
      if (e.get_exit_code() == 0) return line.app.exit(e);  // --help
      std::cerr << "takeover: " << e.what() << " (see takeover --help)\n";
      return wrong_usage;
    }
    return line.run();
  } catch (const std::exception& e) {
    return complain(e.what());
  }
}
