// conf/takeover.toml is what people copy and read: it holds the settings that the program knows.
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <map>

#include "app/config.hpp"
#include "tests/support/source_dir.hpp"

using namespace takeover;
using namespace takeover::app;

namespace {

const std::string shipped = takeover::tests::source_dir() + std::string{"/conf/takeover.toml"};

/// Each `key = value` of the file, by the key with its section.
std::map<std::string, std::string> settings_in(const std::string& path) {
  std::ifstream file{path};
  std::map<std::string, std::string> found;
  std::string section;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      section = line.substr(1, line.find(']') - 1);
    } else if (const auto equals = line.find(" = "); equals != std::string::npos) {
      found.emplace(section + "." + line.substr(0, equals), line.substr(equals + 3));
    } else {
      BOOST_ERROR("neither a section nor a setting: " + line);
    }
  }
  return found;
}

std::map<std::string, std::string> defaults() {
  std::map<std::string, std::string> known;
  for (const auto& one : known_settings()) known.emplace(one.name, one.default_value);
  return known;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(shipped_settings)

BOOST_AUTO_TEST_CASE(the_file_holds_every_setting_with_its_default_and_no_other) {
  const auto in_file = settings_in(shipped);
  const auto known = defaults();
  for (const auto& [name, value] : known) BOOST_TEST_CONTEXT(name) {
      const auto found = in_file.find(name);
      BOOST_TEST((found != in_file.end()));
      if (found != in_file.end()) BOOST_TEST(found->second == value);
    }
  for (const auto& [name, value] : in_file)
    BOOST_TEST_CONTEXT(name) BOOST_TEST(known.contains(name));
}

BOOST_AUTO_TEST_CASE(durations_mean_what_holds_without_the_file) {
  config_sources from;
  from.file = shipped;
  const auto read = load_config(from);
  BOOST_TEST_REQUIRE(read.has_value());
  const config without;
  BOOST_TEST((read->live_chat.claim_grace == without.live_chat.claim_grace));
  BOOST_TEST((read->live_chat.handoff_timeout == without.live_chat.handoff_timeout));
  BOOST_TEST((read->mail.timeout == without.mail.timeout));
  BOOST_TEST((read->webhooks.timeout == without.webhooks.timeout));
  BOOST_TEST((read->delivery.retry_after == without.delivery.retry_after));
  BOOST_TEST((read->sessions.lifetime == without.sessions.lifetime));
}

BOOST_AUTO_TEST_CASE(every_default_reads_back_as_itself) {
  config_sources from;
  for (const auto& setting : known_settings()) {
    auto text = setting.default_value;
    if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
    from.environment.emplace(setting.environment, text);
  }
  BOOST_TEST(load_config(from).has_value());
}

BOOST_AUTO_TEST_CASE(a_wrong_value_is_refused_with_the_names_of_variable_and_setting) {
  config_sources from;
  from.environment.emplace("TAKEOVER_SERVER_THREADS", "many");
  const auto read = load_config(from);
  BOOST_REQUIRE(read.has_error());
  BOOST_TEST((read.error() == domain::errc::invalid));
  BOOST_TEST(read.error().detail.find("TAKEOVER_SERVER_THREADS") != std::string::npos);
  BOOST_TEST(read.error().detail.find("server.threads") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_url_with_a_control_character_is_refused) {
  for (const auto& [variable, url] :
       {std::pair{"TAKEOVER_SERVER_PUBLIC_URL", "https://chat.example.com\r\nX-Evil: 1"},
        {"TAKEOVER_SERVER_PUBLIC_URL", "https://chat.example.com\x1F"},
        {"TAKEOVER_MAIL_URL", "smtp://mail.example.com\x01"}}) {
    config_sources from;
    from.environment.emplace("TAKEOVER_MAIL_FROM", "chat@example.com");
    from.environment.emplace(variable, url);
    BOOST_TEST(load_config(from).has_error(), url);
  }
}

BOOST_AUTO_TEST_CASE(the_command_line_wins_over_the_environment) {
  config_sources from;
  from.environment.emplace("TAKEOVER_SERVER_LISTEN", "127.0.0.1:1");
  from.listen = "127.0.0.1:2";
  const auto read = load_config(from);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(read->server.listen == "127.0.0.1:2");
}

BOOST_AUTO_TEST_CASE(only_variables_with_a_section_must_name_a_setting) {
  config_sources from;
  from.environment.emplace("TAKEOVER_BINARY", "/usr/bin/takeover");
  BOOST_TEST(load_config(from).has_value());
  from.environment.emplace("TAKEOVER_NO_SUCH", "1");
  BOOST_TEST(load_config(from).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
