#include "domain/agents/agent_profile.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "domain/text/text.hpp"
#include "domain/text/text_field.hpp"

namespace takeover::domain {
namespace {

constexpr std::size_t max_origins = 50;
constexpr std::array types{std::string_view{"text"}, std::string_view{"email"},
                           std::string_view{"tel"}};

/// What a browser writes of a host: letters beyond ASCII come as punycode, and nothing stands for
/// many hosts.
bool is_host_character(char c) {
  return c > ' ' && c < 0x7F && std::string_view{"/?#@,*\\"}.find(c) == std::string_view::npos;
}

/// `name`, `name:port` or `[IPv6]:port`.
bool is_host(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_host_character)) return false;
  const auto bracket = text.starts_with('[') ? text.find(']') : 0;
  if (bracket == std::string_view::npos) return false;
  const auto colon = text.find(':', bracket);
  const auto name = text.substr(0, colon);
  if (name.empty() || name == "[]" || (bracket > 0 && name.size() != bracket + 1)) return false;
  if (colon == std::string_view::npos) return true;
  const auto port = text.substr(colon + 1);
  return !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void note(error& problems, const std::string& field, std::string wrong) {
  if (!wrong.empty()) problems.fields.emplace(field, std::move(wrong));
}

void check_origins(std::vector<std::string>& origins, error& problems) {
  std::vector<std::string> normal;
  for (const auto& given : origins) {
    const auto text = trimmed(given);
    if (text.empty()) continue;
    auto origin = text == "*" ? text : normal_origin(text);
    if (origin.empty()) {
      const auto shown =
          text.size() <= 80 ? "\u201C" + text + "\u201D" : std::string{"One of the lines"};
      return note(problems, "allowed_origins",
                  shown + " is not a valid site address, e.g. https://shop.example.com");
    }
    if (std::find(normal.begin(), normal.end(), origin) != normal.end()) continue;
    if (normal.size() == max_origins)
      return note(problems, "allowed_origins", "At most 50 sites are allowed");
    normal.push_back(std::move(origin));
  }
  origins = std::move(normal);
}

std::string name_problem(const std::string& name) {
  if (auto wrong = line_problem(name, 40); !wrong.empty()) return wrong;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? std::string{} : "Use only lowercase letters, digits and underscores";
}

void check_form(lead_form& form, error& problems) {
  form.title = trimmed(form.title);
  form.text = trimmed(form.text);
  note(problems, "lead_form.title", line_problem(form.title, 120));
  note(problems, "lead_form.text", text_problem(form.text, 500, requirement::optional));
  if (form.fields.size() > max_form_fields)
    note(problems, "lead_form.fields", "A form can have at most 10 fields");
  bool asks_email = false;
  for (std::size_t i = 0; i < std::min(form.fields.size(), max_form_fields); ++i) {
    auto& field = form.fields[i];
    const auto at = "lead_form.fields[" + std::to_string(i) + "].";
    field.name = trimmed(field.name);
    field.label = trimmed(field.label);
    note(problems, at + "name", name_problem(field.name));
    note(problems, at + "label", line_problem(field.label, 80));
    if (std::find(types.begin(), types.end(), field.type) == types.end())
      note(problems, at + "type", "Must be text, email or tel");
    const bool twice =
        std::any_of(form.fields.begin(), form.fields.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const form_field& other) { return other.name == field.name; });
    if (twice) note(problems, at + "name", "Another field is already saved under this name");
    if (field.name != "email") continue;
    asks_email = true;
    if (field.type != "email")
      note(problems, at + "type", "The email field must have the type email");
    if (!field.required) note(problems, at + "required", "The email field must be required");
  }
  if (!asks_email)
    note(problems, "lead_form.fields", "The form needs an email field, saved as email");
}

}  // namespace

std::string normal_origin(std::string_view text) {
  std::string origin{text};
  make_ascii_lower(origin);
  for (const auto& [scheme, port] :
       {std::pair{std::string_view{"http://"}, std::string_view{":80"}}, {"https://", ":443"}}) {
    if (!origin.starts_with(scheme)) continue;
    const auto host = std::string_view{origin}.substr(scheme.size());
    if (!is_host(host)) return {};
    if (origin.ends_with(port)) origin.resize(origin.size() - port.size());
    return origin;
  }
  return {};
}

result<agent_profile> check_profile(agent_profile profile) {
  error problems{errc::invalid, std::string{invalid_fields}};
  profile.name = trimmed(profile.name);
  profile.greeting = trimmed(profile.greeting);
  note(problems, "name", line_problem(profile.name, 60));
  note(problems, "greeting", text_problem(profile.greeting, 1'000, requirement::optional));
  check_origins(profile.allowed_origins, problems);
  check_form(profile.form, problems);
  if (!problems.fields.empty()) return problems;
  return profile;
}

}  // namespace takeover::domain
